"""noop: use up a nonce."""

from hyperquote.exchange.actions.noop import Noop
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT


def handle(exchange: LocalExchange, action: Noop, account: str, now_ms: int) -> dict[str, str]:
    """Do nothing: the nonce is spent already."""
    exchange.count_request(account, 1)
    return DEFAULT
