"""userPortfolioMargin: the older way to choose portfolio margin."""

from hyperquote.exchange.actions.user_portfolio_margin import UserPortfolioMargin
from hyperquote.local_exchange.accounts.modes import choose_mode, is_own
from hyperquote.local_exchange.accounts.settings import DISABLED, PORTFOLIO
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: UserPortfolioMargin, account: str, now_ms: int) -> dict[str, str]:
    """Switch it on or off, under the same conditions as the newer way."""
    exchange.count_request(account, 1)
    user = action.user.lower()
    if not is_own(exchange, account, user):
        raise ActionRefusedError(f"Sub-account {user} is not registered to {account}")
    if refusal := choose_mode(exchange, user, PORTFOLIO if action.enabled else DISABLED):
        raise ActionRefusedError(refusal)
    return DEFAULT
