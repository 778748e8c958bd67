"""Adverse selection measured where it happens: in the mid after our own fills."""

from collections import deque
from typing import Final

from hyperquote.consts import BPS
from hyperquote.market_maker.adverse_selection.depth_decay import DepthDecay
from hyperquote.market_maker.adverse_selection.markout import Markout
from hyperquote.market_maker.adverse_selection.settings import AdverseSelectionSettings
from hyperquote.market_maker.estimator.ewma import Ewma
from hyperquote.market_maker.estimator.mid_history import MidHistory
from hyperquote.market_maker.models import CostView

REPORT_HORIZONS_MS: Final = [100, 500, 1_000, 5_000, 15_000, 60_000]
HISTORY: Final = 16_384  # mids: a minute and more of a busy market
KEYS: Final = 20_000
MAX_MOVE: Final = 1.0  # of the mid within a horizon; more is no market but a wrong price
NEAR_MS: Final = 1_000  # a horizon needs a mid as near as this on one side, or as near as it is long


NEVER: Final = (1 << 61) - 1


class _Pending:
    """A fill that waits for one of its horizons."""

    def __init__(self, due_ms: int, is_buy: bool, lots: int, px: float, mid: float) -> None:
        self.due_ms: Final = due_ms
        self.is_buy: Final = is_buy
        self.lots: Final = lots
        self.px: Final = px
        self.mid: Final = mid


class _Horizon:
    """The fills that wait for one horizon, oldest first, and the statistics of those that did."""

    def __init__(self, horizon_ms: int) -> None:
        self.markout: Final = Markout(horizon_ms)
        self.pending: Final[deque[_Pending]] = deque()


class _Side:
    """Signed cost of our fills on one side, and how much we traded there of late."""

    def __init__(self, alpha: float) -> None:
        self.cost: Final = Ewma(alpha)
        self.lots = 0.0


