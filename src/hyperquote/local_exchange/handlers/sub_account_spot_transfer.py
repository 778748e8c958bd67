"""subAccountSpotTransfer: move tokens between the spot balances of a master and its sub-account."""

from hyperquote.exchange.actions.sub_account_spot_transfer import SubAccountSpotTransfer
from hyperquote.info.requests.ledger_deltas import SpotTransfer
from hyperquote.local_exchange.clearing.spot import USDC_TOKEN, USDC_WEI_DECIMALS
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.asset_move import NOTHING, UNFUNDED, USDC, USDC_NAMES, amount_of
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError
from hyperquote.local_exchange.texts import decimal_text


def handle(exchange: LocalExchange, action: SubAccountSpotTransfer, account: str, now_ms: int) -> dict[str, str]:
    """Move the tokens; only the master may, in both directions."""
    exchange.count_request(account, 1)
    sub_account = action.sub_account_user
    sender, receiver = (account, sub_account) if action.is_deposit else (sub_account, account)
    if isinstance(exchange.registry.sub_accounts.owned(sub_account, account), str):
        raise ActionRefusedError(f"Invalid sub-account transfer from {sender} to {receiver}")
    if action.token not in USDC_NAMES:
        raise ActionRefusedError(f"Unknown token {action.token}")
    wei = amount_of(action.amount, USDC_WEI_DECIMALS)
    if not exchange.spot.withdraw(sender, USDC_TOKEN, wei):
        raise ActionRefusedError(UNFUNDED)
    exchange.spot.deposit(receiver, USDC_TOKEN, wei)
    amount = decimal_text(wei, USDC_WEI_DECIMALS)
    moved = SpotTransfer(
        token=USDC,
        amount=amount,
        usdc_value=amount,
        user=sender,
        destination=receiver,
        fee=NOTHING,
        native_token_fee=NOTHING,
        fee_token="",
    )
    exchange.note(moved, now_ms, sender, receiver)
    return DEFAULT
