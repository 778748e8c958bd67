"""vaultModify: change how a vault takes deposits and withdrawals."""

from hyperquote.exchange.actions.vault_modify import VaultModify
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, led_vault


def handle(exchange: LocalExchange, action: VaultModify, account: str, now_ms: int) -> dict[str, str]:
    """Set what is given; only the leader may."""
    exchange.count_request(account, 1)
    vault = led_vault(exchange, action.vault_address, account)
    if action.allow_deposits is not None:
        vault.allow_deposits = action.allow_deposits
    if action.always_close_on_withdraw is not None:
        vault.always_close_on_withdraw = action.always_close_on_withdraw
    return DEFAULT
