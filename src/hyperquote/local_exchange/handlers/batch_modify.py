"""batchModify: replace several orders."""

from hyperquote.exchange.actions.batch_modify import BatchModify
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import Status, listing_of, order_status, statuses
from hyperquote.local_exchange.handlers.modify import replace


def handle(exchange: LocalExchange, action: BatchModify, account: str, now_ms: int) -> dict[str, object]:
    """Replace each order; one that fails does not stop the next."""
    exchange.count_request(account, max(1, len(action.modifies)))
    elements: list[Status] = []
    for each in action.modifies:
        placed = replace(exchange, each.oid, each.order, action.always_place, account, now_ms)
        elements.append(order_status(placed, each.order.cloid, listing_of(exchange, each.order.asset)))
    return statuses("order", elements)
