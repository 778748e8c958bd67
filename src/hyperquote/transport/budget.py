"""How much the venue lets us ask: token buckets with a lane that only cancels may use.

Pure arithmetic on the caller's clock (seconds, any origin); `Throttle` of `transport.throttle` does the waiting.
"""

from abc import abstractmethod
from typing import Final

WEIGHT_PER_MINUTE: Final = 1200
CANCEL_SHARE: Final = 0.25
BURST_SHARE: Final = 0.25
_TRICKLE_S: Final = 10.0  # what an exhausted address waits for each action
_CANCEL_EXTRA: Final = 100_000


class Limit:
    """Something that is used up and comes back."""

    @abstractmethod
    def take(self, amount: int, now_s: float, *, is_urgent: bool, longest_s: float) -> float | None:
        """Book an amount and return how long to wait before using it (s); None, nothing booked, if over `longest_s`."""

    @abstractmethod
    def charge(self, amount: int, now_s: float) -> None:
        """Take what turned out to be used already; what comes next waits for it."""

    @abstractmethod
    def exhaust(self, now_s: float) -> None:
        """Believe the venue that nothing is left."""


class Bucket:
    """`rate` tokens flow in each second, up to `capacity`. Whoever books first goes first: a debt is waited off.

    Over any T seconds, no more than capacity + rate · T are used.
    """

    def __init__(self, capacity: float, rate: float) -> None:
        if capacity <= 0 or rate <= 0:
            raise ValueError(f"a bucket has a capacity and a rate above zero, not {capacity:g} and {rate:g}")
        self._capacity: Final = capacity
        self._rate: Final = rate
        self._level = capacity
        self._at_s: float | None = None

    def level(self, now_s: float) -> float:
        """Return the tokens there are; below zero, those that are owed."""
        if self._at_s is None:
            self._at_s = now_s
        elapsed_s = max(0.0, now_s - self._at_s)  # a clock that goes back gives nothing
        self._level = min(self._capacity, self._level + elapsed_s * self._rate)
        self._at_s = now_s
        return self._level

    def wait_s(self, amount: float, now_s: float) -> float:
        """Return how long an amount would have to wait (s)."""
        return max(0.0, (amount - self.level(now_s)) / self._rate)

    def book(self, amount: float, now_s: float) -> None:
        """Take an amount, into debt if need be."""
        self._level = self.level(now_s) - amount

    def empty(self, now_s: float) -> None:
        """Take all there is."""
        self._level = min(0.0, self.level(now_s))


class WeightBudget(Limit):
    """The weight that one IP address may use in a minute, part of it for cancels only.

    Each lane starts with a quarter of its minute and refills with the rest over a minute, so that no minute, wherever
    the venue lets it begin, sees more than `per_minute`. Cancels use their lane first and what is free beside it.
    """

    def __init__(self, per_minute: int = WEIGHT_PER_MINUTE, cancel_share: float = CANCEL_SHARE) -> None:
        if not 0.0 < cancel_share < 1.0:
            raise ValueError(f"the share of cancels lies between 0 and 1, not at {cancel_share:g}")
        self._common: Final = _lane(per_minute * (1.0 - cancel_share))
        self._cancels: Final = _lane(per_minute * cancel_share)

    def take(self, amount: int, now_s: float, *, is_urgent: bool = False, longest_s: float = 60.0) -> float | None:
        """Book a weight and return how long to wait before it is used (s); None if that is over `longest_s`."""
        lane = self._common
        if is_urgent and self._cancels.wait_s(amount, now_s) <= self._common.wait_s(amount, now_s):
            lane = self._cancels
        wait_s = lane.wait_s(amount, now_s)
        if wait_s > longest_s:
            return None
        lane.book(amount, now_s)
        return wait_s

    def charge(self, amount: int, now_s: float) -> None:
        """Take what an answer turned out to weigh; what comes next waits for it."""
        self._common.book(amount, now_s)

    def exhaust(self, now_s: float) -> None:
        """Believe the venue that nothing is left (429): others behind this address use it too. Cancels still try."""
        self._common.empty(now_s)


class AddressBudget(Limit):
    """The actions of one account: `cap` in its life, which grows by one with each USD traded; then one in 10 s.

    Cancels have a cap of their own, min(cap + 100000, 2 · cap). Until `learn` was told what the venue counts, all
    may pass; tell it again now and then, since trading raises the cap.
    """

    def __init__(self) -> None:
        self._used = 0
        self._cap: int | None = None
        self._next_s: float | None = None

    @property
    def left(self) -> int | None:
        """The actions that may still be sent at once; None before `learn`."""
        return None if self._cap is None else max(0, self._cap - self._used)

    def learn(self, used: int, cap: int, surplus: int = 0) -> None:
        """Take over the counts of a `userRateLimit` answer; `surplus` is bought in advance."""
        self._used = used - surplus
        self._cap = cap

    def take(self, amount: int, now_s: float, *, is_urgent: bool = False, longest_s: float = 60.0) -> float | None:
        """Book actions and return how long to wait before they are sent (s); None if that is over `longest_s`."""
        cap = self._cap
        if cap is not None:
            limit = min(cap + _CANCEL_EXTRA, 2 * cap) if is_urgent else cap
            if self._used + amount > limit:
                return self._trickle(amount, now_s, longest_s)
        self._used += amount
        return 0.0

    def charge(self, amount: int, now_s: float) -> None:
        """Count actions that were sent without asking here."""
        self._used += amount

    def exhaust(self, now_s: float) -> None:
        """Believe the venue that nothing is left: from now on one action in 10 s, until `learn` says better."""
        self._cap = self._used if self._cap is None else min(self._cap, self._used)

    def _trickle(self, amount: int, now_s: float, longest_s: float) -> float | None:
        start_s = now_s if self._next_s is None else max(now_s, self._next_s)
        if start_s - now_s > longest_s:
            return None
        self._next_s = start_s + amount * _TRICKLE_S
        self._used += amount
        return start_s - now_s


def _lane(per_minute: float) -> Bucket:
    burst = per_minute * BURST_SHARE
    return Bucket(burst, (per_minute - burst) / 60.0)
