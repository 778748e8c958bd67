"""usdClassTransfer: move dollars between the perps and the spot balance of one account."""

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.usd_class_transfer import UsdClassTransfer
from hyperquote.helpers import checked_address
from hyperquote.info.requests.ledger_deltas import AccountClassTransfer
from hyperquote.local_exchange.accounts.settings import UNIFIED
from hyperquote.local_exchange.clearing.spot import USDC_TOKEN, WEI_PER_MICRO
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.asset_move import UNFUNDED, micro_of
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError
from hyperquote.local_exchange.texts import usd_text

_SUB_ACCOUNT = " subaccount:"


def handle(exchange: LocalExchange, action: UsdClassTransfer, account: str, now_ms: int) -> dict[str, str]:
    """Move the money at once and for nothing; a master may name a sub-account behind the amount."""
    exchange.count_request(account, 1)
    amount, _, named = action.amount.partition(_SUB_ACCOUNT)
    holder = _sub_account(exchange, named, account) if named else account
    if exchange.registry.settings.mode(holder) == UNIFIED:
        raise ActionRefusedError("Action disabled when unified account is active")
    micro = micro_of(amount)
    wei = micro * WEI_PER_MICRO
    if action.to_perp:
        if not exchange.spot.withdraw(holder, USDC_TOKEN, wei):
            raise ActionRefusedError(UNFUNDED)
        exchange.house.deposit(holder, micro)
    else:
        if not exchange.house.withdraw(holder, micro):
            raise ActionRefusedError(UNFUNDED)
        exchange.spot.deposit(holder, USDC_TOKEN, wei)
    exchange.note(AccountClassTransfer(usdc=usd_text(micro), to_perp=action.to_perp), now_ms, holder)
    return DEFAULT


def _sub_account(exchange: LocalExchange, named: str, account: str) -> str:
    try:
        holder = checked_address(named)
    except ValidationError as error:
        raise ActionRefusedError("Invalid send") from error
    owned = exchange.registry.sub_accounts.owned(holder, account)
    if isinstance(owned, str):
        raise ActionRefusedError(owned)
    return holder
