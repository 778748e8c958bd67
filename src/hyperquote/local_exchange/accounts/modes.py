"""Who may choose which account mode."""

from hyperquote.consts import MICRO
from hyperquote.local_exchange.accounts.settings import MODES, PORTFOLIO, TRANSITION_REFUSED
from hyperquote.local_exchange.exchange import LocalExchange

PORTFOLIO_VALUE_MICRO = 10_000 * MICRO
PORTFOLIO_VOLUME_MICRO = 5_000_000 * MICRO
_TOO_SMALL = "Portfolio margin requires account value of $10000 or total volume of $5000000."


def choose_mode(exchange: LocalExchange, account: str, mode: str) -> str:
    """Put an account into a mode; return "" or the venue's refusal. Portfolio margin is for large and flat accounts."""
    if mode not in MODES:
        return TRANSITION_REFUSED
    settings, house = exchange.registry.settings, exchange.house
    if mode == settings.mode(account):
        return ""
    if mode == PORTFOLIO:
        volume_micro = house.account(account).cum_volume_micro
        if house.account_value_micro(account) < PORTFOLIO_VALUE_MICRO and volume_micro < PORTFOLIO_VOLUME_MICRO:
            return _TOO_SMALL
    if PORTFOLIO in {mode, settings.mode(account)} and (
        house.notional_micro(account) > 0 or exchange.open_orders(account)
    ):
        return TRANSITION_REFUSED
    settings.set_mode(account, mode)
    return ""


def is_own(exchange: LocalExchange, account: str, user: str) -> bool:
    """Return whether `user` is the account itself or one of its sub-accounts."""
    return user == account or not isinstance(exchange.registry.sub_accounts.owned(user, account), str)
