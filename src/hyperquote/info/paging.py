"""All rows of a range of time, from replies that hold only the oldest part of it."""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from hyperquote.errors import ProtocolError

T = TypeVar("T")


class Pages(Generic[T]):
    """Put pages together without losing a row or having one twice, whatever the venue's cap.

        page of [start, end] with `page_rows` rows or more:  keep those before its last millisecond, go on from there
        any shorter page:                                    keep all of it, that is the end

    Rows share milliseconds and few have an id of their own. So the last millisecond of a full page is asked for
    again, whole, and its rows are taken from that reply. `page_rows` is the smallest cap the venue is known to have:
    too small costs one request more, never a row.
    """

    def __init__(self, start_ms: int, page_rows: int, time_of: Callable[[T], int]) -> None:
        self.rows: Final[list[T]] = []
        self.start_ms = start_ms  # where the next request begins
        self._page_rows: Final = page_rows
        self._time_of: Final = time_of

    def take(self, page: list[T]) -> bool:
        """Add a page, oldest row first, and return whether there may be more from `start_ms` on.

        Raises `ProtocolError` when one millisecond fills a page (no request could see beyond it), or when the page
        is not in the order of time or leads nowhere.
        """
        if len(page) < self._page_rows:
            self.rows.extend(page)
            return False
        first_ms, last_ms = self._time_of(page[0]), self._time_of(page[-1])
        if last_ms <= max(first_ms, self.start_ms):
            raise ProtocolError(
                f"{len(page)} rows in one millisecond ({last_ms}), or not in the order of time: some are out of reach"
            )
        self.rows.extend(row for row in page if self._time_of(row) < last_ms)
        self.start_ms = last_ms
        return True
