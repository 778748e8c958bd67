"""subAccountSpotTransfer: move tokens between the spot balances of a master and its sub-account."""

from hyperquote.exchange.actions.sub_account_spot_transfer import SubAccountSpotTransfer
from hyperquote.info.requests.ledger_deltas import SpotTransfer
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.asset_move import NOTHING, UNFUNDED, amount_of, token_of
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError
from hyperquote.local_exchange.spot_listing import VALUE_DECIMALS
from hyperquote.local_exchange.texts import decimal_text


def handle(exchange: LocalExchange, action: SubAccountSpotTransfer, account: str, now_ms: int) -> dict[str, str]:
    """Move the tokens; only the master may, in both directions."""
    exchange.count_request(account, 1)
    sub_account = action.sub_account_user
    sender, receiver = (account, sub_account) if action.is_deposit else (sub_account, account)
    if isinstance(exchange.registry.sub_accounts.owned(sub_account, account), str):
        raise ActionRefusedError(f"Invalid sub-account transfer from {sender} to {receiver}")
    token = token_of(exchange, action.token)
    wei = amount_of(action.amount, token.wei_decimals)
    value_e8 = exchange.spot_value_e8(token, wei)
    if not exchange.move_tokens(sender, receiver, token, wei):
        raise ActionRefusedError(UNFUNDED)
    moved = SpotTransfer(
        token=token.name,
        amount=decimal_text(wei, token.wei_decimals),
        usdc_value=decimal_text(value_e8, VALUE_DECIMALS),
        user=sender,
        destination=receiver,
        fee=NOTHING,
        native_token_fee=NOTHING,
        fee_token="",
    )
    exchange.note(moved, now_ms, sender, receiver)
    return DEFAULT
