"""linkStakingUser: let the stake of one account lower the fees of another."""

from hyperquote.exchange.actions.link_staking_user import LinkStakingUser
from hyperquote.local_exchange.accounts.stake_fees import refresh_fees
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: LinkStakingUser, account: str, now_ms: int) -> dict[str, str]:
    """Note what the trading account asks for, or make the link when the staking account agrees."""
    exchange.count_request(account, 1)
    staking, other = exchange.registry.staking, action.user.lower()
    link = staking.finalize_link if action.is_finalize else staking.request_link
    if refusal := link(account, other):
        raise ActionRefusedError(refusal)
    if action.is_finalize:
        refresh_fees(exchange, account)
    return DEFAULT
