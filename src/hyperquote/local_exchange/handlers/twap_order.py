"""twapOrder: work an order off in slices."""

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.twap_order import Running, TwapOrder
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import listing_of
from hyperquote.local_exchange.matching.twap_desk import TwapPlaced
from hyperquote.wire import units_of

BAD_PRICE = "Order has invalid price."


def handle(exchange: LocalExchange, action: TwapOrder, account: str, now_ms: int) -> dict[str, object]:
    """Take the TWAP, or refuse it in the venue's words."""
    exchange.count_request(account, 1)
    placed = _place(exchange, action, account, now_ms)
    status = {"error": placed.error} if placed.error else {"running": Running(placed.twap_id)}
    return {"type": "twapOrder", "data": {"status": status}}


def _place(exchange: LocalExchange, action: TwapOrder, account: str, now_ms: int) -> TwapPlaced:
    twap, details = action.twap, action.details
    listing = listing_of(exchange, twap.asset)
    trigger = None if details is None else details.trigger
    stop_px = None if details is None else details.stop_px
    try:
        lots = units_of(twap.sz, listing.sz_decimals)
    except ValidationError:
        return TwapPlaced(0, "Order has invalid size.")
    try:
        trigger_units = 0 if trigger is None else units_of(trigger.px, listing.grid.px_decimals)
        stop_units = 0 if stop_px is None else units_of(stop_px, listing.grid.px_decimals)
    except ValidationError:
        return TwapPlaced(0, BAD_PRICE)
    if (trigger is not None and trigger_units <= 0) or (stop_px is not None and stop_units <= 0):
        return TwapPlaced(0, BAD_PRICE)
    return exchange.core.twaps.place(
        account,
        twap.asset,
        twap.is_buy,
        lots,
        twap.reduce_only,
        twap.minutes,
        twap.randomize,
        trigger_units,
        trigger is not None and trigger.is_above,
        stop_units,
        now_ms,
    )
