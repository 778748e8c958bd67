"""Lets a shadow market live through a tape."""

from typing import Final

from librt.vecs import vec
from mypy_extensions import i64

from hyperquote.backtest.tape import BOOK, TOUCH, TRADE, HistoryCursor, Tape, levels_in
from hyperquote.book.grid import Grid
from hyperquote.local_exchange.matching.order import Match
from hyperquote.local_exchange.shadow.market import ShadowMarket


class History:
    """Feeds a tape, row by row in the venue's order, to a shadow market in its own integers."""

    def __init__(self, tape: Tape, grid: Grid, market: ShadowMarket) -> None:
        self._tape: Final = tape
        self._grid: Final = grid
        self._market: Final = market
        self._cursor: Final = HistoryCursor(tape)
        depth = tape.books.depth
        self._bid_units = vec[i64]([0] * depth)
        self._bid_lots = vec[i64]([0] * depth)
        self._ask_units = vec[i64]([0] * depth)
        self._ask_lots = vec[i64]([0] * depth)

    @property
    def next_ns(self) -> int:
        """When the next row happens, on our clock (UTC ns); `NEVER_NS` at the end."""
        return self._cursor.next_ns

    @property
    def next_ms(self) -> int:
        """The venue's stamp of the next row (UTC ms)."""
        return self._cursor.next_ms

    def step(self) -> list[Match]:
        """Let the next row happen; return the trades it makes with our orders, for `TradingCore.apply`."""
        row = self._cursor.row
        kind = self._cursor.kind
        self._cursor.step()
        if kind == TRADE:
            return self._trade(row)
        if kind == TOUCH:
            return self._touch(row)
        assert kind == BOOK, "the tape is at its end"
        return self._book(row)

    def _trade(self, row: int) -> list[Match]:
        rows = self._tape.trades
        grid = self._grid
        return self._market.on_trade(grid.units(rows.px[row]), grid.lots(rows.sz[row]), rows.is_buy[row] == 1)

    def _touch(self, row: int) -> list[Match]:
        rows = self._tape.touches
        grid = self._grid
        return self._market.on_bbo(
            grid.units(rows.bid_px[row]),
            grid.lots(rows.bid_sz[row]),
            grid.units(rows.ask_px[row]),
            grid.lots(rows.ask_sz[row]),
        )

    def _book(self, row: int) -> list[Match]:
        rows = self._tape.books
        grid = self._grid
        start = row * rows.depth
        n_bids = levels_in(rows.bid_px, start, rows.depth)
        for at in range(n_bids):
            self._bid_units[at] = grid.units(rows.bid_px[start + at])
            self._bid_lots[at] = grid.lots(rows.bid_sz[start + at])
        n_asks = levels_in(rows.ask_px, start, rows.depth)
        for at in range(n_asks):
            self._ask_units[at] = grid.units(rows.ask_px[start + at])
            self._ask_lots[at] = grid.lots(rows.ask_sz[start + at])
        return self._market.on_book(self._bid_units, self._bid_lots, n_bids, self._ask_units, self._ask_lots, n_asks)
