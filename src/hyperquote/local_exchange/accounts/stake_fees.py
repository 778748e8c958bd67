"""Fees follow the stake."""

from hyperquote.local_exchange.exchange import LocalExchange


def refresh_fees(exchange: LocalExchange, account: str) -> None:
    """Set the fee rates anew that the stake of an account lowers, after it changed."""
    staking = exchange.registry.staking
    for each in staking.fee_accounts(account):
        terms = exchange.house.account(each)
        terms.staking_percent = staking.percent_of(each)
        terms.refresh_rates()
