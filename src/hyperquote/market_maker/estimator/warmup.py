"""When we know enough to quote."""

from math import exp
from typing import Final


class Warmup:
    """Counts what this session has seen; ready when all three requirements are met, and then for good.

    Should the market be so quiet that readiness takes longer than `decay_s`, the required volume ticks fall linearly to
    `floor_ticks` over another `decay_s` (0: never). Books and microprice observations are always required in full.
    """

    def __init__(
        self,
        min_ticks: int = 20,
        min_books: int = 10,
        min_observations: int = 50,
        decay_s: float = 300.0,
        floor_ticks: int = 5,
    ) -> None:
        self._min_ticks: Final = min_ticks
        self._min_books: Final = min_books
        self._min_observations: Final = min_observations
        self._decay_s: Final = decay_s
        self._floor_ticks: Final = min(floor_ticks, min_ticks)
        self._start_ms = -1
        self._now_ms = -1
        self._ticks = 0
        self._books = 0
        self._observations = 0
        self.is_warm = False

    def update(self, now_ms: int, ticks: int, books: int, observations: int) -> None:
        """Take the counts of the session at `now_ms`."""
        if self._start_ms < 0:
            self._start_ms = now_ms
        self._now_ms = max(now_ms, self._now_ms)
        self._ticks = ticks
        self._books = books
        self._observations = observations
        if ticks >= self.required_ticks() and books >= self._min_books and observations >= self._min_observations:
            self.is_warm = True

    @property
    def value(self) -> float | None:
        """Progress in [0, 1], of the requirement that is farthest behind; None before the first update."""
        if self._start_ms < 0:
            return None
        if self.is_warm:
            return 1.0
        progress = 1.0
        for have, need in self._requirements():
            if need > 0:
                progress = min(progress, float(have) / float(need))
        return progress

    def sigma_confidence(self, ticks: int) -> float:
        """Return how far volatility is trusted after so many volume ticks: 1 − e^(−ticks / required), in [0, 1]."""
        return 1.0 - exp(-float(ticks) / float(max(self._min_ticks, 1)))

    def required_ticks(self) -> int:
        """Return the volume ticks required now."""
        late_s = float(self._now_ms - self._start_ms) / 1000.0 - self._decay_s
        if self._decay_s <= 0.0 or late_s <= 0.0:
            return self._min_ticks
        share = min(late_s / self._decay_s, 1.0)
        return self._min_ticks - int(share * float(self._min_ticks - self._floor_ticks))

    def missing(self) -> str:
        """Return what is missing, in words; "" when warm."""
        if self.is_warm:
            return ""
        parts = [
            f"{have}/{need} {name}"
            for (have, need), name in zip(
                self._requirements(), ["volume ticks", "books", "microprice observations"], strict=True
            )
        ]
        seconds = self._seconds_left()
        return ", ".join(parts) + (f", about {seconds} s" if seconds > 0 else "")

    def _requirements(self) -> list[tuple[int, int]]:
        return [
            (self._ticks, self.required_ticks()),
            (self._books, self._min_books),
            (self._observations, self._min_observations),
        ]

    def _seconds_left(self) -> int:
        """Return the time that the slowest count needs at its pace so far; 0 where there is no pace yet."""
        elapsed_s = float(self._now_ms - self._start_ms) / 1000.0
        longest = 0.0
        for have, need in self._requirements():
            if have < need:
                if have == 0 or elapsed_s <= 0.0:
                    return 0
                longest = max(longest, elapsed_s * float(need - have) / float(have))
        return int(longest) + 1
