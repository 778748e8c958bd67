"""What hangs on a feed: an async iterator, or a callback."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from hyperquote.ws.channels.base import Subscription
from hyperquote.ws.effects import Gap

M = TypeVar("M")
T = TypeVar("T")

MAX_WAITING: Final = 10_000  # messages of an event feed that a reader may be behind
_GAPS_KEPT: Final = 100


class Tap(Generic[M]):
    """A place where the messages of one feed go."""

    def __init__(self, subscription: Subscription[M]) -> None:
        self.subscription: Final = subscription
        self.gaps: Final[deque[Gap]] = deque(maxlen=_GAPS_KEPT)  # the latest, oldest first

    def offer(self, data: M, local_ns: int) -> bool:
        """Take a message; False when there is no room and it must not be dropped."""
        raise NotImplementedError

    def interrupted(self, gap: Gap) -> None:
        """Learn that messages may be missing before the next."""
        self.gaps.append(gap)

    def end(self, error: BaseException | None) -> None:
        """Learn that nothing more will come, and why."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.subscription!r}, {len(self.gaps)} gaps)"


class Listener(Tap[M]):
    """Calls a function at once, within the reading of the socket: the least latency, so be brief in there."""

    def __init__(
        self,
        subscription: Subscription[M],
        on_message: Callable[[M, int], None],
        on_gap: Callable[[Gap], None] | None = None,
        on_end: Callable[[BaseException | None], None] | None = None,
    ) -> None:
        super().__init__(subscription)
        self._on_message: Final = on_message
        self._on_gap: Final = on_gap
        self._on_end: Final = on_end

    def offer(self, data: M, local_ns: int) -> bool:
        """Call with the message and when it arrived (UTC ns)."""
        self._on_message(data, local_ns)
        return True

    def interrupted(self, gap: Gap) -> None:
        """Call with the gap, before the first message after it."""
        super().interrupted(gap)
        if self._on_gap is not None:
            self._on_gap(gap)

    def end(self, error: BaseException | None) -> None:
        """Call with the error that ended the feed; None when the manager was closed."""
        if self._on_end is not None:
            self._on_end(error)


class Backlog(Generic[T]):
    """What a reader has not read yet, and whether more will come. How long it may grow is for its owner to say."""

    def __init__(self) -> None:
        self.items: Final[deque[T]] = deque()
        self.is_over = False
        self._error: BaseException | None = None
        self._change: Final = asyncio.Event()

    def changed(self) -> None:
        """Wake the reader: something was queued."""
        self._change.set()

    def end(self, error: BaseException | None) -> None:
        """Let the reader have what is queued, and then the end: plain, or as an error."""
        self.is_over = True
        self._error = error
        self._change.set()

    async def next(self) -> T:
        """Return the oldest item, when there is one; raise the error, or StopAsyncIteration, when there is no more."""
        while not self.items:
            if self._error is not None:
                raise self._error
            if self.is_over:
                raise StopAsyncIteration
            self._change.clear()
            await self._change.wait()
        return self.items.popleft()


class Stream(Tap[M]):
    """An async iterator over messages. Of a state feed a slow reader sees the newest only, of an event feed all."""

    def __init__(self, subscription: Subscription[M], max_waiting: int = MAX_WAITING) -> None:
        super().__init__(subscription)
        self.local_ns = 0  # when the message last returned arrived (UTC ns)
        self._backlog: Final = Backlog[tuple[M, int]]()
        self._max_waiting: Final = max_waiting

    def offer(self, data: M, local_ns: int) -> bool:
        """Queue a message; on a state feed it takes the place of the one before."""
        waiting = self._backlog.items
        if self.subscription.is_state:
            waiting.clear()
        elif len(waiting) >= self._max_waiting:
            return False
        waiting.append((data, local_ns))
        self._backlog.changed()
        return True

    def end(self, error: BaseException | None) -> None:
        """Let the reader have what is queued, and then the end: plain, or as an error."""
        self._backlog.end(error)

    def __aiter__(self) -> "Stream[M]":
        return self

    async def __anext__(self) -> M:
        data, self.local_ns = await self._backlog.next()
        return data
