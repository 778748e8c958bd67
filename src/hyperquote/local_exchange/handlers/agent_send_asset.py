"""agentSendAsset: move dollars between the dexes of one account; an agent may."""

from hyperquote.exchange.actions.agent_send_asset import AgentSendAsset
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.asset_move import move
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: AgentSendAsset, account: str, now_ms: int) -> dict[str, str]:
    """Move the money, to the same user or one of its sub-accounts."""
    exchange.count_request(account, 1)
    receiver = action.destination.lower()
    if receiver != account and isinstance(exchange.registry.sub_accounts.owned(receiver, account), str):
        raise ActionRefusedError("Agent can only send asset to same user or their sub-accounts.")
    move(exchange, action, account, now_ms)
    return DEFAULT
