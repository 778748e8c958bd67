"""Why an order is refused: the venue's texts and statuses, and the checks that need no account.

A text of pre-validation stands alone and costs no oid; one of the order's own carries ` asset=N`.
"""

from typing import Final

from hyperquote.book.grid import Grid
from hyperquote.consts import MICRO, MIN_NOTIONAL_USD
from hyperquote.local_exchange.matching.order import IOC

OPEN: Final = "open"
TRIGGERED: Final = "triggered"
FILLED: Final = "filled"
CANCELED: Final = "canceled"
MARGIN_CANCELED: Final = "marginCanceled"
SELF_TRADE_CANCELED: Final = "selfTradeCanceled"
REDUCE_ONLY_CANCELED: Final = "reduceOnlyCanceled"
SIBLING_FILLED_CANCELED: Final = "siblingFilledCanceled"
LIQUIDATED_CANCELED: Final = "liquidatedCanceled"
SCHEDULED_CANCEL: Final = "scheduledCancel"
CAP_CANCELED: Final = "openInterestCapCanceled"
DELISTED_CANCELED: Final = "delistedCanceled"
INTERNAL_CANCEL: Final = "internalCancel"

TICK: Final = "tickRejected"
MIN_VALUE: Final = "minTradeNtlRejected"
SPOT_MIN_VALUE: Final = "minTradeSpotNtlRejected"
MARGIN: Final = "perpMarginRejected"
SPOT_BALANCE: Final = "insufficientSpotBalanceRejected"
REDUCE_ONLY: Final = "reduceOnlyRejected"
BAD_ALO: Final = "badAloPxRejected"
NO_MATCH: Final = "iocCancelRejected"
BAD_TRIGGER: Final = "badTriggerPxRejected"
NO_LIQUIDITY: Final = "marketOrderNoLiquidityRejected"
MAX_POSITION: Final = "perpMaxPositionRejected"
TOO_MANY: Final = "tooManyOpenOrdersRejected"
ORACLE: Final = "oracleRejected"
INCREASE_AT_CAP: Final = "positionIncreaseAtOpenInterestCapRejected"
FLIP_AT_CAP: Final = "positionFlipAtOpenInterestCapRejected"
AGGRESSIVE_AT_CAP: Final = "tooAggressiveAtOpenInterestCapRejected"
TOO_QUICK: Final = "openInterestIncreaseRejected"

GONE: Final = "Order was never placed, already canceled, or filled."
NOT_MODIFIABLE: Final = "Cannot modify canceled or filled order"
MODIFY_INVALID: Final = "Attempted to modify to invalid new order"
MODIFY_FAILED: Final = "Error placing new order during modify: "
CLOID_TAKEN: Final = "Client order id is already in use by an open order."
HALTED: Final = "Trading is halted."
ONLY_POST_ONLY: Final = "Only post-only orders allowed immediately after network upgrade"
INVALID_TIF: Final = "Invalid TIF"
SPOT_TRIGGER: Final = "Placing trigger orders is not enabled on spot trading yet"
SPOT_REDUCE_ONLY: Final = "Reduce-only is invalid for spot trading."

MIN_NOTIONAL_MICRO: Final = MIN_NOTIONAL_USD * MICRO
BAND_PERCENT: Final = 95  # how far a price may lie from the mark: (1 − f)·mark < px ≤ mark/(1 − f)
ORACLE_BAND_PERCENT: Final = 80  # how far from the oracle an order may trade at once; the venue's is not published

_TEXTS: Final[dict[str, str]] = {
    TICK: "Price must be divisible by tick size.",
    MIN_VALUE: f"Order must have minimum value of ${MIN_NOTIONAL_USD}.",
    SPOT_MIN_VALUE: f"Order must have minimum value of {MIN_NOTIONAL_USD} USDC.",
    MARGIN: "Insufficient margin to place order.",
    SPOT_BALANCE: "Order has insufficient spot balance to trade",
    REDUCE_ONLY: "Reduce only order would increase position.",
    NO_MATCH: "Order could not immediately match against any resting orders.",
    BAD_TRIGGER: "Invalid TP/SL price.",
    NO_LIQUIDITY: "No liquidity available for market order.",
    MAX_POSITION: "Order would cause position to exceed margin tier limit at current leverage",
    TOO_MANY: "Too many open orders.",
    ORACLE: "Order price too far from oracle",
    INCREASE_AT_CAP: "Order would increase open interest while open interest is capped",
    FLIP_AT_CAP: "Order would increase open interest while open interest is capped",
    AGGRESSIVE_AT_CAP: "Order rejected due to price more aggressive than oracle while at open interest cap",
    TOO_QUICK: "Order would increase open interest too quickly",
}


def refusal_text(status: str, asset: int) -> str:
    """Return what the venue prints for a rejected status (all but `badAloPxRejected`, which quotes the book)."""
    return f"{_TEXTS[status]} asset={asset}"


def post_only_text(bid_units: int, ask_units: int, grid: Grid, asset: int) -> str:
    """Return the text that tells a post-only order which quotes it would have met."""
    bid = price_text(bid_units, grid) if bid_units else "None"
    ask = price_text(ask_units, grid) if ask_units else "None"
    return f"Post only order would have immediately matched, bbo was {bid}@{ask}. asset={asset}"


def gone_text(asset: int) -> str:
    """Return the text for a cancel that found nothing."""
    return f"{GONE} asset={asset}"


def fast_text(asset: int) -> str:
    """Return the text for a fast cancel of a trigger order; the venue refuses it in words that are not on record."""
    return f"Fast cancels cannot cancel trigger orders. asset={asset}"


def price_text(units: int, grid: Grid) -> str:
    """Return a price (price units) as the shortest exact decimal."""
    whole = units // grid.units_per_usd
    rest = units % grid.units_per_usd
    if rest == 0:
        return str(whole)
    digits = str(rest + grid.units_per_usd)[1:]  # the added leading 1 keeps the zeros behind the point
    return f"{whole}.{digits.rstrip('0')}"


def max_order_micro(max_leverage: int, tif: str) -> int:
    """Return the largest order value (micro-USDC) of an asset; a limit order may be ten times a market order."""
    if max_leverage >= 25:
        market_usd = 30_000_000
    elif max_leverage >= 20:
        market_usd = 5_000_000
    elif max_leverage >= 10:
        market_usd = 2_000_000
    else:
        market_usd = 500_000
    return (market_usd if tif == IOC else 10 * market_usd) * MICRO


def pre_validate(
    px_units: int, lots: int, tif: str, mark_units: int, max_leverage: int, band_percent: int, value_scale: int = 1
) -> str:
    """Return the error of an order that is refused before it gets an oid; "" for one that goes on.

    `value_scale` lots × price units are a micro-dollar.
    """
    if px_units <= 0:
        return "Order has invalid price."
    if lots <= 0:
        return "Order has zero size." if lots == 0 else "Order has invalid size."
    near = 100 - band_percent
    if px_units * 100 <= near * mark_units or px_units * near > mark_units * 100:
        return f"Order price cannot be more than {band_percent}% away from the reference price"
    most = max_order_micro(max_leverage, tif)
    if px_units * lots > most * value_scale:
        return f"Order value too large. Max is ${most // MICRO}."
    return ""
