"""registerReferrer: make a referral code."""

from hyperquote.exchange.actions.register_referrer import RegisterReferrer
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: RegisterReferrer, account: str, now_ms: int) -> dict[str, str]:
    """Make the code once the account has traded what the rules ask."""
    exchange.count_request(account, 1)
    if exchange.house.account(account).cum_volume_micro < exchange.rules.referrer_volume_micro:
        raise ActionRefusedError("Cannot generate referral code until enough volume traded")
    if refusal := exchange.registry.referrals.register(account, action.code):
        raise ActionRefusedError(refusal)
    return DEFAULT
