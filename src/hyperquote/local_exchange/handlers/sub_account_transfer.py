"""subAccountTransfer: move dollars between a master and its sub-account."""

from hyperquote.exchange.actions.sub_account_transfer import SubAccountTransfer
from hyperquote.info.requests.ledger_deltas import SubAccountTransfer as SubAccountTransferDelta
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError
from hyperquote.local_exchange.texts import usd_text


def handle(exchange: LocalExchange, action: SubAccountTransfer, account: str, now_ms: int) -> dict[str, str]:
    """Move the money; only the master may, in both directions."""
    exchange.count_request(account, 1)
    sub_account = action.sub_account_user
    sender, receiver = (account, sub_account) if action.is_deposit else (sub_account, account)
    if isinstance(exchange.registry.sub_accounts.owned(sub_account, account), str):
        raise ActionRefusedError(f"Invalid sub-account transfer from {sender} to {receiver}")
    if action.usd <= 0:
        raise ActionRefusedError("Send amount cannot be zero" if action.usd == 0 else "Invalid number of decimals")
    if not exchange.transfer(sender, receiver, action.usd):
        raise ActionRefusedError("Insufficient balance for token transfer")
    moved = SubAccountTransferDelta(usdc=usd_text(action.usd), user=sender, destination=receiver)
    exchange.note(moved, now_ms, sender, receiver)
    return DEFAULT
