"""sendAsset: move dollars between dexes and users."""

from hyperquote.exchange.actions.send_asset import SendAsset
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.asset_move import move
from hyperquote.local_exchange.handlers.base import DEFAULT


def handle(exchange: LocalExchange, action: SendAsset, account: str, now_ms: int) -> dict[str, str]:
    """Move the money."""
    exchange.count_request(account, 1)
    move(exchange, action, account, now_ms)
    return DEFAULT
