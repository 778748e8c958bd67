"""setReferrer: say with whose code an account came, once."""

from hyperquote.exchange.actions.set_referrer import SetReferrer
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: SetReferrer, account: str, now_ms: int) -> dict[str, str]:
    """Take the code: fees are 4 % lower from the next fill on, and a tenth of them is the referrer's."""
    exchange.count_request(account, 1)
    terms = exchange.house.account(account)
    if terms.referral is not None:
        raise ActionRefusedError("Referrer already set.")
    referral = exchange.registry.referrals.refer(account, action.code, now_ms)
    if isinstance(referral, str):
        raise ActionRefusedError(referral)
    terms.referral = referral
    terms.refresh_rates()
    return DEFAULT
