"""Fees follow the stake."""

from hyperquote.local_exchange.exchange import LocalExchange


def refresh_fees(exchange: LocalExchange, account: str, now_ms: int) -> None:
    """Set the fee rates anew that the stake of an account lowers, after it changed."""
    staking = exchange.registry.staking
    for each in staking.fee_accounts(account):
        terms = exchange.house.account(each)
        terms.staking_percent = staking.percent_of(each, now_ms)
        terms.refresh_rates()
