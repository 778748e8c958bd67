"""What longs and shorts pay each other: premium samples through the hour, one rate at its end."""

from math import floor
from typing import Final

from hyperquote.local_exchange.clearing.house import FUNDING_SCALE

HOUR_MS: Final = 3_600_000
SAMPLE_MS: Final = 5_000
INTEREST_8H: Final = 0.0001
_CLAMP_8H: Final = 0.0005
_CAP_HOURLY: Final = 0.04


def premium(impact_bid_units: float, impact_ask_units: float, oracle_units: float) -> float:
    """Return (max(impact bid − oracle, 0) − max(oracle − impact ask, 0)) / oracle, a fraction."""
    above = max(impact_bid_units - oracle_units, 0.0)
    below = max(oracle_units - impact_ask_units, 0.0)
    return (above - below) / oracle_units


def hourly_rate(mean_premium: float, interest_8h: float = INTEREST_8H) -> float:
    """Return the hourly funding rate (a fraction) of an hour's mean premium P.

        F₈ = P + clamp(I − P, ±0.0005)      rate = F₈ / 8, within ±4 %      I = 0.0001 for eight hours

    Whoever deploys a dex may choose another interest rate I. A premium within 5 bp of the interest rate costs
    exactly the interest: 0.0000125 an hour.
    """
    pull = min(_CLAMP_8H, max(-_CLAMP_8H, interest_8h - mean_premium))
    return min(_CAP_HOURLY, max(-_CAP_HOURLY, (mean_premium + pull) / 8.0))


def rate_e10(rate: float) -> int:
    """Return a rate as the venue prints it: in whole 1e-10."""
    return floor(rate * float(FUNDING_SCALE) + 0.5)


class PremiumHour:
    """Running mean of the premium samples of one hour; an hour without a sample has premium 0."""

    def __init__(self) -> None:
        self._sum = 0.0
        self._n = 0

    def add(self, sample: float) -> None:
        """Take one premium (fraction)."""
        self._sum += sample
        self._n += 1

    @property
    def mean(self) -> float:
        """Mean premium so far (fraction)."""
        return self._sum / float(self._n) if self._n > 0 else 0.0
