"""What every account was worth, kept at block times so that a curve can be drawn of it; of bounded length."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS
ALL_TIME: Final = "allTime"
MOST_ALL_TIME: Final = 80  # points; then every second one is let go of, and half as many are kept from then on

# (period, its length, how far apart its points are): about as many points as the venue's curves have
WINDOWS: Final = (
    ("day", DAY_MS, 2 * HOUR_MS),
    ("week", 7 * DAY_MS, 160 * 60_000),
    ("month", 30 * DAY_MS, 16 * HOUR_MS),
)

Worth: TypeAlias = tuple[int, int, int, int]
"""Value of the perps, value of all, volume of the perps, volume of all (micro-USDC)."""

Point: TypeAlias = tuple[int, int, int, int, int, int, int]
"""Time (UTC ms), then value, profit and volume of the perps, then of all (micro-USDC)."""


class History:
    """One account. What came in is no profit:  profit = value − flows."""

    def __init__(self, opened_ms: int) -> None:
        self.perp_flow_micro = 0
        self.flow_micro = 0
        opening = (opened_ms, 0, 0, 0, 0, 0, 0)
        self.windows: dict[str, deque[Point]] = {
            name: deque([opening], maxlen=length_ms // step_ms + 2) for name, length_ms, step_ms in WINDOWS
        }
        self.all_time: list[Point] = [opening]
        self.all_time_step_ms = DAY_MS

    def point(self, worth: Worth, now_ms: int) -> Point:
        """Return what is to be drawn for a worth."""
        perp, total, perp_volume, volume = worth
        return now_ms, perp, perp - self.perp_flow_micro, perp_volume, total, total - self.flow_micro, volume

    def keep_all_time(self, point: Point) -> None:
        """Keep a point of the whole life of the account; the first one always stays."""
        if point[0] - self.all_time[-1][0] < self.all_time_step_ms:
            return
        self.all_time.append(point)
        if len(self.all_time) > MOST_ALL_TIME:
            self.all_time[:] = self.all_time[::2]
            self.all_time_step_ms *= 2

    def curve(self, period: str, length_ms: int, now: Point) -> list[Point]:
        """Return the points of a period up to now; the first is the last one that is older than the period, if any."""
        kept: Iterable[Point] = self.all_time if period == ALL_TIME else self.windows[period]
        points = [point for point in kept if point[0] < now[0]]
        older = sum(1 for point in points if point[0] <= now[0] - length_ms) if period != ALL_TIME else 0
        return [*points[max(0, older - 1) :], now]


class Portfolios:
    """The histories of all accounts that ever had money."""

    def __init__(self, start_ms: int) -> None:
        self._histories: dict[str, History] = {}
        self._steps: dict[str, int] = {name: start_ms // step_ms for name, _, step_ms in (*WINDOWS, _LIFE)}

    def of(self, account: str) -> History | None:
        """Return the history of an account; None for one that never had money."""
        return self._histories.get(account)

    def add_flow(self, account: str, perp_micro: int, micro: int, now_ms: int) -> None:
        """Note that money came into the perps of an account, and into all it owns (negative: went out)."""
        if perp_micro == 0 and micro == 0:
            return
        history = self._histories.get(account)
        if history is None:
            history = self._histories[account] = History(now_ms)
        history.perp_flow_micro += perp_micro
        history.flow_micro += micro

    def advance(self, worth_of: Callable[[str], Worth], now_ms: int) -> None:
        """Keep a point for each account in every period that is due."""
        due = [name for name, _, step_ms in (*WINDOWS, _LIFE) if now_ms // step_ms > self._steps[name]]
        if not due:
            return
        for name, _, step_ms in (*WINDOWS, _LIFE):
            self._steps[name] = now_ms // step_ms
        for account, history in self._histories.items():
            point = history.point(worth_of(account), now_ms)
            for name in due:
                if name == ALL_TIME:
                    history.keep_all_time(point)
                else:
                    history.windows[name].append(point)


_LIFE: Final = (ALL_TIME, 0, DAY_MS)
