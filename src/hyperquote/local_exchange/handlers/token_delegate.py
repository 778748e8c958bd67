"""tokenDelegate: delegate stake to a validator, or take it back."""

from hyperquote.exchange.actions.token_delegate import TokenDelegate
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: TokenDelegate, account: str, now_ms: int) -> dict[str, str]:
    """Move the stake; what is with a validator is locked for a day."""
    exchange.count_request(account, 1)
    staking = exchange.registry.staking
    move = staking.undelegate if action.is_undelegate else staking.delegate
    if refusal := move(account, action.validator.lower(), action.wei, now_ms):
        raise ActionRefusedError(refusal)
    return DEFAULT
