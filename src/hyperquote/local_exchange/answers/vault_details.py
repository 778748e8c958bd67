"""vaultDetails: a vault and its followers."""

from hyperquote.consts import MICRO
from hyperquote.info.requests.vault_details import (
    VaultDetails,
    VaultDetailsRequest,
    VaultFollower,
    VaultRelationship,
)
from hyperquote.local_exchange.accounts.vaults import COMMISSION_PERCENT, LEADER_PERCENT, Vault
from hyperquote.local_exchange.answers.portfolio import portfolio_of
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import usd_text

DAY_MS = 86_400_000
YEAR_MS = 365 * DAY_MS


def answer(exchange: LocalExchange, request: VaultDetailsRequest, now_ms: int) -> VaultDetails | None:
    """Return the vault, null when there is none here."""
    vault = exchange.registry.vaults.find(request.vault_address.lower())
    if vault is None:
        return None
    house, address = exchange.house, vault.address
    equity_micro = house.account_value_micro(address)
    leader_micro = vault.value_micro(vault.leader, equity_micro)
    withdrawable_micro = house.withdrawable_micro(address)
    spare_micro = max(0, (leader_micro * 100 - equity_micro * LEADER_PERCENT) // (100 - LEADER_PERCENT))
    user = "" if request.user is None else request.user.lower()
    return VaultDetails(
        name=vault.name,
        vault_address=address,
        leader=vault.leader,
        description=vault.description,
        portfolio=portfolio_of(exchange, address, now_ms),
        apr=_apr(vault, equity_micro, now_ms),
        follower_state=_follower(vault, user, equity_micro, now_ms) if user in vault.parts else None,
        leader_fraction=leader_micro / equity_micro if equity_micro > 0 else 0.0,
        leader_commission=COMMISSION_PERCENT / 100,
        followers=[_follower(vault, each, equity_micro, now_ms) for each in vault.parts],
        max_distributable=withdrawable_micro / MICRO,
        max_withdrawable=min(withdrawable_micro, spare_micro) / MICRO,
        is_closed=vault.is_closed,
        relationship=VaultRelationship("normal"),
        allow_deposits=vault.allow_deposits,
        always_close_on_withdraw=vault.always_close_on_withdraw,
    )


def _follower(vault: Vault, user: str, equity_micro: int, now_ms: int) -> VaultFollower:
    part = vault.parts[user]
    value_micro = vault.value_micro(user, equity_micro)
    return VaultFollower(
        user="Leader" if user == vault.leader else user,
        vault_equity=usd_text(value_micro),
        pnl=usd_text(value_micro - part.basis_micro),
        all_time_pnl=usd_text(value_micro + part.paid_out_micro - part.paid_in_micro),
        days_following=(now_ms - part.entry_ms) // DAY_MS,
        vault_entry_time=part.entry_ms,
        lockup_until=part.locked_until_ms,
    )


def _apr(vault: Vault, equity_micro: int, now_ms: int) -> float:
    """Return profit over what was paid in, for a year at this pace; 0 in the first day, which says nothing yet."""
    age_ms = now_ms - vault.opened_ms
    basis_micro = sum(part.basis_micro for part in vault.parts.values())
    if age_ms < DAY_MS or basis_micro == 0:
        return 0.0
    return (equity_micro - basis_micro) / basis_micro * YEAR_MS / age_ms
