"""Which builders may take a fee from whose orders, and how much."""

from hyperquote.consts import MICRO
from hyperquote.errors import ValidationError
from hyperquote.wire import units_of

MOST_BUILDERS = 10
LEAST_BUILDER_MICRO = 100 * MICRO
MOST_PERP_TENTHS = 100  # 0.1 %
MOST_SPOT_TENTHS = 1_000  # 1 %


def tenths_of(max_fee_rate: str) -> int:
    """Return the tenths of a basis point in a percent text such as "0.001%"; ValidationError if it is none."""
    if not max_fee_rate.endswith("%"):
        raise ValidationError(f"{max_fee_rate!r} is no fee rate: write a percent such as 0.01%")
    return units_of(max_fee_rate.removesuffix("%"), 3)


class Builders:
    """The approvals of every account, by builder, in tenths of a basis point."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, int]] = {}

    def approve(self, account: str, builder: str, tenths: int) -> str:
        """Let a builder take up to this; 0 takes the approval back. Return "" or the refusal."""
        mine = self._of.setdefault(account, {})
        if tenths == 0:
            mine.pop(builder, None)
            return ""
        if not 0 < tenths <= MOST_SPOT_TENTHS:
            return "Builder fee is too high."
        if builder not in mine and len(mine) >= MOST_BUILDERS:
            return f"Too many approved builders. Current limit is {MOST_BUILDERS}"
        mine[builder] = tenths
        return ""

    def most(self, account: str, builder: str) -> int:
        """Return the most that a builder may take; 0 when nothing was approved."""
        return self._of.get(account, {}).get(builder, 0)

    def approved_by(self, account: str) -> list[str]:
        """Return the builders of an account in the order they were approved."""
        return list(self._of.get(account, {}))
