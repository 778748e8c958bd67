"""Which way the volume buckets run, and whether they go on."""

from math import log
from typing import Final

from librt.vecs import vec
from mypy_extensions import i64

from hyperquote.consts import BPS
from hyperquote.market_maker.models import MomentumView

KNIFE_BPS: Final = 20.0  # momentum of a knife of 1
MAX_KNIFE: Final = 3.0
FULL_PROTECTION_BPS: Final = 50.0
BINS: Final = 10  # of |momentum|, 10 bps each, the last one open
BIN_BPS: Final = 10.0
BIN_WEIGHT: Final = 0.1
MIN_OBSERVATIONS: Final = 10  # of a bin, before it is believed
PRIOR: Final = 0.5
_CAPACITY: Final = 512  # buckets in one window; more than that shorten it


class Momentum:
    """Log return of the volume buckets of the last `window_ms` (m, bps), by event time.

        falling knife   clamp(−m/20, 0, 3)                       rising mirrored
        p               P(the next window moves the same way), by |m| in ten bins: EWMA 0.1, ½ until ten were seen
        protection      1 + p · min(|m|/50, 1)                   bids while falling, asks while rising

    Returns of a window telescope: m = ln(vwap_newest / vwap_last before the window), so no sum can drift. A bucket
    that closed longer than the window ago has left, trade or no trade; a window in which nothing traded did not go on.
    """

    def __init__(self, window_ms: int = 500) -> None:
        if window_ms < 1:
            raise ValueError(f"momentum_window_ms must be 1 or more, not {window_ms}")
        self._window_ms: Final = window_ms
        self._times: Final = vec[i64]([0] * _CAPACITY)
        self._logs: Final = vec[float]([0.0] * _CAPACITY)
        self._moves: Final = vec[float]([0.0] * _CAPACITY)  # momentum (bps) as of each bucket
        self._head = 0  # oldest bucket in the window; the counters only grow
        self._ripe = 0  # oldest bucket whose next window is not over
        self._tail = 0  # next to be written
        self._base = 0.0  # log price of the last bucket before the window
        self._newest = 0.0
        self._shares: Final = vec[float]([PRIOR] * BINS)
        self._seen: Final = vec[i64]([0] * BINS)
        self._now_ms = -1
        self._is_known = False
        self.value: float | None = None  # momentum (bps); None before the second bucket

    def update(self, ms: int, vwap: float) -> None:
        """Take a bucket that closed at `ms` (event time) with its mean price (USD)."""
        ms = max(ms, self._now_ms)  # an end before the newest one is a late print's
        self.advance(ms)
        price = log(vwap)
        if not self._is_known:
            self._is_known = True
            self._base = price
            self._newest = price
            return
        if self._tail - self._head >= _CAPACITY:
            self._leave()
        self._newest = price
        slot = self._tail % _CAPACITY
        self._times[slot] = ms
        self._logs[slot] = price
        self._moves[slot] = (price - self._base) / BPS
        self._tail += 1
        self.value = (price - self._base) / BPS

    def advance(self, now_ms: int) -> None:
        """Let time pass: what is older than the window leaves."""
        if now_ms <= self._now_ms:
            return
        self._now_ms = now_ms
        self._judge(now_ms)
        while self._head < self._tail and self._times[self._head % _CAPACITY] < now_ms - self._window_ms:
            self._leave()
        if self.value is not None:
            self.value = (self._newest - self._base) / BPS

    def on_gap(self) -> None:
        """The stream broke: no return is measured across the gap, no continuation judged."""
        self._head = self._tail
        self._ripe = self._tail
        self._is_known = False
        self._base = self._newest
        if self.value is not None:
            self.value = 0.0

    def p_continue(self, momentum_bps: float) -> float:
        """Return P(the next window moves the same way) after such a momentum; ½ until ten such were seen."""
        number = _bin(momentum_bps)
        return self._shares[number] if self._seen[number] >= MIN_OBSERVATIONS else PRIOR

    @property
    def view(self) -> MomentumView:
        """What this says now; neutral before the second bucket and without momentum."""
        m = self.value
        if m is None or m == 0.0:
            return MomentumView()
        p = self.p_continue(m)
        protection = 1.0 + p * min(abs(m) / FULL_PROTECTION_BPS, 1.0)
        knife = min(abs(m) / KNIFE_BPS, MAX_KNIFE)
        if m < 0.0:
            return MomentumView(m, knife, 0.0, p, protection, 1.0)
        return MomentumView(m, 0.0, knife, p, 1.0, protection)

    def _leave(self) -> None:
        """Move the start of the window past its oldest bucket."""
        self._base = self._logs[self._head % _CAPACITY]
        self._head += 1
        self._ripe = max(self._ripe, self._head)

    def _judge(self, now_ms: int) -> None:
        """Learn from buckets whose next window was over before `now_ms`, by the price that held until now."""
        while self._ripe < self._tail:
            slot = self._ripe % _CAPACITY
            if self._times[slot] + self._window_ms >= now_ms:
                return
            self._ripe += 1
            move = self._moves[slot]
            if move == 0.0:
                continue
            after = self._newest - self._logs[slot]
            number = _bin(move)
            went_on = 1.0 if after * move > 0.0 else 0.0
            self._shares[number] += BIN_WEIGHT * (went_on - self._shares[number])
            self._seen[number] += 1


def _bin(momentum_bps: float) -> int:
    return int(min(abs(momentum_bps) / BIN_BPS, float(BINS - 1)))
