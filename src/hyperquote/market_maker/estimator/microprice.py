"""Where the mid will be in a moment."""

from math import isnan, nan
from typing import Final

from librt.vecs import vec
from mypy_extensions import i64

from hyperquote.market_maker.estimator.ridge import INDEPENDENT, Slopes, ridge_slopes

MAX_BETA: Final = 0.01
MAX_SHIFT: Final = 0.005  # 50 bps
MIN_R2: Final = 1e-4
REFIT_AFTER: Final = 5  # observations that come or go between two solutions
FULL_TRUST_AFTER: Final = 200  # observations beyond the minimum until β counts in full


class Microprice:
    """Fair price from book imbalance b and flow imbalance f, by rolling ridge regression.

        y_k = mid(t_k + horizon) / mid_k − 1           mid at or before exactly that time
        [β_b, β_f] = (XᵀX + λI)⁻¹ Xᵀy                  centred, over observations of the last `window_ms`
        microprice = mid · (1 + β_b b + β_f f)         shift within ±50 bps, |β| ≤ 0.01

    Every observation is also predicted when it is made, with the β of that moment; only if those predictions explained
    something, R² = 1 − Σ(y − ŷ)² / Σy² > 1e-4 over the same window, is β used at all, and the less the fewer
    observations there are. Otherwise microprice = mid. The price level is never smoothed, so it cannot lag.
    Stoikov (2018), Quantitative Finance 18(12), for the idea; the regression form is a common simplification.
    """

    def __init__(
        self,
        window_ms: int = 60_000,
        horizon_ms: int = 300,
        ridge: float = 0.001,
        min_observations: int = 50,
        sample_ms: int = 50,
    ) -> None:
        if not 0 < horizon_ms < window_ms:
            raise ValueError(f"the microprice needs 0 < horizon < window, not {horizon_ms} and {window_ms} ms")
        if sample_ms < 1:
            raise ValueError(f"the microprice samples every millisecond at most, not every {sample_ms} ms")
        self._window_ms: Final = window_ms
        self._horizon_ms: Final = horizon_ms
        self._ridge: Final = ridge
        self._min: Final = min_observations
        self._sample_ms: Final = sample_ms
        self._capacity: Final = (window_ms + horizon_ms) // sample_ms + 2
        self._times: Final = vec[i64]([0] * self._capacity)
        self._books: Final = vec[float]([0.0] * self._capacity)
        self._flows: Final = vec[float]([0.0] * self._capacity)
        self._mids: Final = vec[float]([0.0] * self._capacity)
        self._moves: Final = vec[float]([0.0] * self._capacity)
        self._predictions: Final = vec[float]([0.0] * self._capacity)
        self._head = 0  # oldest completed observation; the three counters only grow
        self._ripe = 0  # oldest observation that waits for its horizon
        self._tail = 0  # next to be written
        self._zero()
        self._now_ms = -1
        self._mid = 0.0
        self._shift = 0.0
        self._next_sample_ms = 0
        self._slopes = Slopes(0.0, 0.0, INDEPENDENT)
        self._changes = 0
        self.beta_book = 0.0  # as used (fraction of mid per unit of imbalance): 0 while not trusted
        self.beta_flow = 0.0
        self.observations = 0  # completed ones ever, for warm-up

    def update(self, ms: int, mid: float, book: float, flow: float) -> None:
        """Take every mid (event time, USD) with the imbalances of that moment, in [−1, 1]; in order of time."""
        if ms < self._now_ms:
            return
        self._complete(ms)
        self._evict(ms)
        self._now_ms = ms
        self._mid = mid
        if self._changes >= REFIT_AFTER:
            self._slopes = self._solve()
            self._changes = 0
        if ms >= self._next_sample_ms:
            self._next_sample_ms = ms + self._sample_ms
            self._observe(ms, mid, book, flow)
        trust = self._trust()
        self.beta_book = self._slopes.first * trust
        self.beta_flow = self._slopes.second * trust
        shift = self.beta_book * book + self.beta_flow * flow
        self._shift = min(max(shift, -MAX_SHIFT), MAX_SHIFT)

    def on_gap(self) -> None:
        """The feed broke: observations that wait for their horizon will not get an honest one."""
        self._tail = self._ripe
        self._now_ms = -1
        self._next_sample_ms = 0

    @property
    def value(self) -> float | None:
        """Fair price (USD); None before the first mid."""
        return self._mid * (1.0 + self._shift) if self._mid > 0.0 else None

    @property
    def r_squared(self) -> float:
        """Share of Σy² that predictions made beforehand explained; 0 while there are none, may be negative."""
        return 1.0 - self._errors / self._scored if self._scored > 0.0 else 0.0

    @property
    def mode(self) -> int:
        """How the slopes were told apart: see `ridge`."""
        return self._slopes.mode

    def _observe(self, ms: int, mid: float, book: float, flow: float) -> None:
        slot = self._tail % self._capacity
        self._times[slot] = ms
        self._books[slot] = book
        self._flows[slot] = flow
        self._mids[slot] = mid
        can_predict = self._ripe - self._head >= max(self._min // 2, 2)
        self._predictions[slot] = self._slopes.first * book + self._slopes.second * flow if can_predict else nan
        self._tail += 1

    def _complete(self, ms: int) -> None:
        """Settle what fell due strictly before `ms` by the mid that held until now."""
        while self._ripe < self._tail:
            slot = self._ripe % self._capacity
            if self._times[slot] + self._horizon_ms >= ms:
                return
            self._moves[slot] = self._mid / self._mids[slot] - 1.0
            self._ripe += 1
            self.observations += 1
            self._count(slot, 1.0)
            self._changes += 1

    def _evict(self, ms: int) -> None:
        """Drop completed observations older than the window."""
        while self._head < self._ripe:
            slot = self._head % self._capacity
            if self._times[slot] >= ms - self._window_ms:
                return
            self._head += 1
            self._changes += 1
            if self._head % self._capacity == 0:
                self._recount()
            else:
                self._count(slot, -1.0)

    def _count(self, slot: int, sign: float) -> None:
        book = self._books[slot]
        flow = self._flows[slot]
        move = self._moves[slot]
        signed_book = sign * book
        signed_flow = sign * flow
        self._b += signed_book
        self._f += signed_flow
        self._y += sign * move
        self._bb += signed_book * book
        self._ff += signed_flow * flow
        self._bf += signed_book * flow
        self._by += signed_book * move
        self._fy += signed_flow * move
        prediction = self._predictions[slot]
        if not isnan(prediction):
            error = move - prediction
            self._errors += sign * error * error
            self._scored += sign * move * move

    def _zero(self) -> None:
        self._b = self._f = self._y = 0.0
        self._bb = self._ff = self._bf = self._by = self._fy = 0.0
        self._errors = self._scored = 0.0

    def _recount(self) -> None:
        """Add everything up afresh, once per turn of the ring, so that rounding cannot pile up."""
        self._zero()
        for number in range(self._head, self._ripe):
            self._count(number % self._capacity, 1.0)

    def _solve(self) -> Slopes:
        n = float(self._ripe - self._head)
        if n < 2.0:
            return Slopes(0.0, 0.0, INDEPENDENT)
        slopes = ridge_slopes(
            self._bb - self._b * self._b / n,
            self._ff - self._f * self._f / n,
            self._bf - self._b * self._f / n,
            self._by - self._b * self._y / n,
            self._fy - self._f * self._y / n,
            self._ridge,
        )
        first = min(max(slopes.first, -MAX_BETA), MAX_BETA)
        return Slopes(first, min(max(slopes.second, -MAX_BETA), MAX_BETA), slopes.mode)

    def _trust(self) -> float:
        """Return how much of β is used: none without evidence, all of it 200 observations after the minimum."""
        if self.r_squared <= MIN_R2:
            return 0.0
        return min(max(float(self._ripe - self._head - self._min) / float(FULL_TRUST_AFTER), 0.0), 1.0)
