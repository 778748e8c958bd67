"""The WebSocket that stays: it reconnects, subscribes again, and says what may be missing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from random import Random
from types import TracebackType
from typing import Any, Final, Literal, TypeVar

import msgspec

from hyperquote.errors import (
    HyperquoteError,
    NotConnected,
    ProtocolError,
    RateLimited,
    RequestRefused,
    ServerError,
    SubscriptionRefused,
    TransportError,
)
from hyperquote.info.checks import check
from hyperquote.info.requests.base import InfoRequest
from hyperquote.info.weights import weight_of, weight_of_rows
from hyperquote.transport.backoff import Backoff
from hyperquote.transport.clock import Clock
from hyperquote.transport.throttle import Throttle
from hyperquote.transport.websocket import Socket, open_socket
from hyperquote.ws.channels.base import Subscription
from hyperquote.ws.channels.control import InfoPayload, PostResponse
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
from hyperquote.ws.heartbeat import SECOND_NS
from hyperquote.ws.session import Session
from hyperquote.ws.stream import MAX_WAITING, Listener, Stream, Tap
from hyperquote.ws.watcher import Watcher

M = TypeVar("M")
R = TypeVar("R")

_STABLE_NS: Final = 30 * SECOND_NS  # a connection that lived this long makes the next wait short again
_LOOK_EVERY_S: Final = 1.0
_TEXT = msgspec.json.Decoder(str)
_INFO = msgspec.json.Decoder(InfoPayload)


class WsManager:
    """Feeds and posts over one WebSocket that is kept alive.

        async with WsManager("wss://api.hyperliquid.xyz/ws") as manager:
            async with manager.subscribe(BboSubscription("ETH")) as stream:
                async for bbo in stream: …

    It pings every 30 s, gives a connection up when a pong or a book is overdue, waits min(1·2ⁿ, 60) s ± 20 % before
    the next attempt, and asks for all feeds again. An event feed whose reader is too far behind ends the connection
    rather than lose a message in silence. An error in a callback ends the manager, and `close` raises it.

    With `coin_of` (`Universe.coin`), a subscription may name a spot pair as people do, `HYPE/USDC`; messages have the
    venue's `@107`.
    """

    def __init__(
        self,
        url: str,
        *,
        watcher: Watcher | None = None,
        clock: Clock | None = None,
        random: Random | None = None,
        open_with: Callable[[str], Awaitable[Socket]] | None = None,
        granted_within_s: float = 30.0,
        throttle: Throttle | None = None,
        coin_of: Callable[[str], str] | None = None,
    ) -> None:
        self.url: Final = url
        self.session: Final = Session()
        self._watcher: Final = watcher or Watcher()
        self._clock: Final = clock or Clock()
        self._backoff: Final = Backoff(random or Random())
        self._open_with: Final = open_with or open_socket
        self._granted_within_s: Final = granted_within_s
        self._throttle: Final = throttle
        self._coin_of: Final = coin_of
        self._taps: Final[dict[AnyFeed, list[Tap[Any]]]] = {}
        self._grants: Final[dict[AnyFeed, asyncio.Future[None]]] = {}
        self._posts: Final[dict[int, asyncio.Future[PostResponse]]] = {}
        self._socket: Socket | None = None
        self._broken: asyncio.Future[str] | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_closed = False
        self._failure: Exception | None = None

    async def __aenter__(self) -> "WsManager":
        self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def start(self) -> None:
        """Begin to connect; returns at once. Starting twice is starting once."""
        if self._task is None and not self._is_closed:
            self._task = asyncio.create_task(self._run(), name=f"websocket {self.url}")

    async def close(self) -> None:
        """End all streams and the connection, for good; raises what a callback raised."""
        self._is_closed = True
        if self._task is not None:
            self._task.cancel()
            await self.wait()

    async def wait(self) -> None:
        """Return when the manager has ended; raises what a callback raised, once."""
        if self._task is not None:
            await asyncio.wait({self._task})
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    @property
    def is_connected(self) -> bool:
        """Whether a connection stands."""
        return self._socket is not None

    def __repr__(self) -> str:
        state = "closed" if self._is_closed else "connected" if self.is_connected else "not connected"
        return f"WsManager({self.url!r}, {state}, {len(self._taps)} feeds)"

    # feeds

    @asynccontextmanager
    async def subscribe(
        self, subscription: Subscription[M], *, max_waiting: int = MAX_WAITING
    ) -> AsyncIterator[Stream[M]]:
        """Follow a feed; enters once the venue has granted it, however many connections that takes.

        A second stream of the same feed joins in the middle: it gets no snapshot of its own. Raises
        `SubscriptionRefused`, `ValidationError` for a feed that looks like another one on this connection, and
        `TransportError` when the venue has not answered in time.
        """
        stream = Stream(self._resolved(subscription), max_waiting)
        await self._attach(stream)
        try:
            yield stream
        finally:
            await self._detach(stream)

    async def listen(
        self,
        subscription: Subscription[M],
        on_message: Callable[[M, int], None],
        on_gap: Callable[[Gap], None] | None = None,
        on_end: Callable[[BaseException | None], None] | None = None,
    ) -> Listener[M]:
        """Call `on_message(data, local_ns)` for each message from now on; give the listener to `forget` to stop.

        `on_gap` hears of what may be missing, `on_end` that the venue ended the feed, or the manager closed (None).
        """
        listener = Listener(self._resolved(subscription), on_message, on_gap, on_end)
        await self._attach(listener)
        return listener

    async def forget(self, listener: Listener[Any]) -> None:
        """Stop calling a listener."""
        await self._detach(listener)

    # requests

    async def post_action(self, envelope: bytes, *, timeout_s: float = 10.0) -> bytes:
        """Send a signed `/exchange` body and return the `/exchange` reply.

        Raises `NotConnected` when nothing was sent, `TransportError` when the outcome is unknown, and for an error
        reply what HTTP would: `RateLimited`, `RequestRefused` or `ServerError`.
        """
        return bytes((await self._post("action", envelope, timeout_s)).payload)

    async def post_info(self, request: InfoRequest[R], *, timeout_s: float = 10.0) -> R:
        """Ask an info request over the socket; raises as `post_action`, and `ProtocolError` for a strange reply.

        It weighs what it weighs over HTTP: with a `throttle` it waits for room, or raises `OverBudget` at once if
        that takes longer than `timeout_s`.
        """
        check(request)
        if self._throttle is not None:
            await self._throttle.enter(weight_of(request), longest_s=timeout_s)
        response = await self._post("info", msgspec.json.encode(request), timeout_s)
        try:
            answer = request.read(_INFO.decode(response.payload).data)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ProtocolError(f"unreadable reply to {type(request).__name__}: {error}") from error
        if self._throttle is not None:
            self._throttle.charge(weight_of_rows(request, answer))
        return answer

    # inside: feeds

    def _resolved(self, subscription: Subscription[M]) -> Subscription[M]:
        check(subscription)
        coin = getattr(subscription, "coin", None)
        if self._coin_of is None or coin is None:
            return subscription
        known = self._coin_of(coin)
        return subscription if known == coin else msgspec.structs.replace(subscription, coin=known)

    async def _attach(self, tap: Tap[Any]) -> None:
        self.start()
        if self._task is None or self._task.done():
            raise NotConnected(f"the WebSocket manager of {self.url} has ended; make a new one")
        feed: AnyFeed = tap.subscription
        frames = self.session.subscribe(feed)
        self._taps.setdefault(feed, []).append(tap)
        try:
            await self._send(frames)
            if not self.session.is_on(feed):
                await self._granted(feed)
        except BaseException:
            await self._detach(tap)
            raise

    async def _granted(self, feed: AnyFeed) -> None:
        grant = self._grants.get(feed)
        if grant is None:
            grant = self._grants[feed] = asyncio.get_running_loop().create_future()
        done, _ = await asyncio.wait({grant}, timeout=self._granted_within_s)
        if not done:
            raise TransportError(f"the venue has not granted {feed} within {self._granted_within_s:g} s")
        grant.result()

    async def _detach(self, tap: Tap[Any]) -> None:
        feed = tap.subscription
        taps = self._taps.get(feed, [])
        if tap not in taps:
            return
        taps.remove(tap)
        if not taps:
            del self._taps[feed]
            self._grants.pop(feed, None)
            await self._send(self.session.unsubscribe(feed))

    # inside: posts

    async def _post(self, kind: Literal["info", "action"], payload: bytes, timeout_s: float) -> PostResponse:
        socket = self._socket
        if socket is None:
            raise NotConnected(f"the WebSocket to {self.url} is down: the {kind} was not sent")
        post_id, message = self.session.posts.open(kind, payload)
        answer: asyncio.Future[PostResponse] = asyncio.get_running_loop().create_future()
        self._posts[post_id] = answer
        try:
            async with asyncio.timeout(timeout_s):
                await socket.send(message)
                response = await answer
        except TimeoutError as error:
            raise TransportError(f"no reply to the {kind} within {timeout_s:g} s: its outcome is unknown") from error
        finally:
            self._posts.pop(post_id, None)
            self.session.posts.close(post_id)
        if response.type == "error":
            failure = _failure(response.payload)
            if self._throttle is not None and isinstance(failure, RateLimited):
                self._throttle.exhaust()
            raise failure
        return response

    # inside: the connection

    async def _send(self, frames: Iterable[bytes]) -> None:
        """Send what the session wants said; on a dying socket the next connection says it again."""
        with suppress(TransportError):
            for frame in frames:
                if self._socket is not None:
                    await self._socket.send(frame)

    async def _run(self) -> None:
        try:
            while self._failure is None:
                began_ns = self._clock.now_ns()
                await self._live()
                if self._clock.now_ns() - began_ns >= _STABLE_NS:
                    self._backoff.reset()
                await self._clock.sleep(self._backoff.next_s())
        except Exception as error:  # from the watcher or a callback: kept for `wait` and `close`
            self._failure = self._failure or error
        finally:
            self._end()

    async def _live(self) -> None:
        """Live through one connection, from the attempt to open it to its end."""
        try:
            socket = await self._open_with(self.url)
        except TransportError as error:
            self._watcher.disconnected(str(error), self._clock.now_ns())
            return
        self._socket = socket
        self._broken = asyncio.get_running_loop().create_future()
        tasks = [asyncio.create_task(self._read(socket, self._broken)), asyncio.create_task(self._watch())]
        ends: list[asyncio.Future[Any]] = [*tasks, self._broken]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._socket = None
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            reason = self._broken.result() if self._broken.done() else "the connection is closed"
            await self._down(socket, results, reason)

    async def _down(self, socket: Socket, results: list[BaseException | None], reason: str) -> None:
        now_ns = self._clock.now_ns()
        for result in results:
            if isinstance(result, TransportError | ProtocolError):
                reason = str(result)
            elif isinstance(result, Exception):
                self._failure = result
        try:
            self._apply(self.session.disconnected(reason, now_ns), now_ns)
            self._watcher.disconnected(reason, now_ns)
            if self._failure is not None:
                raise self._failure
        finally:
            await socket.close()

    async def _read(self, socket: Socket, broken: asyncio.Future[str]) -> None:
        now_ns = self._clock.now_ns()
        frames, effects = self.session.connected(now_ns)
        self._watcher.connected(now_ns)
        self._apply(effects, now_ns)
        for frame in frames:
            await socket.send(frame)

        received, apply = self.session.received, self._apply

        def on_messages(messages: list[bytes]) -> None:
            now_ns = self._clock.now_ns()  # they came together
            for data in messages:
                if broken.done():
                    return
                apply(received(data, now_ns), now_ns)

        await socket.listen(on_messages)

    async def _watch(self) -> None:
        while True:
            now_ns = self._clock.now_ns()
            fault = self.session.fault(now_ns)
            if fault is not None:
                raise TransportError(fault)
            await self._send(self.session.pings(now_ns))
            due_s = (self.session.next_ns - now_ns) / SECOND_NS
            await self._clock.sleep(max(0.0, min(due_s, _LOOK_EVERY_S)))

    def _break(self, reason: str) -> None:
        if self._broken is not None and not self._broken.done():
            self._broken.set_result(reason)

    def _deliver(self, feed: AnyFeed, data: Any, now_ns: int) -> None:
        for tap in self._taps.get(feed, ()):
            if not tap.offer(data, now_ns):
                self.session.missed(feed, now_ns)
                self._break(f"a reader of {feed} is too far behind: its messages would be lost")

    def _apply(self, effects: list[Effect], now_ns: int) -> None:
        for effect in effects:
            if isinstance(effect, Message):  # nearly all are, and a pattern takes three times as long
                self._deliver(effect.feed, effect.data, now_ns)
                continue
            match effect:
                case Acked(feed, gap):
                    self._granted_now(feed, gap)
                case Refused(feed, text):
                    self._refused_now(feed, SubscriptionRefused(f"{feed}: {text}"))
                case Restored(gap):
                    self._watcher.reconnected(gap)
                case Pong(round_trip_ns):
                    self._watcher.pong(round_trip_ns, now_ns)
                case Trouble(text):
                    self._watcher.trouble(text)
                case PostAnswered(post_id, response):
                    self._answered(post_id, response)
                case PostRefused(post_id, text):
                    self._answered(post_id, _refusal(text))
                case PostLost(post_id):
                    self._answered(post_id, TransportError("the WebSocket ended before the reply: outcome unknown"))

    def _granted_now(self, feed: AnyFeed, gap: Gap | None) -> None:
        if gap is not None:
            for tap in self._taps.get(feed, ()):
                tap.interrupted(gap)
        grant = self._grants.pop(feed, None)
        if grant is not None and not grant.done():
            grant.set_result(None)

    def _refused_now(self, feed: AnyFeed, error: SubscriptionRefused) -> None:
        for tap in self._taps.pop(feed, ()):
            tap.end(error)
        grant = self._grants.pop(feed, None)
        if grant is not None and not grant.done():
            grant.set_exception(error)

    def _answered(self, post_id: int, answer: PostResponse | HyperquoteError) -> None:
        future = self._posts.pop(post_id, None)
        if future is None or future.done():
            return
        if isinstance(answer, PostResponse):
            future.set_result(answer)
        else:
            future.set_exception(answer)

    def _end(self) -> None:
        for taps in self._taps.values():
            for tap in taps:
                tap.end(self._failure)
        for grant in self._grants.values():
            if not grant.done():
                grant.set_exception(self._failure or TransportError("the WebSocket manager was closed"))
        self._grants.clear()


def _refusal(text: str) -> RequestRefused:
    return RateLimited(429, text) if text.startswith("too many") else RequestRefused(422, text)


def _failure(payload: msgspec.Raw) -> HyperquoteError:
    """Return the error that HTTP would have raised for "429 Too Many Requests" and its like."""
    try:
        text = _TEXT.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ProtocolError(f"unreadable post error: {bytes(payload)[:200]!r}")
    word = text.split(" ", 1)[0]
    status = int(word) if word.isdecimal() else 0
    if status == 429:
        return RateLimited(status, text)
    if 400 <= status < 500:
        return RequestRefused(status, text)
    return ServerError(status or 500, text)
