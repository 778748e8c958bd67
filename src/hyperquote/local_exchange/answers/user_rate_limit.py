"""userRateLimit: how many actions an address has sent, and may."""

from hyperquote.info.requests.user_rate_limit import UserRateLimit, UserRateLimitRequest
from hyperquote.local_exchange.accounts.budgets import cap_of
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import usd_text


def answer(exchange: LocalExchange, request: UserRateLimitRequest, now_ms: int) -> UserRateLimit:
    """Return use, cap and what was bought and is left. The cap is enforced only if the rules say so."""
    user, budgets = request.user.lower(), exchange.registry.budgets
    account = exchange.house.accounts.get(user)
    volume_micro = account.cum_volume_micro if account else 0
    return UserRateLimit(
        cum_vlm=usd_text(volume_micro),
        n_requests_used=budgets.used(user),
        n_requests_cap=cap_of(volume_micro),
        n_requests_surplus=budgets.surplus(user),
    )