class AdverseSelection:
    """Cost of being picked off: how far the mid runs against us in the second after a fill.

        AS = −e · (m₁ − m₀) / m₀          e = +1 when we bought, −1 when we sold; positive = cost
        m₀   last mid strictly before the fill's event time       m₁   last mid at or before that time + horizon

    m₀ must be older than the fill: the trade that fills us and the move it makes arrive together, and the mid seen when
    the fill is processed hides the whole cost. Signed means, so a driftless market costs nothing. Per side an EWMA over
    fills, and both together weighted by (equally fading) volume. Markouts at further horizons are kept for reports.
    A fill whose horizon has no mid within a second before or after it is discarded and counted: the stream was broken.
    `depth` learns from the same fills how the cost falls with the depth of the order.
    """

    def __init__(
        self,
        settings: AdverseSelectionSettings,
        horizons_ms: list[int] | None = None,
        depth: DepthDecay | None = None,
    ) -> None:
        wanted = list(REPORT_HORIZONS_MS if horizons_ms is None else horizons_ms)
        if settings.measurement_horizon_ms not in wanted:
            wanted.append(settings.measurement_horizon_ms)
        wanted.sort()
        if wanted[0] < 1:
            raise ValueError(f"markout horizons must be positive, not {wanted[0]} ms")
        self.settings: Final = settings
        self._horizons: Final = [_Horizon(horizon_ms) for horizon_ms in wanted]
        self._mids: Final = MidHistory(HISTORY)
        self._buy: Final = _Side(settings.ewma_alpha)
        self._sell: Final = _Side(settings.ewma_alpha)
        self._seen: Final[set[tuple[int, int, int]]] = set()
        self._order: Final[deque[tuple[int, int, int]]] = deque()
        self._next_due_ms = NEVER
        self._newest_ms = -1  # of the mids before the one at hand
        self.depth: Final = depth or DepthDecay()
        self.fills = 0  # measured at the measurement horizon
        self.duplicates = 0
        self.discarded = 0  # measurements given up: a gap in the mids, or too many waiting

    def on_mid(self, ms: int, mid: float) -> None:
        """Take every mid (event time, USD), changed or not."""
        self._mids.update(ms, mid)
        if ms > self._next_due_ms:
            self._settle(ms)
        self._newest_ms = max(ms, self._newest_ms)

    def on_fill(self, ms: int, key: tuple[int, int, int], is_buy: bool, lots: int, px: float) -> None:
        """Take one of our fills: event time, (exchange ms, tid, oid), our side, size in lots, price (USD)."""
        if key in self._seen:
            self.duplicates += 1
            return
        if len(self._order) == KEYS:
            self._seen.discard(self._order.popleft())
        self._seen.add(key)
        self._order.append(key)
        mid = self._mids.before(ms)
        for horizon in self._horizons:
            if mid <= 0.0 or len(horizon.pending) >= self.settings.max_pending_fills:
                self.discarded += 1
                continue
            due_ms = ms + horizon.markout.horizon_ms
            horizon.pending.append(_Pending(due_ms, is_buy, lots, px, mid))
            self._next_due_ms = min(self._next_due_ms, due_ms)

    def on_gap(self) -> None:
        """The stream broke: what still waits for its mid is given up."""
        for horizon in self._horizons:
            self.discarded += len(horizon.pending)
            horizon.pending.clear()
        self._mids.clear()
        self._next_due_ms = NEVER

    @property
    def value(self) -> float | None:
        """Signed cost per fill (fraction of mid), sides weighted by volume; None before the first measured fill."""
        buy = self._buy.cost.value
        sell = self._sell.cost.value
        if buy is None:
            return sell
        if sell is None:
            return buy
        return (self._buy.lots * buy + self._sell.lots * sell) / (self._buy.lots + self._sell.lots)

    @property
    def realized_as_buy(self) -> float | None:
        """Signed cost of our buys (fraction of mid); None before the first."""
        return self._buy.cost.value

    @property
    def realized_as_sell(self) -> float | None:
        """Signed cost of our sells (fraction of mid); None before the first."""
        return self._sell.cost.value

    @property
    def realized_as_bps(self) -> float:
        """Signed cost in basis points; 0 before the first measured fill."""
        value = self.value
        return 0.0 if value is None else value / BPS

    @property
    def is_warm(self) -> bool:
        """Whether enough fills were measured to act on them."""
        return self.fills >= self.settings.min_fills_warmup

    @property
    def pending(self) -> int:
        """Fills that wait for the measurement horizon."""
        count = 0
        for horizon in self._horizons:
            if horizon.markout.horizon_ms == self.settings.measurement_horizon_ms:
                count = len(horizon.pending)
        return count

    def spread_adjustment(self) -> float:
        """Return what to add to the half-spread of both sides (fraction of mid); 0 before enough fills."""
        return self._adjustment(self.value)

    def side_adjustment(self, is_buy: bool) -> float:
        """Return what to add to the half-spread of one side (fraction), by its own cost where it has one."""
        cost = self._buy.cost.value if is_buy else self._sell.cost.value
        return self._adjustment(self.value if cost is None else cost)

    def view(self, informed: float) -> CostView:
        """Return what strategies see; `informed` is P(informed) above its rest."""
        return CostView(
            self._buy.cost.or_zero(),
            self._sell.cost.or_zero(),
            self.spread_adjustment(),
            self.side_adjustment(True),
            self.side_adjustment(False),
            informed,
            self.depth.as_touch_bps,
            self.depth.decay_bps,
            self.depth.confidence,
            self.fills,
        )

    def curve(self) -> list[Markout]:
        """Return the statistics of every horizon, shortest first."""
        return [horizon.markout for horizon in self._horizons]

    def markout(self, horizon_ms: int) -> Markout | None:
        """Return the statistics of one horizon; None when it is not measured."""
        for horizon in self._horizons:
            if horizon.markout.horizon_ms == horizon_ms:
                return horizon.markout
        return None

    def _adjustment(self, cost: float | None) -> float:
        if not self.is_warm or cost is None:
            return 0.0
        wanted = self.settings.spread_adjustment_multiplier * max(cost, 0.0)
        return min(max(wanted, self.settings.min_spread_adjustment), self.settings.max_spread_adjustment)

    def _settle(self, now_ms: int) -> None:
        """Measure every fill whose horizon ended strictly before now: its mid is final."""
        self._next_due_ms = NEVER
        for horizon in self._horizons:
            while horizon.pending:
                fill = horizon.pending[0]
                if fill.due_ms >= now_ms:
                    self._next_due_ms = min(self._next_due_ms, fill.due_ms)
                    break
                horizon.pending.popleft()
                near_ms = max(NEAR_MS, horizon.markout.horizon_ms)
                if fill.due_ms - self._newest_ms > near_ms and now_ms - fill.due_ms > near_ms:
                    self.discarded += 1
                    continue
                self._measure(horizon, fill)

    def _measure(self, horizon: _Horizon, fill: _Pending) -> None:
        mid = self._mids.at(fill.due_ms)
        if mid <= 0.0:
            self.discarded += 1
            return
        sign = 1.0 if fill.is_buy else -1.0
        move = sign * (mid - fill.mid) / fill.mid
        if not abs(move) <= MAX_MOVE:
            self.discarded += 1
            return
        horizon.markout.update(move, sign * (mid - fill.px) / fill.mid, fill.lots)
        if horizon.markout.horizon_ms != self.settings.measurement_horizon_ms:
            return
        self.fills += 1
        keep = 1.0 - self.settings.ewma_alpha
        self._buy.lots *= keep
        self._sell.lots *= keep
        side = self._buy if fill.is_buy else self._sell
        side.cost.update(-move)
        side.lots += float(fill.lots)
        self.depth.update(sign * (fill.mid - fill.px) / fill.mid / BPS, -move / BPS)
