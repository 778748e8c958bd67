"""What an account is worth: its perps on all dexes, and with them its tokens, its parts of vaults and its stake."""

from typing import TYPE_CHECKING

from hyperquote.local_exchange.accounts.portfolios import Worth
from hyperquote.local_exchange.clearing.spot import WEI_PER_MICRO
from hyperquote.local_exchange.spot_listing import HYPE

if TYPE_CHECKING:
    from hyperquote.local_exchange.exchange import LocalExchange


def worth_of(exchange: "LocalExchange", account: str) -> Worth:
    """Return value of the perps, value of all, volume of the perps, volume of all (micro-USDC)."""
    perp = perps_micro(exchange, account)
    found = exchange.house.accounts.get(account)
    volume, spot_volume = (found.cum_volume_micro, found.spot_volume_micro) if found is not None else (0, 0)
    value = perp + spot_micro(exchange, account) + vaults_micro(exchange, account) + stake_micro(exchange, account)
    return perp, value, volume - spot_volume, volume


def perps_micro(exchange: "LocalExchange", account: str) -> int:
    """Return the account values of all dexes."""
    houses = (exchange.house, *exchange.house.dexs)
    return sum(house.account_value_micro(account) for house in houses if account in house.accounts)


def spot_micro(exchange: "LocalExchange", account: str) -> int:
    """Return the tokens at their marks."""
    spot = exchange.spot
    held = ((exchange.tokens[index], spot.balance_wei(account, index)) for index in spot.tokens_of(account))
    return sum(exchange.spot_value_e8(token, wei) for token, wei in held) // WEI_PER_MICRO


def vaults_micro(exchange: "LocalExchange", account: str) -> int:
    """Return the parts of vaults."""
    return sum(
        vault.value_micro(account, exchange.house.account_value_micro(vault.address))
        for vault in exchange.registry.vaults.with_part_of(account)
    )


def stake_micro(exchange: "LocalExchange", account: str) -> int:
    """Return staked HYPE, that on its way out included, at its mark."""
    stake = exchange.registry.staking.of(account)
    return exchange.spot_value_e8(HYPE, stake.total_wei + stake.pending_wei) // WEI_PER_MICRO
