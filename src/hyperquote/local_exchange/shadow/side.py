"""One side of the tape's book: as displayed, less what our own takers have taken since it was displayed."""

from typing import Final

from librt.vecs import vec
from mypy_extensions import i64

_CAPACITY: Final = 64


class TapeSide:
    """Price levels of one side in price units and lots, the best one on top of a stack.

    Two messages write it: the touch (`set_best`) and whole snapshots (`set_levels`). Not known, which is not the same
    as empty, is what lies deeper than the newest snapshot and what the touch has jumped over since.
    """

    def __init__(self, is_buy: bool) -> None:
        self.is_buy: Final = is_buy
        self._sign: Final[i64] = 1 if is_buy else -1
        self._keys = vec[i64]([0] * _CAPACITY)  # sign · price: a better price is a larger key on both sides
        self._lots = vec[i64]([0] * _CAPACITY)
        self._count: i64 = 0
        self._has_snapshot = False
        self._bottom_key: i64 = 0  # the sizes from here …
        self._sure_key: i64 = 0  # … up to here are those of the newest snapshot

    def best_units(self) -> int:
        """Return the best price, 0 when nothing is displayed or left."""
        return int(self._sign * self._keys[self._count - 1]) if self._count > 0 else 0

    def reaches(self, units: int) -> bool:
        """Return whether somebody here accepts the price `units`: a bid at or over it, an ask at or under it."""
        return self._count > 0 and self._keys[self._count - 1] >= self._sign * units

    def knows(self, units: int) -> bool:
        """Return whether the displayed size at this price is known; it may be 0."""
        key = self._sign * units
        if self._count > 0 and key >= self._keys[self._count - 1]:
            return True
        return self._has_snapshot and self._bottom_key <= key <= self._sure_key

    def lots_at(self, units: int) -> int:
        """Return the size at a price, 0 where none is displayed."""
        key = self._sign * units
        at = self._count - 1
        while at >= 0 and self._keys[at] >= key:
            if self._keys[at] == key:
                return int(self._lots[at])
            at -= 1
        return 0

    def set_best(self, units: int, lots: int) -> None:
        """Take a new touch: better levels are gone, worse ones stay as they were last seen."""
        if units <= 0 or lots <= 0:
            return
        key = self._sign * units
        while self._count > 0 and self._keys[self._count - 1] > key:
            self._count -= 1
        if self._count > 0 and self._keys[self._count - 1] == key:
            self._lots[self._count - 1] = lots
        else:
            self._push(key, lots)
        if key < self._bottom_key:
            self._has_snapshot = False
        elif key < self._sure_key:
            self._sure_key = key

    def set_levels(self, units: vec[i64], lots: vec[i64], count: int) -> None:
        """Take a whole snapshot, `count` levels with the best first."""
        self._count = 0
        top: i64 = min(count, _CAPACITY)
        at = top - 1
        while at >= 0:
            self._keys[self._count] = self._sign * units[at]
            self._lots[self._count] = lots[at]
            self._count += 1
            at -= 1
        self._has_snapshot = top > 0
        if top > 0:
            self._bottom_key = self._keys[0]
            self._sure_key = self._keys[top - 1]

    def take_best(self, lots: int) -> int:
        """Remove up to `lots` from the best level and return how much that was."""
        at = self._count - 1
        taken = min(lots, int(self._lots[at]))
        left = int(self._lots[at]) - taken
        self._lots[at] = left
        if left == 0:
            self._count -= 1
        return taken

    def count(self) -> int:
        """Return how many levels there are."""
        return int(self._count)

    def level_units(self, depth: int) -> int:
        """Return the price of the level at `depth`, 0 = best."""
        return int(self._sign * self._keys[self._count - 1 - depth])

    def level_lots(self, depth: int) -> int:
        """Return the size of the level at `depth`, 0 = best."""
        return int(self._lots[self._count - 1 - depth])

    def _push(self, key: i64, lots: int) -> None:
        if self._count == _CAPACITY:  # forget the worst level
            for at in range(1, _CAPACITY):
                self._keys[at - 1] = self._keys[at]
                self._lots[at - 1] = self._lots[at]
            self._count -= 1
            self._bottom_key = self._keys[0]
        self._keys[self._count] = key
        self._lots[self._count] = lots
        self._count += 1
