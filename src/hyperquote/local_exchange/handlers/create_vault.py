"""createVault: open a vault with money of one's own."""

from hyperquote.exchange.actions.create_vault import CreateVault
from hyperquote.info.requests.ledger_deltas import VaultCreate
from hyperquote.local_exchange.accounts.vaults import LEAST_OPENING_MICRO
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import ActionRefusedError
from hyperquote.local_exchange.texts import usd_text

_NAME = (3, 50)
_DESCRIPTION = (10, 250)


def handle(exchange: LocalExchange, action: CreateVault, account: str, now_ms: int) -> dict[str, str]:
    """Open it, take the fee that the rules want, and return the vault's address."""
    exchange.count_request(account, 1)
    if not _NAME[0] <= len(action.name) <= _NAME[1]:
        raise ActionRefusedError(f"Vault names have {_NAME[0]} to {_NAME[1]} characters.")
    if not _DESCRIPTION[0] <= len(action.description) <= _DESCRIPTION[1]:
        raise ActionRefusedError(f"Vault descriptions have {_DESCRIPTION[0]} to {_DESCRIPTION[1]} characters.")
    if action.initial_usd < LEAST_OPENING_MICRO:
        raise ActionRefusedError("Initial balance must be at least 100 USD.")
    house, fee_micro = exchange.house, exchange.rules.vault_fee_micro
    if house.withdrawable_micro(account) < action.initial_usd + fee_micro:
        raise ActionRefusedError("Insufficient balance to create vault")
    vault = exchange.registry.vaults.open(account, action.name, action.description, now_ms)
    house.charge(account, fee_micro)
    exchange.transfer(account, vault.address, action.initial_usd)
    vault.deposit(account, action.initial_usd, 0, now_ms)
    opened = VaultCreate(vault=vault.address, usdc=usd_text(action.initial_usd), fee=usd_text(fee_micro))
    exchange.note(opened, now_ms, account, vault.address)
    return {"type": "createVault", "data": vault.address}
