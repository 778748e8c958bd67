"""The state of our WebSocket, connection after connection, without I/O: frames and times in, effects out.

    wanted ──connected──► asked ──ack──► on ──disconnected──► wanted …          (refused: forgotten)

The venue keeps no state for us and numbers nothing: after every connect all feeds are asked for again, and each feed
that was on before reports a gap.
"""

import re
from typing import Any, Final

import msgspec

from hyperquote.errors import ProtocolError, ValidationError
from hyperquote.ws.channels import (
    FEED_FRAMES,
    AnyFrame,
    ErrorFrame,
    PongFrame,
    PostFrame,
    SubscriptionResponseFrame,
    decode_frame,
)
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey
from hyperquote.ws.channels.control import Ping, Subscribe, Unsubscribe
from hyperquote.ws.channels.l2_book import L2BookFrame
from hyperquote.ws.effects import (
    Acked,
    AnyFeed,
    Effect,
    Gap,
    Message,
    Pong,
    PostAnswered,
    PostLost,
    PostRefused,
    Refused,
    Restored,
    Trouble,
)
from hyperquote.ws.float_book import (
    FloatBookFrame,
    FloatBookSubscription,
    decode_float_book,
    float_book,
    frame_head,
)
from hyperquote.ws.heartbeat import SECOND_NS, Heartbeat
from hyperquote.ws.post import PostDesk

ANSWER_WITHIN_NS: Final = 10 * SECOND_NS  # to a subscription; after that the connection is given up
STRIKES: Final = 3  # connections that ended on the same unanswered request before we blame the request
_PING: Final = msgspec.json.encode(Ping())
_POST_ID: Final = re.compile(r"id=(\d+)\s*$")


class Feed:
    """One wanted feed: how far it has come on this connection, and when it last spoke."""

    def __init__(self, subscription: AnyFeed) -> None:
        self.subscription: Final = subscription
        self.words: Final[dict[str, Any]] = canonical(msgspec.to_builtins(subscription))
        self.is_asked = False
        self.unanswered_ns: int | None = None  # since when we know that the question waits for an answer
        self.is_on = False
        self.was_on = False  # on any connection so far
        self.has_spoken = False  # on this connection
        self.last_ns: int | None = None
        self.strikes = 0


