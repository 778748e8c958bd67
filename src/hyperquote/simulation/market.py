"""A market that is cheap to run for hours: one maker, one taker, a price that wanders, jumps and is sometimes known."""

from math import exp
from random import Random
from typing import Final

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.participant import Participant

MAKER: Final = "0x" + "a" * 40
TAKER: Final = "0x" + "b" * 40
MARKETS: Final[dict[str, dict[str, float]]] = {
    "calm": {},
    "busy": {"trades_per_s": 8.0, "sigma_bps": 2.5},
    "informed": {"informed": 0.7, "sigma_bps": 2.5},
    "jumpy": {"jumps_per_hour": 60.0, "jump_bps": 60.0},
    "quiet": {"trades_per_s": 0.5, "sigma_bps": 0.6},
    "thin": {"depth": 300.0, "trades_per_s": 1.0},
}
_FUNDS_USD: Final = 1_000_000_000
_LEVELS: Final = 6
_BPS: Final = 1e-4


class Wanderer(Participant):
    """A maker's book around a value, and takers.

    The value is a random walk of `sigma_bps` per √s with jumps of `jump_bps`; takers come as a Poisson process of
    `trades_per_s`, a share `informed` of them only in the direction in which the value is about to go. Quotes stand
    `half_spread` ticks from the value and `depth` lots a level.
    """

    def __init__(
        self,
        asset: int,
        seed: int,
        *,
        sigma_bps: float = 1.5,
        trades_per_s: float = 2.0,
        informed: float = 0.2,
        jumps_per_hour: float = 2.0,
        jump_bps: float = 30.0,
        depth: float = 1_500.0,
    ) -> None:
        self._asset: Final = asset
        self._rng: Final = Random(f"{seed}/wanderer")
        self._sigma: Final = sigma_bps * _BPS
        self._trades_per_s: Final = trades_per_s
        self._informed: Final = informed
        self._jumps_per_s: Final = jumps_per_hour / 3_600.0
        self._jump: Final = jump_bps * _BPS
        self._depth: Final = depth
        self._value = 0.0  # price units
        self._quoted = 0
        self._at_ms = 0

    def step(self, exchange: LocalExchange, now_ms: int) -> None:
        """Act in one block."""
        grid = exchange.listings[self._asset].grid
        if not self._at_ms:
            self._value = float(exchange.listings[self._asset].start_units)
            for account in (MAKER, TAKER):
                exchange.fund(account, _FUNDS_USD, now_ms)
            self._at_ms = now_ms
        seconds = min((now_ms - self._at_ms) / 1_000.0, 2.0)
        self._at_ms = now_ms
        before = self._value
        self._move(seconds)
        tick = grid.tick(int(self._value))
        self._trade(exchange, now_ms, seconds, self._value - before, tick)
        touch = int(self._value) // tick * tick
        if touch != self._quoted:
            self._quote(exchange, now_ms, touch, tick)
        exchange.set_oracle(self._asset, touch, now_ms)

    def _move(self, seconds: float) -> None:
        rng = self._rng
        self._value *= exp(rng.gauss(0.0, self._sigma * seconds**0.5))
        if rng.random() < self._jumps_per_s * seconds:
            self._value *= 1.0 + (self._jump if rng.random() < 0.5 else -self._jump)

    def _trade(self, exchange: LocalExchange, now_ms: int, seconds: float, move: float, tick: int) -> None:
        rng = self._rng
        due = rng.expovariate(self._trades_per_s) if self._trades_per_s else seconds + 1.0
        while due < seconds:
            is_buy = move > 0.0 if rng.random() < self._informed else rng.random() < 0.5
            reach = int(self._value * rng.expovariate(1.0 / (4.0 * _BPS)))
            px = (int(self._value) + (reach if is_buy else -reach)) // tick * tick
            lots = 100 + int(6_000 * rng.random() ** 3)
            exchange.core.place(TAKER, self._asset, is_buy, px, lots, "Ioc", False, "", now_ms)
            due += rng.expovariate(self._trades_per_s)

    def _quote(self, exchange: LocalExchange, now_ms: int, touch: int, tick: int) -> None:
        self._quoted = touch
        core = exchange.core
        core.cancel_all(MAKER, "canceled", now_ms)
        for level in range(_LEVELS):
            away = tick * level * level
            lots = int(self._depth * (0.5 + self._rng.random()))
            core.place(MAKER, self._asset, True, touch - away - tick, lots, "Gtc", False, "", now_ms)
            core.place(MAKER, self._asset, False, touch + away + tick, lots, "Gtc", False, "", now_ms)
