"""How a recorded market treats us."""

from typing import Final

from hyperquote.book.grid import Grid
from hyperquote.consts import MICRO
from hyperquote.local_exchange.clearing.margin_table import MarginTable


class TapeSettings:
    """One asset, one account, one way to the exchange.

    Latencies are one way, on top of the fastest message of the recording (see `tape.py`): commands reach the exchange
    `latency_ms` after the decision; its answers, our fills and the prices of the asset context reach us
    `return_ms` after they happened (negative: the same as `latency_ms`). Public messages reach us when the recording
    received them. To hear of our fills no sooner than of the market, set `return_ms` to `Tape.delay_ns(0.5)` in ms.
    """

    def __init__(
        self,
        grid: Grid,
        margin_table: MarginTable,
        equity_usd: float = 10_000.0,
        leverage: int = 3,
        latency_ms: float = 50.0,
        return_ms: float = -1.0,
        funding_rate: float = 0.0000125,
        timer_ms: int = 100,
    ) -> None:
        if equity_usd < 0.0:
            raise ValueError(f"the account cannot start with {equity_usd} USD")
        if latency_ms < 0.0:
            raise ValueError(f"a latency cannot be negative, got {latency_ms} ms")
        if timer_ms < 1:
            raise ValueError(f"timers need a millisecond or more between them, got {timer_ms}")
        self.grid: Final = grid
        self.margin_table: Final = margin_table
        self.equity_micro: Final = int(equity_usd * float(MICRO) + 0.5)
        self.leverage: Final = leverage
        self.latency_ns: Final = int(latency_ms * 1e6)
        self.return_ns: Final = int((return_ms if return_ms >= 0.0 else latency_ms) * 1e6)
        self.funding_rate: Final = funding_rate  # fraction per hour; longs pay when positive
        self.timer_ns: Final = timer_ms * 1_000_000
