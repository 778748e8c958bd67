"""updateLeverage: set the leverage of an asset"""

from hyperquote.exchange.actions.base import SimpleAction


class UpdateLeverage(SimpleAction, frozen=True, kw_only=True, tag="updateLeverage"):
    """Set leverage, a whole number from 1 to the asset's maximum, and whether margin is cross or isolated."""

    asset: int
    is_cross: bool
    leverage: int
