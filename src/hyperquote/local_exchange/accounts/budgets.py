"""How many actions an address may send in its life, and what it gets once that is used up."""

from collections import Counter

from hyperquote.consts import MICRO

INITIAL_REQUESTS = 10_000
MORE_CANCELS = 100_000
TRICKLE_MS = 10_000
RESERVED_PRICE_MICRO = MICRO // 2_000


class Budgets:
    """Actions sent and bought, by address. A batch counts each of its elements.

    The cap is 10000 and one for each dollar ever traded. Beyond it one action passes every ten seconds, and cancels
    pass up to  min(cap + 100000, 2 · cap).
    """

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()
        self._reserved: Counter[str] = Counter()
        self._trickled_ms: dict[str, int] = {}

    def count(self, account: str, n: int) -> None:
        """Count `n` actions."""
        self._used[account] += n

    def reserve(self, account: str, n: int) -> None:
        """Add `n` actions that were bought: they are used up first."""
        self._reserved[account] += n

    def sent(self, account: str) -> int:
        """Return how many actions an address has sent, bought ones included."""
        return self._used[account]

    def used(self, account: str) -> int:
        """Return how many actions count against the cap."""
        return max(0, self._used[account] - self._reserved[account])

    def surplus(self, account: str) -> int:
        """Return how many bought actions are left."""
        return max(0, self._reserved[account] - self._used[account])

    def refusal(self, account: str, n: int, is_cancel: bool, volume_micro: int, now_ms: int) -> str:
        """Return "" and count nothing yet, or the venue's refusal of `n` more actions at `now_ms`."""
        cap = cap_of(volume_micro)
        ceiling = min(cap + MORE_CANCELS, 2 * cap) if is_cancel else cap
        used = max(0, self._used[account] + n - self._reserved[account])
        if used <= ceiling:
            return ""
        last_ms = self._trickled_ms.get(account)
        if n == 1 and (last_ms is None or now_ms - last_ms >= TRICKLE_MS):
            self._trickled_ms[account] = now_ms
            return ""
        return (
            f"Too many cumulative requests sent ({used} > {ceiling}) for cumulative volume traded "
            f"${volume_micro // MICRO}. Place taker orders to free up 1 request per USDC traded."
        )


def cap_of(volume_micro: int) -> int:
    """Return the lifetime cap that a volume earns."""
    return INITIAL_REQUESTS + volume_micro // MICRO
