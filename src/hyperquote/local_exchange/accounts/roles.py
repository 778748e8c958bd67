"""Whom a signature acts for."""

from hyperquote.local_exchange.exchange import LocalExchange


def acting_account(exchange: LocalExchange, principal: str, address: str) -> tuple[str, str]:
    """Return the account that `principal` acts for when its envelope names `address`, and the refusal, "" if none.

    A master acts for its sub-accounts, a leader for its vaults.
    """
    registry = exchange.registry
    sub_account = registry.sub_accounts.find(address)
    if sub_account is not None:
        owned = registry.sub_accounts.owned(address, principal)
        return (address, "") if owned is sub_account else (address, str(owned))
    vault = registry.vaults.find(address)
    if vault is None:
        return address, f"Vault not registered: {address}"
    if vault.leader != principal:
        return address, "Only leader can perform this vault action"
    return address, ""


def role_of(exchange: LocalExchange, address: str, now_ms: int) -> tuple[str, str]:
    """Return what an address is and, for an agent or a sub-account, whose."""
    principal = exchange.admission.principal(address, now_ms)
    if principal != address:
        return "agent", principal
    sub_account = exchange.registry.sub_accounts.find(address)
    if sub_account is not None:
        return "subAccount", sub_account.master
    if exchange.registry.vaults.find(address) is not None:
        return "vault", ""
    return "user" if exchange.is_funded(address) else "missing", ""
