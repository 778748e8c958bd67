"""cancelByCloid: cancel orders by client order id."""

import msgspec
from msgspec import field

from hyperquote.exchange.actions.base import Action, Part
from hyperquote.exchange.actions.outcome import CancelOutcome, cancel_outcomes
from hyperquote.helpers import checked_cloid


class CloidRef(Part, frozen=True):
    """An order by its client order id; here the venue spells the keys out."""

    asset: int
    cloid: str


class CancelByCloid(Action[list[CancelOutcome]], frozen=True, kw_only=True, tag="cancelByCloid"):
    """Cancel orders by the id we gave them."""

    cancels: tuple[CloidRef, ...]
    is_fast: bool = field(name="f", default=False)

    def read(self, response: bytes | msgspec.Raw) -> list[CancelOutcome]:
        """Return one outcome per cancel, in the order asked: "success" or an `Error`."""
        return cancel_outcomes(response, len(self.cancels))

    def canonical(self) -> "CancelByCloid":
        """Return the action as it is signed."""
        refs = tuple(CloidRef(ref.asset, checked_cloid(ref.cloid)) for ref in self.cancels)
        return CancelByCloid(cancels=refs, is_fast=self.is_fast)
