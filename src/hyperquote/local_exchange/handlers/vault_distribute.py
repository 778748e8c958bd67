"""vaultDistribute: pay a vault's depositors by their shares, or close the vault."""

from hyperquote.exchange.actions.vault_distribute import VaultDistribute
from hyperquote.info.requests.ledger_deltas import VaultDistribution
from hyperquote.local_exchange.accounts.vaults import Vault
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError, led_vault
from hyperquote.local_exchange.matching.refusals import CANCELED
from hyperquote.local_exchange.texts import usd_text


def handle(exchange: LocalExchange, action: VaultDistribute, account: str, now_ms: int) -> dict[str, str]:
    """Pay `usd` out; 0 closes a vault without positions, which pays everything."""
    exchange.count_request(account, 1)
    vault = led_vault(exchange, action.vault_address, account)
    if action.usd < 0:
        raise ActionRefusedError("Invalid number of decimals")
    if action.usd == 0:
        _close(exchange, vault, now_ms)
    elif action.usd > exchange.house.withdrawable_micro(vault.address):
        raise ActionRefusedError("Insufficient balance for withdrawal.")
    else:
        _pay(exchange, vault, action.usd, now_ms)
    return DEFAULT


def _pay(exchange: LocalExchange, vault: Vault, micro: int, now_ms: int) -> None:
    equity_micro = exchange.house.account_value_micro(vault.address)
    for user, due_micro in vault.distribution(micro):
        if due_micro > 0:
            vault.note_distribution(user, due_micro, equity_micro)
            exchange.transfer(vault.address, user, due_micro)
            paid = VaultDistribution(vault=vault.address, usdc=usd_text(due_micro))
            exchange.note(paid, now_ms, user, vault.address)


def _close(exchange: LocalExchange, vault: Vault, now_ms: int) -> None:
    if exchange.house.notional_micro(vault.address) > 0:
        raise ActionRefusedError("Close all positions of the vault before it is closed.")
    exchange.core.cancel_all(vault.address, CANCELED, now_ms)
    _pay(exchange, vault, exchange.house.withdrawable_micro(vault.address), now_ms)
    vault.is_closed = True
    vault.allow_deposits = False
    vault.parts.clear()
    vault.shares = 0
