"""What became of an order that was placed, and where orders are placed."""

from typing import Final

from hyperquote.book.grid import Grid
from hyperquote.local_exchange.matching import refusals
from hyperquote.local_exchange.matching.conduct import Conduct
from hyperquote.local_exchange.matching.market import Market

RESTING: Final = "resting"
FILLED: Final = "filled"
ERROR: Final = "error"
WAITING_FOR_TRIGGER: Final = "waitingForTrigger"
WAITING_FOR_FILL: Final = "waitingForFill"


class Placed:
    """What became of an order: `status` is "resting", "filled" (wholly or in part) or "error".

    A grouped trigger order is "waitingForTrigger", or "waitingForFill" of its parent. `oid` is 0 when
    pre-validation refused it. `avg_px_micro` is the volume-weighted price in micro-USD, cut; `filled_micro` what the
    filled lots cost, exactly.
    """

    def __init__(
        self, status: str, oid: int, filled_lots: int, avg_px_micro: int, error: str, filled_micro: int = 0
    ) -> None:
        self.status: Final = status
        self.oid: Final = oid
        self.filled_lots: Final = filled_lots
        self.avg_px_micro: Final = avg_px_micro
        self.error: Final = error
        self.filled_micro: Final = filled_micro


def refused(error: str, oid: int = 0) -> Placed:
    """Return an order that was turned away with this text."""
    return Placed(ERROR, oid, 0, 0, error)


class ListedAsset:
    """An asset that trades here, and what may be done in it.

    Lots × price units are micro-USDC for perps and 1e-8 USD for spot: `value_scale` of them make a micro-dollar.
    `too_small` and `unfunded` are the statuses of an order below the least value, and of one without the means.
    """

    def __init__(
        self, asset: int, grid: Grid, market: Market, max_leverage: int, conduct: Conduct, is_spot: bool = False
    ) -> None:
        self.asset: Final = asset
        self.grid: Final = grid
        self.market: Final = market
        self.max_leverage: Final = max_leverage
        self.conduct: Final = conduct
        self.is_spot: Final = is_spot
        self.value_scale: Final = 100 if is_spot else 1
        self.too_small: Final = refusals.SPOT_MIN_VALUE if is_spot else refusals.MIN_VALUE
        self.unfunded: Final = refusals.SPOT_BALANCE if is_spot else refusals.MARGIN
