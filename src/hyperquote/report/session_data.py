"""A session as its journal tells it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from hyperquote.book.grid import Grid
from hyperquote.consts import MICRO
from hyperquote.market_maker.infra.journal import JournalReader
from hyperquote.market_maker.infra.journal_schema import FillRow, NoteRow, OrderRow, SampleRow, SessionInfo

MAX_GAP_MS = 5_000  # samples farther apart do not vouch for the time between them


class SessionData(msgspec.Struct):
    """All rows of one session, each list by time."""

    info: SessionInfo
    summary: str | None
    finished_ms: int | None
    samples: list[SampleRow]
    mids: list[tuple[int, float]]  # (UTC ms, USD)
    orders: list[OrderRow]
    fills: list[FillRow]
    notes: list[NoteRow]

    @classmethod
    def load(cls, directory: Path) -> "SessionData":
        """Read the journal in `directory`. Raises `ConfigError` when there is none or it cannot be read."""
        reader = JournalReader(directory)
        try:
            return cls(
                info=reader.info,
                summary=reader.summary,
                finished_ms=reader.finished_ms,
                samples=reader.samples(),
                mids=reader.mids(),
                orders=reader.orders(),
                fills=reader.fills(),
                notes=reader.notes(),
            )
        finally:
            reader.close()

    @property
    def grid(self) -> Grid:
        """The price and size grid of the asset."""
        return Grid(self.info.sz_decimals, self.info.max_price_decimals)

    @property
    def seconds(self) -> float:
        """How long the session lasted, as far as it was recorded."""
        last = max([self.finished_ms or 0, *(sample.local_ms for sample in self.samples[-1:])])
        return max(last - self.info.started_ms, 0) / 1e3

    def notional(self) -> float:
        """Return what was traded (USD), exact to the micro-dollar before the last division."""
        return sum(fill.px_units * fill.lots for fill in self.fills) / MICRO

    def shares(self) -> dict[str, float]:
        """Return the fraction of time spent quoting both sides, the bid only, the ask only, and nothing."""
        spent = {"both sides": 0, "bid only": 0, "ask only": 0, "no quotes": 0}
        for sample, ms in self._spans():
            spent[quoting(sample)] += ms
        total = sum(spent.values())
        return {name: ms / total if total else 0.0 for name, ms in spent.items()}

    def _spans(self) -> Iterator[tuple[SampleRow, int]]:
        for sample, following in zip(self.samples, self.samples[1:], strict=False):
            yield sample, min(following.local_ms - sample.local_ms, MAX_GAP_MS)


def quoting(sample: SampleRow) -> str:
    """Return which sides we quoted: both sides, bid only, ask only, no quotes."""
    if sample.our_bid is not None:
        return "both sides" if sample.our_ask is not None else "bid only"
    return "ask only" if sample.our_ask is not None else "no quotes"
