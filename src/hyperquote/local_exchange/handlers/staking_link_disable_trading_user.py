"""stakingLinkDisableTradingUser: a staking account locks the trading account it is linked to."""

from hyperquote.exchange.actions.staking_link_disable_trading_user import StakingLinkDisableTradingUser
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: StakingLinkDisableTradingUser, account: str, now_ms: int) -> dict[str, str]:
    """Lock it for good."""
    exchange.count_request(account, 1)
    if refusal := exchange.registry.staking.disable(account, action.trading_user.lower()):
        raise ActionRefusedError(refusal)
    return DEFAULT
