"""userVaultEquities: what a user has in vaults."""

from hyperquote.info.requests.user_vault_equities import UserVaultEquitiesRequest, VaultEquities, VaultEquity
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import usd_text


def answer(exchange: LocalExchange, request: UserVaultEquitiesRequest, now_ms: int) -> VaultEquities:
    """Return one row a vault."""
    user, house = request.user.lower(), exchange.house
    return [
        VaultEquity(
            vault.address,
            usd_text(vault.value_micro(user, house.account_value_micro(vault.address))),
            vault.parts[user].locked_until_ms,
        )
        for vault in exchange.registry.vaults.with_part_of(user)
    ]
