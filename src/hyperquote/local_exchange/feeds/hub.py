"""Who listens to what."""

from typing import TYPE_CHECKING

from hyperquote.local_exchange.feeds.feed import Feed
from hyperquote.local_exchange.records import Block

if TYPE_CHECKING:
    from hyperquote.local_exchange.exchange import LocalExchange

SUBSCRIPTIONS = 1_000
USERS = 15

Frames = dict[int, list[bytes]]


class Hub:
    """The feeds that someone listens to, and the sessions that do.

    A feed's key is its canonical subscription text. Only the first of several listeners costs an encoding. Limits count
    for a session alone, or for all sessions that were told to `count_together`.
    """

    def __init__(self) -> None:
        self._feeds: dict[str, Feed] = {}
        self._sessions: dict[int, dict[str, str]] = {}  # session → key → the user it concerns, "" for none
        self._address_of: dict[int, str] = {}
        self._at_address: dict[str, set[int]] = {}
        self._order: list[Feed] | None = None

    def listens(self, session: int, key: str) -> bool:
        """Return whether the session has this subscription."""
        return key in self._sessions.get(session, ())

    def count_together(self, session: int, address: str) -> None:
        """Let a session share its limits with all others of an address, until it is forgotten."""
        self._address_of[session] = address
        self._at_address.setdefault(address, set()).add(session)

    def together_with(self, session: int) -> set[int]:
        """Return the sessions that share limits with this one, itself included."""
        address = self._address_of.get(session)
        return {session} if address is None else self._at_address[address]

    def limit_reached(self, session: int, user: str) -> str:
        """Return the venue's refusal of one more subscription, or ""."""
        ours = [self._sessions.get(each, {}) for each in self.together_with(session)]
        if sum(len(subscriptions) for subscriptions in ours) >= SUBSCRIPTIONS:
            return f"Cannot track more than {SUBSCRIPTIONS} total subscriptions."
        users = {other for subscriptions in ours for other in subscriptions.values() if other}
        if user and user not in users and len(users) >= USERS:
            return f"Cannot track more than {USERS} total users."
        return ""

    def feed(self, key: str) -> Feed | None:
        """Return the live feed of a subscription, if anyone listens to it."""
        return self._feeds.get(key)

    def join(self, session: int, key: str, user: str, feed: Feed) -> None:
        """Add a listener; its first frame comes with the next block, a snapshot if the feed has one."""
        self._sessions.setdefault(session, {})[key] = user
        if self._feeds.setdefault(key, feed) is feed:
            self._order = None
        shared = self._feeds[key]
        (shared.newcomers if shared.has_snapshot else shared.members).append(session)

    def leave(self, session: int, key: str) -> None:
        """Remove a listener from one feed."""
        del self._sessions[session][key]
        feed = self._feeds[key]
        for listeners in (feed.members, feed.newcomers):
            if session in listeners:
                listeners.remove(session)
        if not feed.members and not feed.newcomers:
            del self._feeds[key]
            self._order = None

    def forget(self, session: int) -> None:
        """Remove a session that is gone from everything."""
        for key in list(self._sessions.get(session, ())):
            self.leave(session, key)
        self._sessions.pop(session, None)
        address = self._address_of.pop(session, None)
        if address is not None:
            self._at_address[address].discard(session)
            if not self._at_address[address]:
                del self._at_address[address]

    def in_order(self) -> list[Feed]:
        """Return the live feeds in the order they are flushed: by rank, then as they were joined."""
        if self._order is None:
            self._order = sorted(self._feeds.values(), key=_rank)
        return self._order


def flush(hub: Hub, exchange: "LocalExchange", block: Block, now_ms: int) -> Frames:
    """Return this block's frames by session, each list in the fixed order of the feeds."""
    frames: Frames = {}
    for feed in hub.in_order():
        if news := feed.next(exchange, block, now_ms):
            for session in feed.members:
                frames.setdefault(session, []).extend(news)
        if feed.newcomers:
            if snapshot := feed.first(exchange, now_ms):
                for session in feed.newcomers:
                    frames.setdefault(session, []).extend(snapshot)
            feed.members.extend(feed.newcomers)
            feed.newcomers.clear()
    return frames


def _rank(feed: Feed) -> int:
    return feed.rank
