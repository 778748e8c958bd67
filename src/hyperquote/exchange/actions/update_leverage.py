"""updateLeverage: set the leverage of an asset"""

from hyperquote.exchange.actions.base import SimpleAction


class UpdateLeverage(SimpleAction, frozen=True, kw_only=True, tag="updateLeverage"):
    """Set leverage, a whole number from 1 to the asset's maximum, and whether margin is cross or isolated.

    "Cannot switch leverage type with open position."; "Cross margin is not allowed for this asset."; "Cross position
    does not have sufficient margin available to decrease leverage. …".
    """

    asset: int
    is_cross: bool
    leverage: int
