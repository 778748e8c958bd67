"""updateIsolatedMargin: move margin into or out of an isolated position"""

from msgspec import field

from hyperquote.exchange.actions.base import SimpleAction


class UpdateIsolatedMargin(SimpleAction, frozen=True, kw_only=True, tag="updateIsolatedMargin"):
    """Add `ntli` micro-USD to an isolated position; a negative amount takes margin out.

    "Position does not use isolated margin."; "Cannot update margin for empty position."; at least a tenth of the
    notional stays.
    """

    asset: int
    is_buy: bool = field(default_factory=lambda: True)  # has no effect at the venue
    ntli: int
