"""batchModify: replace several orders, and learn what became of each."""

import msgspec
from msgspec import field

from hyperquote.exchange.actions.base import Action, Part
from hyperquote.exchange.actions.modify import canonical_oid
from hyperquote.exchange.actions.order import Order
from hyperquote.exchange.actions.outcome import OrderOutcome, order_outcomes


class Replacement(Part, frozen=True):
    """The order `oid` (order id or client order id) and what takes its place."""

    oid: int | str
    order: Order


class BatchModify(Action[list[OrderOutcome]], frozen=True, kw_only=True, tag="batchModify"):
    """Replace orders in one request."""

    modifies: tuple[Replacement, ...]
    always_place: bool = field(name="a", default=False)

    def read(self, response: bytes | msgspec.Raw) -> list[OrderOutcome]:
        """Return one outcome per replacement, in the order asked."""
        return order_outcomes(response, len(self.modifies))

    def canonical(self) -> "BatchModify":
        """Return the action as it is signed."""
        modifies = tuple(Replacement(canonical_oid(each.oid), each.order.canonical()) for each in self.modifies)
        return BatchModify(modifies=modifies, always_place=self.always_place)
