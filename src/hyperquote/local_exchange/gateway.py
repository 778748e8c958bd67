"""Bytes in, bytes out: the exchange as its HTTP and WebSocket clients meet it, without any socket."""

from collections import Counter
from collections.abc import Callable
from typing import Literal

import msgspec

from hyperquote.errors import ValidationError
from hyperquote.helpers import checked_address
from hyperquote.info.requests import AnyRequest, decode_request
from hyperquote.info.requests.l2_book import L2BookRequest
from hyperquote.info.requests.perp_dex_limits import PerpDexLimitsRequest
from hyperquote.local_exchange.answers import answer, weight
from hyperquote.local_exchange.block_queue import BlockQueue, Turn, turn_of
from hyperquote.local_exchange.changes import AnyChange
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.canonical import canonical, user_of
from hyperquote.local_exchange.feeds.catalogue import UnknownCoinError, feed_of
from hyperquote.local_exchange.feeds.hub import Frames
from hyperquote.local_exchange.inputs import InputLog
from hyperquote.local_exchange.notary import Notary, Signed
from hyperquote.local_exchange.reply import Reply
from hyperquote.local_exchange.shapes import can_aggregate
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels import decode_client_message, decode_subscription
from hyperquote.ws.channels.control import (
    Ack,
    ErrorFrame,
    InfoPayload,
    Ping,
    PongFrame,
    Post,
    PostFrame,
    PostReply,
    PostResponse,
    Subscribe,
    SubscriptionResponseFrame,
    Unsubscribe,
)

PENDING_POSTS = 100  # that one address may have in flight

_PONG = encode(PongFrame())


class _Kind(msgspec.Struct):
    type: str


