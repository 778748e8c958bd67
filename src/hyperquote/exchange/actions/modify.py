"""modify: replace one order; the replacement gets a new order id and the end of the queue."""

from msgspec import field

from hyperquote.exchange.actions.base import SimpleAction
from hyperquote.exchange.actions.order import Order
from hyperquote.helpers import checked_cloid


def canonical_oid(oid: int | str) -> int | str:
    """Return an order id, or a client order id in lower case."""
    return oid if isinstance(oid, int) else checked_cloid(oid)


class Modify(SimpleAction, frozen=True, kw_only=True, tag="modify"):
    """Replace the order `oid` (order id or client order id).

    Unless `always_place`, the new order must be post-only, or a Gtc that does not execute.
    "Cannot modify canceled or filled order"; "Error placing new order during modify: …", and then the old one is gone.
    """

    oid: int | str
    order: Order
    always_place: bool = field(name="a", default=False)

    def canonical(self) -> "Modify":
        """Return the action as it is signed."""
        return Modify(oid=canonical_oid(self.oid), order=self.order.canonical(), always_place=self.always_place)
