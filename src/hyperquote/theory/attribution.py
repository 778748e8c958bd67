"""Where the money came from: an identity that holds to rounding on any data."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Trade:
    """One of our fills; `fee` is paid, negative for a rebate."""

    time: float
    side: int  # +1 bought, −1 sold
    size: float
    price: float
    fee: float = 0.0


@dataclass(frozen=True, slots=True)
class Attribution:
    """Parts of the change of wealth. `total` = capture + inventory + funding + fees; capture = realised + adverse."""

    spread_capture: float  # Σ e x (m − p)
    inventory: float  # Σ q dm
    funding: float  # −Σ q f
    fees: float  # −Σ fee
    realised_spread: float  # Σ e x (m_{t+h} − p)
    adverse_selection: float  # −Σ e x (m_{t+h} − m_t)
    final_position: float

    @property
    def total(self) -> float:
        """Return the change of wealth, positions at the mid."""
        return self.spread_capture + self.inventory + self.funding + self.fees


def attribute(
    mids: list[tuple[float, float]],
    trades: list[Trade],
    funding: list[tuple[float, float]],
    horizon: float,
    position: float = 0.0,
) -> Attribution:
    """Divide what was earned between the first mid and the last.

    `mids` are (time, mid), a step function; `funding` (time, payment per unit long); `horizon` is that of the markouts:
    beyond the last mid, the last one counts. A position held before is valued at the first mid. Never add adverse
    selection and inventory to the same sum: both contain the move after a fill.
    """
    times = [time for time, _ in mids]

    def mid_at(time: float) -> float:
        return mids[max(bisect_right(times, time) - 1, 0)][1]

    capture = fees = realised = adverse = 0.0
    for trade in trades:
        signed = trade.side * trade.size
        mid, later = mid_at(trade.time), mid_at(trade.time + horizon)
        capture += signed * (mid - trade.price)
        realised += signed * (later - trade.price)
        adverse -= signed * (later - mid)
        fees -= trade.fee

    def held_before(time: float) -> float:
        return position + sum(trade.side * trade.size for trade in trades if trade.time < time)

    inventory = sum(held_before(time) * (after - before) for (_, before), (time, after) in pairwise(mids))
    paid = -sum(held_before(time) * payment for time, payment in funding)
    final = position + sum(trade.side * trade.size for trade in trades)
    return Attribution(capture, inventory, paid, fees, realised, adverse, final)