class Gateway:
    """Reads what clients send, lets the exchange act, and puts the venue's words around the outcome.

    A session is any number that stands for one WebSocket connection. `inputs` is told of everything that is done to
    the exchange before it is done.
    """

    def __init__(self, exchange: LocalExchange) -> None:
        self.exchange = exchange
        self.inputs = InputLog()
        self._notary = Notary(exchange)
        self._hung_up: set[int] = set()
        self._queue: BlockQueue[tuple[Signed, Callable[[Reply], None]]] = BlockQueue()
        self._replies: dict[int, list[bytes]] = {}  # to posts of the last block, by session
        self._pending: Counter[int] = Counter()  # posts in line for the next block, by session

    # -- HTTP -------------------------------------------------------------------------------------------------------

    def info(self, body: bytes, now_ms: int) -> Reply:
        """Answer POST /info."""
        try:
            request = self._checked(decode_request(body))
            value = answer(self.exchange, request, now_ms)
        except (msgspec.ValidationError, ValidationError):
            return Reply.UNREADABLE
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return Reply.NOT_JSON
        return Reply(200, encode(value), weight=weight(request, value))

    def action(self, body: bytes, now_ms: int) -> Reply:
        """Answer POST /exchange: check who signed, and do it now, whatever the rules say of blocks."""
        signed = self._notary.read(body)
        if isinstance(signed, Reply):
            return signed
        now_ms = self.exchange.tick(now_ms)
        self.inputs.action(body, now_ms, is_for_block=False)
        reply = self._notary.act(signed, now_ms)
        self.exchange.absorb()  # now, so that no question decides when it is done, and no block has to do it all
        return reply

    def submit(self, body: bytes, now_ms: int, tell: Callable[[Reply], None]) -> None:
        """Take the body of POST /exchange and `tell` the reply: now, or in the next block if the rules want that.

        What cannot be read is answered at once.
        """
        if not self.exchange.rules.blocks:
            tell(self.action(body, now_ms))
            return
        signed = self._notary.read(body)
        if isinstance(signed, Reply):
            tell(signed)
            return
        self.inputs.action(body, self.exchange.tick(now_ms), is_for_block=True)
        self._queue.put(turn_of(signed.action), (signed, tell))

    def change(self, change: AnyChange, now_ms: int) -> str:
        """Let something happen to the exchange from outside; return what to call it.

        Raises ValidationError, and nothing happened, if it cannot.
        """
        now_ms = self.exchange.tick(now_ms)
        self.inputs.change(change, now_ms)
        what = change.apply(self.exchange, now_ms)
        self.exchange.absorb()
        return what

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing waits for the next block."""
        return len(self._queue) == 0

    # -- time -------------------------------------------------------------------------------------------------------

    def advance(self, now_ms: int) -> None:
        """Let the exchange make a block, with what was submitted for it.

        Time comes first, then all that cannot take, then all cancels, then the exchange's own traders, who quote and
        take in one go, and last what may take.
        """
        exchange = self.exchange
        now_ms = exchange.tick(now_ms)
        self.inputs.block(now_ms)
        exchange.pass_time(now_ms)
        self._execute(Turn.QUIET)
        self._execute(Turn.CANCEL)
        try:
            exchange.let_act(now_ms)
        finally:
            self._execute(Turn.TAKING)

    def flush(self, now_ms: int) -> Frames:
        """Return the frames of the last block for each session: the feeds, then the replies to its posts."""
        frames = self.exchange.flush(now_ms)
        if self._replies:
            for session, replies in self._replies.items():
                frames[session] = [*frames.get(session, ()), *replies]
            self._replies = {}
        return frames

    def make_block(self, now_ms: int) -> Frames:
        """Make a block and return its frames."""
        self.advance(now_ms)
        return self.flush(now_ms)

    # -- WebSocket --------------------------------------------------------------------------------------------------

    def hear(self, session: int, text: str, now_ms: int) -> list[bytes]:
        """Return the frames that answer one message of a client; feeds come with `make_block`."""
        try:
            message = decode_client_message(text)
            if isinstance(message, Ping):
                return [_PONG]
            if isinstance(message, Post):
                return self._post(session, message, now_ms)
            return self._subscribe(session, message)
        except (msgspec.DecodeError, ValidationError, RecursionError):
            return [_unreadable(text)]

    def post_of(self, text: str) -> Post | None:
        """Return a message as the post that it is, or None."""
        try:
            message = decode_client_message(text)
        except (msgspec.DecodeError, ValidationError, RecursionError):
            return None
        return message if isinstance(message, Post) else None

    def post_frame(self, post: Post, text: str, reply: Reply) -> bytes:
        """Return the frame that answers a post (`text`, as it came) with what HTTP would say.

        An HTTP reply that is no JSON cannot be put into a frame; its status stands for it.
        """
        if post.request.type == "action":
            return _post_reply(post.id, reply)
        if reply in {Reply.UNREADABLE, Reply.NOT_JSON}:
            return _unreadable(text)
        if not reply.is_ok or not _is_json(reply.body):
            return _post_reply(post.id, reply)
        kind = msgspec.json.decode(bytes(post.request.payload), type=_Kind).type
        response = PostResponse("info", msgspec.Raw(encode(InfoPayload(kind, msgspec.Raw(reply.body)))))
        return encode(PostFrame(PostReply(post.id, response)))

    def hung_up(self, session: int) -> bool:
        """Return whether the venue would have closed this connection by now."""
        return session in self._hung_up

    def forget(self, session: int) -> None:
        """The connection is gone: drop its subscriptions."""
        self.exchange.hub.forget(session)
        self._hung_up.discard(session)
        self._replies.pop(session, None)
        self._pending.pop(session, None)

    def _subscribe(self, session: int, message: Subscribe | Unsubscribe) -> list[bytes]:
        hub = self.exchange.hub
        subscription = decode_subscription(message.subscription)
        user = user_of(subscription)
        if user:
            checked_address(user)
        words = canonical(subscription)
        key = words.decode()
        if isinstance(message, Unsubscribe):
            if not hub.listens(session, key):
                return [_error(f"Already unsubscribed: {key}")]
            hub.leave(session, key)
            return [_ack("unsubscribe", words)]
        if hub.listens(session, key):
            return [_error(f"Already subscribed: {key}")]
        if refusal := hub.limit_reached(session, user):
            return [_error(refusal)]
        try:
            feed = hub.feed(key) or feed_of(self.exchange, subscription)
        except UnknownCoinError:
            if self.exchange.rules.close_on_unknown_coin:
                self._hung_up.add(session)
                return []
            feed = None
        if feed is None:
            return [_error(f"Invalid subscription: {key}")]
        hub.join(session, key, user, feed)
        return [_ack("subscribe", words)]

    def _checked(self, request: AnyRequest) -> AnyRequest:
        """Return a request whose arguments the venue would read too; ValidationError otherwise."""
        _check(request)
        if not isinstance(request, PerpDexLimitsRequest):  # which is null where there is no such dex
            self.exchange.house_of_dex(getattr(request, "dex", None))
        return request

    def _execute(self, turn: Turn) -> None:
        exchange = self.exchange
        for signed, tell in self._queue.take(turn):
            tell(self._notary.act(signed, exchange.now_ms))

    def _post(self, session: int, post: Post, now_ms: int) -> list[bytes]:
        payload = bytes(post.request.payload)
        if post.request.type == "info":
            request = self._checked(decode_request(payload))
            value = answer(self.exchange, request, now_ms)
            kind = request.__struct_config__.tag
            response = PostResponse("info", msgspec.Raw(encode(InfoPayload(str(kind), msgspec.Raw(encode(value))))))
            return [encode(PostFrame(PostReply(post.id, response)))]
        if sum(self._pending[each] for each in self.exchange.hub.together_with(session)) >= PENDING_POSTS:
            return [too_many_posts(post.id)]
        at_once: list[bytes] = []
        is_heard = False

        def tell(reply: Reply) -> None:
            if not is_heard:
                at_once.append(_post_reply(post.id, reply))
            elif session in self._pending:  # else it has left
                self._replies.setdefault(session, []).append(_post_reply(post.id, reply))
                self._pending[session] -= 1

        self.submit(payload, now_ms, tell)
        is_heard = True
        if not at_once:
            self._pending[session] += 1
        return at_once


def _check(request: AnyRequest) -> None:
    """Raise ValidationError for arguments that the venue would not read either."""
    for address in (getattr(request, "user", None), getattr(request, "source", None), *getattr(request, "users", ())):
        if address is not None:
            checked_address(address)
    if isinstance(request, L2BookRequest) and not can_aggregate(request.n_sig_figs, request.mantissa):
        raise ValidationError("a book is summed to 2 to 5 figures, with a mantissa of 1, 2 or 5 only to 5 of them")


def _post_reply(post_id: int, reply: Reply) -> bytes:
    if reply.is_ok and _is_json(reply.body):
        response = PostResponse("action", msgspec.Raw(reply.body))
    else:
        response = PostResponse("error", msgspec.Raw(encode(reply.post_error)))
    return encode(PostFrame(PostReply(post_id, response)))


def _is_json(body: bytes) -> bool:
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except msgspec.DecodeError:
        return False
    return True


def too_many_posts(post_id: int) -> bytes:
    """Return the venue's refusal of one post more than may be in flight."""
    return _error(f"too many pending post requests id={post_id}")


def _unreadable(text: str) -> bytes:
    return _error(f"Error parsing JSON into valid websocket request: {text}")


def _error(text: str) -> bytes:
    return encode(ErrorFrame(text))


def _ack(method: Literal["subscribe", "unsubscribe"], words: bytes) -> bytes:
    return encode(SubscriptionResponseFrame(Ack(method, msgspec.Raw(words))))
