"""A clock that people and tests may steer: paused, sped up, set forward, never back."""

from collections.abc import Callable

from hyperquote.errors import ValidationError

FASTEST = 10_000.0


class SteerableClock:
    """UTC milliseconds that run `speed` times as fast as the wall's from the moment it is made."""

    def __init__(self, wall: Callable[[], int], speed: float = 1.0) -> None:
        self._wall = wall
        self._anchor_ms = self._wall_anchor_ms = wall()
        self._speed = 1.0
        self._is_paused = False
        self.set_speed(speed)

    @property
    def now_ms(self) -> int:
        """The time."""
        if self._is_paused:
            return self._anchor_ms
        return self._anchor_ms + max(0, round((self._wall() - self._wall_anchor_ms) * self._speed))

    @property
    def speed(self) -> float:
        """How many of its seconds pass in one of the wall's, when it is not paused."""
        return self._speed

    @property
    def is_paused(self) -> bool:
        """Whether it stands still."""
        return self._is_paused

    def set_speed(self, speed: float) -> None:
        """Run at another speed from now on. Raises ValidationError unless it is positive and at most `FASTEST`."""
        if not 0.0 < speed <= FASTEST:
            raise ValidationError(f"a speed of {speed:g} is not possible: choose one above 0 and up to {FASTEST:g}")
        self._anchor()
        self._speed = speed

    def pause(self, is_paused: bool) -> None:
        """Stand still, or go on from where it stood."""
        self._anchor()
        self._is_paused = is_paused

    def set_forward(self, time_ms: int) -> None:
        """Go on from a later time; an earlier one changes nothing."""
        self._anchor()
        self._anchor_ms = max(self._anchor_ms, time_ms)

    def real_s(self, ms: int) -> float:
        """Return how long to wait for so much of its time, were it not paused meanwhile."""
        return ms / 1_000.0 / self._speed

    def _anchor(self) -> None:
        self._anchor_ms, self._wall_anchor_ms = self.now_ms, self._wall()
