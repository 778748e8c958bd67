"""evmUserModify: choose big or small EVM blocks."""

from hyperquote.exchange.actions.evm_user_modify import EvmUserModify
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT


def handle(exchange: LocalExchange, action: EvmUserModify, account: str, now_ms: int) -> dict[str, str]:
    """Note the choice, which `eth_usingBigBlocks` tells."""
    exchange.count_request(account, 1)
    exchange.registry.settings.set_big_blocks(account, action.using_big_blocks)
    return DEFAULT
