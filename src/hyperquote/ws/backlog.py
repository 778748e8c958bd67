"""What a reader has not read yet: it waits for more, and gets what is queued before it learns of the end."""

import asyncio
from collections import deque
from typing import Final, Generic, TypeVar

T = TypeVar("T")


class Backlog(Generic[T]):
    """A queue with an end. How long it may grow is for its owner to say."""

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
