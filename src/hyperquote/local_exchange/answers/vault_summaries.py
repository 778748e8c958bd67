"""vaultSummaries: the newest vaults."""

from hyperquote.info.requests.vault_details import VaultRelationship
from hyperquote.info.requests.vault_summaries import VaultSummaries, VaultSummariesRequest, VaultSummary
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import usd_text

NEW_MS = 2 * 3_600_000


def answer(exchange: LocalExchange, request: VaultSummariesRequest, now_ms: int) -> VaultSummaries:
    """Return the vaults that are less than two hours old."""
    return [
        VaultSummary(
            vault.name,
            vault.address,
            vault.leader,
            usd_text(exchange.house.account_value_micro(vault.address)),
            vault.is_closed,
            VaultRelationship("normal"),
            vault.opened_ms,
        )
        for vault in exchange.registry.vaults.all.values()
        if now_ms - vault.opened_ms < NEW_MS
    ]
