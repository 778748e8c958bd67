"""cancel: cancel resting orders by order id."""

import msgspec
from msgspec import field

from hyperquote.exchange.actions.base import Action, Part
from hyperquote.exchange.actions.outcome import CancelOutcome, cancel_outcomes


class OrderRef(Part, frozen=True):
    """An order by its order id."""

    asset: int = field(name="a")
    oid: int = field(name="o")


class Cancel(Action[list[CancelOutcome]], frozen=True, kw_only=True, tag="cancel"):
    """Cancel resting orders. `is_fast` orders must not be trigger orders."""

    cancels: tuple[OrderRef, ...]
    is_fast: bool = field(name="f", default=False)

    def read(self, response: bytes | msgspec.Raw) -> list[CancelOutcome]:
        """Return one outcome per cancel, in the order asked: "success" or an `Error`."""
        return cancel_outcomes(response, len(self.cancels))
