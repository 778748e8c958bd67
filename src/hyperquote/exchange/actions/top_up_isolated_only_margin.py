"""topUpIsolatedOnlyMargin: add margin until a strictly isolated position has a leverage"""

from hyperquote.exchange.actions.base import SimpleAction


class TopUpIsolatedOnlyMargin(SimpleAction, frozen=True, kw_only=True, tag="topUpIsolatedOnlyMargin"):
    """Add margin until the position has this leverage, a decimal text.

    "Asset not strict isolated".
    """

    asset: int
    leverage: str
