"""How long to wait before the next attempt."""

from random import Random
from typing import Final


class Backoff:
    """min(first · 2ⁿ, longest) ± 20 %: 1, 2, 4 … 60 s, jittered so that many clients do not come back together.

    The generator is handed in, so that a seeded one gives the same waits each time.
    """

    def __init__(self, random: Random, *, first_s: float = 1.0, longest_s: float = 60.0, jitter: float = 0.2) -> None:
        if not 0 < first_s <= longest_s:
            raise ValueError(f"back-off needs 0 < first ≤ longest, not {first_s} and {longest_s} s")
        if not 0 <= jitter < 1:
            raise ValueError(f"jitter is a fraction of the wait, 0 to 1, not {jitter}")
        self._random: Final = random
        self._first_s: Final = first_s
        self._longest_s: Final = longest_s
        self._jitter: Final = jitter
        self._next_s = first_s

    def next_s(self) -> float:
        """Return the wait before the next attempt (s); each is twice the last, up to the longest."""
        wait_s = self._next_s
        self._next_s = min(2 * wait_s, self._longest_s)
        return wait_s * (1 + self._jitter * (2 * self._random.random() - 1))

    def reset(self) -> None:
        """Begin again: the last attempt held."""
        self._next_s = self._first_s
