"""userRateLimit: how many actions an address has sent, and may."""

from hyperquote.consts import MICRO
from hyperquote.info.requests.user_rate_limit import UserRateLimit, UserRateLimitRequest
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import usd_text

INITIAL_REQUESTS = 10_000


def answer(exchange: LocalExchange, request: UserRateLimitRequest, now_ms: int) -> UserRateLimit:
    """Return use and cap: 10000 and one for each dollar ever traded. The cap is told, not enforced."""
    user = request.user.lower()
    account = exchange.house.accounts.get(user)
    volume_micro = account.cum_volume_micro if account else 0
    return UserRateLimit(
        cum_vlm=usd_text(volume_micro),
        n_requests_used=exchange.requests_used(user),
        n_requests_cap=INITIAL_REQUESTS + volume_micro // MICRO,
        n_requests_surplus=0,
    )
