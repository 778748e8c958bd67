"""reserveRequestWeight: buy more requests"""

from typing import ClassVar

import msgspec

from hyperquote.exchange.actions.base import SimpleAction
from hyperquote.helpers import checked_address


class ReserveRequestWeight(SimpleAction, frozen=True, kw_only=True, tag="reserveRequestWeight"):
    """Buy `weight` requests at 0.0005 USDC each, for ourselves or for `destination`."""

    has_vault: ClassVar[bool] = False

    weight: int
    destination: str | None = None

    def canonical(self) -> "ReserveRequestWeight":
        """Return the action as it is signed."""
        if self.destination is None:
            return self
        return msgspec.structs.replace(self, destination=checked_address(self.destination))
