"""The fingerprint of forced orders on a public tape that does not name them."""

from typing import Final

from librt.vecs import vec
from mypy_extensions import i64

from hyperquote.market_maker.process_models.percentile import RecentRank

_RING: Final = 4_096
_WINDOW_MS: Final = 2_000
_HISTORY_MS: Final = 1_800_000
_LEAST_COUNT: Final = 30  # windows of 2 s: a minute
_PATIENCE_MS: Final = 10_000  # how long a burst waits for the open interest that confirms it
_UNCONFIRMED: Final = 2.0  # times the move, where open interest cannot confirm it
_ROOT_TWO: Final = 1.4142135623730951


class BurstDetector:
    """Finds what looks like liquidations: a rush to one side that moves the price and closes positions.

    All three within 2 s: net aggressive volume above the `quantile` of its last half hour; a price move in the same
    direction above `sigmas` · σ√2; and after it, within 10 s, open interest below what it was before. Where no open
    interest is told at all, the move must be twice as large instead. After `on_trade` or `on_open_interest` returned
    True, `usd` is the burst's net volume and `is_selling` its direction; one burst is reported once.
    """

    def __init__(self, quantile: float = 0.995, sigmas: float = 3.0) -> None:
        if not (0.0 < quantile < 1.0 and sigmas > 0.0):
            raise ValueError(f"cascade: burst_quantile must be in (0, 1), burst_sigmas > 0: {quantile}, {sigmas}")
        self._quantile: Final = quantile
        self._sigmas: Final = sigmas
        self._ms: Final = vec[i64]([0] * _RING)
        self._px: Final = vec[float]([0.0] * _RING)
        self._signed_usd: Final = vec[float]([0.0] * _RING)
        self._head = 0
        self._tail = 0
        self._net_usd = 0.0
        self._usual: Final = RecentRank(_HISTORY_MS, _WINDOW_MS)
        self._open_interest = -1.0  # base units; negative: never told
        self._before = -1.0  # open interest when the burst came
        self._armed_ms = -1
        self.usd = 0.0
        self.is_selling = False

    def on_trade(self, ms: int, px: float, size: float, is_buy: bool, sigma: float) -> bool:
        """Take a print (event time, USD, base units, aggressor's side; σ per √s, 0 = unknown); True: a burst."""
        if self._tail == self._head:
            self._net_usd = 0.0  # sheds rounding residue
        elif self._tail - self._head == _RING:
            self._drop()
        slot = self._tail % _RING
        signed = px * size if is_buy else -px * size
        self._ms[slot] = ms
        self._px[slot] = px
        self._signed_usd[slot] = signed
        self._tail += 1
        self._net_usd += signed
        while int(self._ms[self._head % _RING]) < ms - _WINDOW_MS:
            self._drop()
        net = abs(self._net_usd)
        first = self._px[self._head % _RING]
        moved = (px - first) / first
        sigmas = self._sigmas if self._open_interest >= 0.0 else self._sigmas * _UNCONFIRMED
        is_burst = (
            self._usual.count >= _LEAST_COUNT
            and sigma > 0.0
            and net > self._usual.quantile(self._quantile)
            and abs(moved) > sigmas * sigma * _ROOT_TWO
            and moved * self._net_usd > 0.0
        )
        self._usual.update(ms, net)
        return is_burst and self._found(ms, net, moved < 0.0)

    def _found(self, ms: int, usd: float, is_selling: bool) -> bool:
        self._head = self._tail
        self._net_usd = 0.0
        is_more = self._armed_ms >= 0 and is_selling == self.is_selling and ms - self._armed_ms <= _PATIENCE_MS
        self.usd = self.usd + usd if is_more else usd
        self.is_selling = is_selling
        if self._open_interest < 0.0:
            return True
        if not is_more:
            self._before = self._open_interest
            self._armed_ms = ms
        return False

    def on_open_interest(self, ms: int, open_interest: float) -> bool:
        """Take the open interest (base units) at an event time; True: it confirms a burst."""
        self._open_interest = open_interest
        if self._armed_ms < 0:
            return False
        if ms - self._armed_ms > _PATIENCE_MS:
            self._armed_ms = -1
            return False
        if open_interest >= self._before:
            return False
        self._armed_ms = -1
        return True

    def on_gap(self) -> None:
        """The stream broke: a window with a hole proves nothing."""
        self._head = self._tail
        self._net_usd = 0.0
        self._armed_ms = -1

    def _drop(self) -> None:
        self._net_usd -= self._signed_usd[self._head % _RING]
        self._head += 1
