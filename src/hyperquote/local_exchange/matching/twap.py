"""One TWAP: an order worked off in slices over time."""

from typing import Final

from hyperquote.consts import MICRO
from hyperquote.local_exchange.matching.tid import mix

ACTIVATED: Final = "activated"
WAITING: Final = "waitingForTrigger"
FINISHED: Final = "finished"
TERMINATED: Final = "terminated"
STOPPED: Final = "stopped"
ERROR: Final = "error"

MINUTE_MS: Final = 60_000
SLICE_MICRO: Final = 10 * MICRO  # the least a slice is worth
CATCH_UP: Final = 3  # a late slice is at most this many times the normal one
_LEAST_PERCENT: Final = 80  # a randomised slice is 80 % to 120 % of the plain one
_PERCENT_SPAN: Final = 41


def slice_count(minutes: int, value_micro: int) -> int:
    """Return the number of slices: one each 30 s and one at the start, fewer if they would be worth under 10 USDC."""
    return max(2, min(2 * minutes + 1, value_micro // SLICE_MICRO))


class Twap:
    """`lots` to trade within `minutes`, in `slices` at equal distance, the first at once and the last at the end.

        lots wanted by slice k of n = lots · k / n − executed, at most 3 · lots / n      k = 1 … n

    It begins when the mark reaches `trigger_units` (from below if `is_trigger_above`; 0 = at once), and stops for
    good when the mark is as bad as `stop_units` (0 = never): at or above it for a buyer, at or below for a seller.
    A randomised slice is 80 % to 120 % of the plain one, by a hash of its place: the same TWAP is the same again.
    """

    def __init__(
        self,
        twap_id: int,
        account: str,
        asset: int,
        is_buy: bool,
        lots: int,
        reduce_only: bool,
        minutes: int,
        is_randomized: bool,
        slices: int,
        placed_ms: int,
        trigger_units: int,
        is_trigger_above: bool,
        stop_units: int,
    ) -> None:
        self.twap_id: Final = twap_id
        self.account: Final = account
        self.asset: Final = asset
        self.is_buy: Final = is_buy
        self.lots: Final = lots
        self.reduce_only: Final = reduce_only
        self.minutes: Final = minutes
        self.is_randomized: Final = is_randomized
        self.slices: Final = slices
        self.placed_ms: Final = placed_ms
        self.trigger_units: Final = trigger_units
        self.is_trigger_above: Final = is_trigger_above
        self.stop_units: Final = stop_units
        self.interval_ms: Final = minutes * MINUTE_MS // (slices - 1)
        self.status = WAITING if trigger_units else ACTIVATED
        self.executed_lots = 0
        self.executed_micro = 0
        self._start_ms = placed_ms
        self._sent = 0  # slices whose time has come already

    def starts_at(self, mark_units: int) -> bool:
        """Return whether a waiting TWAP begins at this mark."""
        return mark_units >= self.trigger_units if self.is_trigger_above else mark_units <= self.trigger_units

    def stops_at(self, mark_units: int) -> bool:
        """Return whether this mark is as bad as its stop price."""
        if self.stop_units == 0:
            return False
        return mark_units >= self.stop_units if self.is_buy else mark_units <= self.stop_units

    def start(self, now_ms: int) -> None:
        """Begin: the first slice is due now."""
        self.status = ACTIVATED
        self._start_ms = now_ms

    def is_slice_due(self, now_ms: int) -> bool:
        """Return whether the time of one more slice has come."""
        return self._sent < self.slices and now_ms >= self._start_ms + self._sent * self.interval_ms

    def next_lots(self, now_ms: int) -> int:
        """Return how many lots the slice that is due wants, and count it; slices that were missed are one."""
        self._sent = min(self.slices, (now_ms - self._start_ms) // self.interval_ms + 1)
        wanted = self.lots * self._sent // self.slices - self.executed_lots
        if self.is_randomized and self._sent < self.slices:
            percent = _LEAST_PERCENT + mix(self.twap_id, self._sent) % _PERCENT_SPAN
            wanted = wanted * percent // 100
        normal = -(-self.lots // self.slices)
        return max(0, min(wanted, CATCH_UP * normal, self.lots - self.executed_lots))

    def add(self, lots: int, micro: int) -> None:
        """Count what a slice traded."""
        self.executed_lots += lots
        self.executed_micro += micro

    @property
    def is_over(self) -> bool:
        """Whether everything is traded, or the last slice was sent."""
        return self._sent == self.slices or self.executed_lots == self.lots