class Session:
    """What we want from the venue, what it has granted, and what its frames mean."""

    def __init__(self, heartbeat: Heartbeat | None = None, posts: PostDesk | None = None) -> None:
        self._heartbeat: Final = heartbeat or Heartbeat()
        self.posts: Final = posts or PostDesk()
        self._feeds: Final[dict[RoutingKey, Feed]] = {}
        self._float_heads: tuple[bytes, ...] = ()  # how frames begin that are to be read as floats
        self._is_connected = False
        self._lost: Gap | None = None  # the connection that ended, until all feeds are back

    # what we want

    def subscribe(self, subscription: AnyFeed) -> list[bytes]:
        """Want a feed and return what to send now; nothing when it is wanted already or we are offline.

        Raises `ValidationError` for a feed whose frames could not be told from those of a wanted one.
        """
        feed = self._feeds.get(subscription.routing_key)
        if feed is not None:
            if feed.subscription != subscription:
                raise ValidationError(
                    f"{_text(subscription)} and {_text(feed.subscription)} look alike on one connection"
                    f"{_also(subscription, feed.subscription)}: use a second WsManager for one of them"
                )
            return []
        feed = Feed(subscription)
        self._feeds[subscription.routing_key] = feed
        self._note_float_heads()
        return [self._ask(feed)] if self._is_connected else []

    def unsubscribe(self, subscription: AnyFeed) -> list[bytes]:
        """Want a feed no more and return what to send now."""
        feed = self._feeds.get(subscription.routing_key)
        if feed is None or feed.subscription != subscription:
            return []
        del self._feeds[subscription.routing_key]
        self._note_float_heads()
        return [msgspec.json.encode(Unsubscribe(_raw(subscription)))] if self._is_connected else []

    # what happens to the connection

    def connected(self, now_ns: int) -> tuple[list[bytes], list[Effect]]:
        """Take a fresh connection: return all feeds to ask for, and what follows at once."""
        self._is_connected = True
        self._heartbeat.start(now_ns)
        return [self._ask(feed) for feed in self._feeds.values()], self._restored(now_ns)

    def disconnected(self, reason: str, now_ns: int) -> list[Effect]:
        """Take the end of the connection: posts in flight are lost, feeds are off.

        The venue closes the socket on a coin it does not know. It answers in order, so when that happens again and
        again the first unanswered request is to blame, and is refused.
        """
        if not self._is_connected:
            return []
        self._is_connected = False
        effects: list[Effect] = [PostLost(post_id) for post_id in self.posts.lose_all()]
        if self._lost is None:
            self._lost = Gap(now_ns, now_ns, reason)
        suspect = next((feed for feed in self._feeds.values() if feed.is_asked and not feed.is_on), None)
        if suspect is not None and not suspect.was_on:
            suspect.strikes += 1
            if suspect.strikes >= STRIKES:
                effects.append(self._refuse(suspect, f"the venue closed the connection {STRIKES} times instead"))
        for feed in self._feeds.values():
            feed.is_asked = feed.is_on = feed.has_spoken = False
            feed.unanswered_ns = None
        return effects

    def received(self, data: bytes | str, now_ns: int) -> list[Effect]:
        """Take one frame and return what it means; `ProtocolError` when it cannot be read."""
        if self._float_heads and isinstance(data, bytes) and data.startswith(self._float_heads):
            return self._data(decode_float_book(data), now_ns)
        frame: Any = decode_frame(data)
        if type(frame) in FEED_FRAMES:  # nearly all are; isinstance of a generic base takes five times as long
            if self._float_heads and isinstance(frame, L2BookFrame):
                return self._book(frame, now_ns)
            return self._data(frame, now_ns)
        return self._meaning(frame, now_ns)

    def missed(self, subscription: AnyFeed, now_ns: int) -> None:
        """Take note that the message of this time had no room: the next gap of the feed begins before it."""
        feed = self._feeds.get(subscription.routing_key)
        if feed is not None:
            feed.last_ns = now_ns - 1

    # what time brings

    def pings(self, now_ns: int) -> list[bytes]:
        """Return the ping to send now, if one is due."""
        return [_PING] if self._is_connected and self._heartbeat.ping_due(now_ns) else []

    def fault(self, now_ns: int) -> str | None:
        """Return why this connection should be given up, or None while it looks alive."""
        if not self._is_connected:
            return None
        if self._heartbeat.is_dead(now_ns):
            return "no pong: the connection is dead"
        for feed in self._feeds.values():
            if feed.is_asked and not feed.is_on:
                feed.unanswered_ns = feed.unanswered_ns or now_ns
                if now_ns - feed.unanswered_ns >= ANSWER_WITHIN_NS:
                    return f"no answer to the subscription of {_text(feed.subscription)}"
            limit_s = feed.subscription.stale_after_s
            if limit_s is None or not feed.has_spoken or feed.last_ns is None:
                continue
            if now_ns - feed.last_ns > int(limit_s * SECOND_NS):
                return f"{_text(feed.subscription)} has been silent for more than {limit_s:g} s"
        return None

    @property
    def next_ns(self) -> int:
        """When to call `pings` and `fault` again at the latest (UTC ns)."""
        due = self._heartbeat.next_ns
        for feed in self._feeds.values():
            limit_s = feed.subscription.stale_after_s
            if limit_s is not None and feed.has_spoken and feed.last_ns is not None:
                due = min(due, feed.last_ns + int(limit_s * SECOND_NS) + 1)
        return due

    # what we know

    @property
    def is_connected(self) -> bool:
        """Whether a connection stands."""
        return self._is_connected

    @property
    def wanted(self) -> list[AnyFeed]:
        """The feeds we want, in the order in which they were asked for."""
        return [feed.subscription for feed in self._feeds.values()]

    def is_on(self, subscription: AnyFeed) -> bool:
        """Return whether the venue has granted this feed on the connection that stands."""
        feed = self._feeds.get(subscription.routing_key)
        return feed is not None and feed.is_on

    def last_ns(self, subscription: AnyFeed) -> int | None:
        """Return when this feed last spoke (UTC ns); None when it never did."""
        feed = self._feeds.get(subscription.routing_key)
        return None if feed is None else feed.last_ns

    # inside

    def _ask(self, feed: Feed) -> bytes:
        feed.is_asked = True
        return msgspec.json.encode(Subscribe(_raw(feed.subscription)))

    def _note_float_heads(self) -> None:
        wanted = self.wanted
        self._float_heads = tuple([frame_head(book.coin) for book in wanted if isinstance(book, FloatBookSubscription)])

    def _data(self, frame: ChannelFrame[Any], now_ns: int) -> list[Effect]:
        feed = self._feeds.get(frame.routing_key)
        if feed is None:
            return []  # the tail of a feed that we have left
        feed.last_ns = now_ns
        feed.has_spoken = True
        return [Message(feed.subscription, frame.data)]

    def _meaning(self, frame: AnyFrame, now_ns: int) -> list[Effect]:
        if isinstance(frame, SubscriptionResponseFrame):
            return self._acked(frame, now_ns)
        if isinstance(frame, PostFrame):
            reply = frame.data
            return [PostAnswered(reply.id, reply.response)] if self.posts.close(reply.id) else []
        if isinstance(frame, ErrorFrame):
            return self._complained(frame.data, now_ns)
        if isinstance(frame, PongFrame):
            round_trip_ns = self._heartbeat.pong(now_ns)
            return [] if round_trip_ns is None else [Pong(round_trip_ns)]
        return []  # a channel that we do not know

    def _book(self, frame: L2BookFrame, now_ns: int) -> list[Effect]:
        feed = self._feeds.get(frame.routing_key)
        if feed is None or not isinstance(feed.subscription, FloatBookSubscription):
            return self._data(frame, now_ns)
        return self._data(FloatBookFrame(float_book(frame.data)), now_ns)

    def _acked(self, frame: SubscriptionResponseFrame, now_ns: int) -> list[Effect]:
        if frame.data.method == "unsubscribe":
            return []
        try:
            echo = msgspec.json.decode(frame.data.subscription)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ProtocolError(f"unreadable grant: {bytes(frame.data.subscription)[:200]!r}") from error
        if not isinstance(echo, dict):
            raise ProtocolError(f"a grant names no subscription but {echo!r}")
        feed = self._find(echo)
        return [] if feed is None else self._turn_on(feed, now_ns)

    def _turn_on(self, feed: Feed, now_ns: int) -> list[Effect]:
        if feed.is_on:
            return []
        gap = None
        if feed.was_on and self._lost is not None:
            gap = Gap(feed.last_ns or self._lost.from_ns, now_ns, self._lost.reason)
        feed.is_on = feed.was_on = True
        feed.strikes = 0
        return [Acked(feed.subscription, gap), *self._restored(now_ns)]

    def _restored(self, now_ns: int) -> list[Effect]:
        """Say so once every feed is back after a lost connection."""
        if self._lost is None or not all(feed.is_on for feed in self._feeds.values()):
            return []
        gap = Gap(self._lost.from_ns, now_ns, self._lost.reason)
        self._lost = None
        return [Restored(gap)]

    def _complained(self, text: str, now_ns: int) -> list[Effect]:
        """Find whom the words on the error channel are for."""
        numbered = _POST_ID.search(text)
        if numbered and self.posts.close(int(numbered[1])):
            return [PostRefused(int(numbered[1]), text)]
        said = _json_inside(text)
        if said.get("method") == "post" and isinstance(said.get("id"), int) and self.posts.close(said["id"]):
            return [PostRefused(said["id"], text)]
        if text.startswith("Already unsubscribed"):
            return []
        words = said.get("subscription", said)
        feed = self._find(words) if isinstance(words, dict) and words else None
        if feed is None and "users" in text:  # the limit on users names no subscription
            feed = next((f for f in self._feeds.values() if f.is_asked and not f.is_on and "user" in f.words), None)
        if feed is None:
            return [Trouble(text)]
        if text.startswith("Already subscribed"):
            return self._turn_on(feed, now_ns)
        return [self._refuse(feed, text), *self._restored(now_ns)]

    def _refuse(self, feed: Feed, text: str) -> Refused:
        del self._feeds[feed.subscription.routing_key]
        self._note_float_heads()
        return Refused(feed.subscription, text)

    def _find(self, echo: dict[str, Any]) -> Feed | None:
        """Return the feed whose words all stand in the echo; with most words, for `{coin}` fits `{coin, fast}` too."""
        said = canonical(echo)
        fitting = [feed for feed in self._feeds.values() if feed.words.items() <= said.items()]
        return max(fitting, key=lambda feed: len(feed.words), default=None)


def canonical(words: dict[str, Any]) -> dict[str, Any]:
    """Return subscription words as the venue compares them: users in lower case."""
    return {key: value.lower() if key == "user" and isinstance(value, str) else value for key, value in words.items()}


def _also(one: AnyFeed, other: AnyFeed) -> str:
    return "" if type(one) is type(other) else f" ({type(one).__name__} and {type(other).__name__})"


def _raw(subscription: AnyFeed) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(subscription))


def _text(subscription: AnyFeed) -> str:
    return msgspec.json.encode(subscription).decode()


def _json_inside(text: str) -> dict[str, Any]:
    """Return the JSON object that an error text quotes from us; empty when it quotes none."""
    start = text.find("{")
    if start < 0:
        return {}
    try:
        said = msgspec.json.decode(text[start:])
    except (msgspec.DecodeError, UnicodeError):
        return {}
    return said if isinstance(said, dict) else {}
