"""A recording plays on a local exchange, at the speed of life or another."""

from typing import TYPE_CHECKING

from hyperquote.backtest.history import History
from hyperquote.backtest.tape import NEVER_NS, TRADE, HistoryCursor, Tape
from hyperquote.local_exchange.clearing.holdings import TAPE
from hyperquote.local_exchange.matching.facts import BookFact, TradeFact
from hyperquote.local_exchange.participant import Participant
from hyperquote.local_exchange.shadow.market import ShadowMarket

if TYPE_CHECKING:
    from hyperquote.local_exchange.exchange import LocalExchange


class TapePlayer(Participant):
    """Lets the recorded market of one asset go by, block after block, from the first block it sees.

    Recorded trades are published as they were, between nobody and nobody. A trade that also fills a ghost of ours is
    published once more, with us in it: the venue never saw that one. The oracle follows the recorded mid. After the
    last row the market stands still.
    """

    def __init__(self, asset: int, tape: Tape, market: ShadowMarket, speed: float = 1.0) -> None:
        self._asset = asset
        self._tape = tape
        self._market = market
        self._speed = speed
        self._history: History | None = None
        self._cursor = HistoryCursor(tape)
        self._first_ms = self._cursor.next_ms
        self._start_ms = 0

    @property
    def is_over(self) -> bool:
        """Whether the tape has been played to its end."""
        return self._cursor.next_ns == NEVER_NS

    def step(self, exchange: "LocalExchange", now_ms: int) -> None:
        """Play what is due at `now_ms`, stamped with it."""
        grid = exchange.listings[self._asset].grid
        if self._history is None:
            self._history = History(self._tape, grid, self._market)
            self._start_ms = now_ms
        due_ms = self._first_ms + int((now_ms - self._start_ms) * self._speed)
        core, asset, trades = exchange.core, self._asset, self._tape.trades
        is_moved = False
        while not self.is_over and self._cursor.next_ms <= due_ms:
            row = self._cursor.row
            is_trade = self._cursor.kind == TRADE
            self._cursor.step()
            matches = self._history.step()
            if is_trade:
                core.facts.append(
                    TradeFact(
                        now_ms,
                        asset,
                        grid.units(trades.px[row]),
                        grid.lots(trades.sz[row]),
                        trades.is_buy[row] == 1,
                        TAPE,
                        TAPE,
                        0,
                        0,
                        int(trades.tid[row]),
                    )
                )
            is_moved = True
            core.apply(asset, matches, now_ms)
        if is_moved:
            core.facts.append(BookFact(now_ms, asset))
            bid, ask = self._market.best_units(True), self._market.best_units(False)
            if bid > 0 and ask > 0:
                exchange.set_oracle(asset, (bid + ask) // 2, now_ms)
