"""delegations: a user's stake by validator."""

from hyperquote.info.requests.delegations import Delegation, Delegations, DelegationsRequest
from hyperquote.local_exchange.accounts.staking import HYPE_DECIMALS
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import decimal_text


def answer(exchange: LocalExchange, request: DelegationsRequest, now_ms: int) -> Delegations:
    """Return one row a validator."""
    stake = exchange.registry.staking.of(request.user.lower())
    return [
        Delegation(validator, decimal_text(each.wei, HYPE_DECIMALS), each.locked_until_ms)
        for validator, each in stake.delegations.items()
    ]
