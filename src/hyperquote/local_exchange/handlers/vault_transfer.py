"""vaultTransfer: put dollars into a vault, or take them out."""

from hyperquote.exchange.actions.vault_transfer import VaultTransfer
from hyperquote.info.requests.ledger_deltas import VaultDeposit, VaultLeaderCommission, VaultWithdraw
from hyperquote.local_exchange.accounts.vaults import Vault, commission_micro
from hyperquote.local_exchange.accounts.withdrawal import free_money
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError, vault_at
from hyperquote.local_exchange.texts import usd_text

_LEADER_SHARE = "The leader must keep at least 5% of the vault."


def handle(exchange: LocalExchange, action: VaultTransfer, account: str, now_ms: int) -> dict[str, str]:
    """Move the money. Shares are dealt at the vault's equity at mark."""
    exchange.count_request(account, 1)
    vault = vault_at(exchange, action.vault_address)
    if vault.address == account:
        raise ActionRefusedError("Invalid send")
    if action.usd <= 0:
        raise ActionRefusedError("Send amount cannot be zero" if action.usd == 0 else "Invalid number of decimals")
    if action.is_deposit:
        _deposit(exchange, vault, account, action.usd, now_ms)
    else:
        _withdraw(exchange, vault, account, action.usd, now_ms)
    return DEFAULT


def _deposit(exchange: LocalExchange, vault: Vault, account: str, micro: int, now_ms: int) -> None:
    equity_micro = exchange.house.account_value_micro(vault.address)
    if vault.is_closed or not (vault.allow_deposits or account == vault.leader):
        raise ActionRefusedError("Vault does not accept deposits.")
    if vault.shares > 0 and equity_micro <= 0:
        raise ActionRefusedError("Vault has no equity to share.")
    if account != vault.leader and not vault.leader_share_after(0, micro, equity_micro):
        raise ActionRefusedError(_LEADER_SHARE)
    if not exchange.transfer(account, vault.address, micro):
        raise ActionRefusedError("Insufficient funds available to deposit.")
    vault.deposit(account, micro, equity_micro, now_ms)
    exchange.note(VaultDeposit(vault=vault.address, usdc=usd_text(micro)), now_ms, account, vault.address)


def _withdraw(exchange: LocalExchange, vault: Vault, account: str, micro: int, now_ms: int) -> None:
    house, address = exchange.house, vault.address
    equity_micro = house.account_value_micro(address)
    part = vault.parts.get(account)
    if part is None or micro > vault.value_micro(account, equity_micro):
        raise ActionRefusedError("Insufficient balance for withdrawal.")
    if now_ms < part.locked_until_ms:
        raise ActionRefusedError(f"Vault deposit is locked until {part.locked_until_ms}.")
    if account == vault.leader and not vault.leader_share_after(-micro, -micro, equity_micro):
        raise ActionRefusedError(_LEADER_SHARE)
    cost_micro = min(free_money(exchange, vault, micro, equity_micro, now_ms), micro)
    basis_micro = vault.withdraw(account, micro, equity_micro)
    fee_micro = 0 if account == vault.leader else commission_micro(micro - cost_micro, basis_micro)
    net_micro = micro - cost_micro - fee_micro
    exchange.transfer(address, account, net_micro)
    out = VaultWithdraw(
        vault=address,
        user=account,
        requested_usd=usd_text(micro),
        commission=usd_text(fee_micro),
        closing_cost=usd_text(cost_micro),
        basis=usd_text(basis_micro),
        net_withdrawn_usd=usd_text(net_micro),
    )
    exchange.note(out, now_ms, account, address)
    if fee_micro > 0:
        exchange.transfer(address, vault.leader, fee_micro)
        paid = VaultLeaderCommission(user=vault.leader, usdc=usd_text(fee_micro))
        exchange.note(paid, now_ms, vault.leader, address)
