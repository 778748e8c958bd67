"""spotSend: send tokens from one spot balance to another."""

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.spot_send import SpotSend
from hyperquote.helpers import checked_address
from hyperquote.info.requests.ledger_deltas import SpotTransfer
from hyperquote.local_exchange.accounts.settings import UNIFIED
from hyperquote.local_exchange.clearing.spot import USDC_TOKEN, WEI_PER_MICRO
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.asset_move import (
    NO_GAS,
    NOTHING,
    UNFUNDED,
    USDC,
    amount_of,
    token_of,
)
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError
from hyperquote.local_exchange.spot_listing import VALUE_DECIMALS
from hyperquote.local_exchange.texts import decimal_text, usd_text


def handle(exchange: LocalExchange, action: SpotSend, account: str, now_ms: int) -> dict[str, str]:
    """Move the tokens; an address that never had any becomes an account by it, which costs the sender a dollar."""
    exchange.count_request(account, 1)
    try:
        receiver = checked_address(action.destination)
    except ValidationError as error:
        raise ActionRefusedError("Invalid send") from error
    token = token_of(exchange, action.token)
    wei = amount_of(action.amount, token.wei_decimals)
    if receiver == account:
        raise ActionRefusedError("Invalid send")
    if exchange.registry.settings.mode(account) == UNIFIED:
        raise ActionRefusedError("Action disabled when unified account is active")
    fee_micro = exchange.activation_fee_micro(receiver)
    fee_wei = fee_micro * WEI_PER_MICRO
    if wei > exchange.spot.free_wei(account, token.index):
        raise ActionRefusedError(UNFUNDED)
    if fee_wei + (wei if token.index == USDC_TOKEN else 0) > exchange.spot.free_wei(account, USDC_TOKEN):
        raise ActionRefusedError(NO_GAS)
    value_e8 = exchange.spot_value_e8(token, wei)
    exchange.spot.charge(account, USDC_TOKEN, fee_wei)
    exchange.move_tokens(account, receiver, token, wei)
    exchange.open_account(receiver)
    sent = SpotTransfer(
        token=token.name,
        amount=decimal_text(wei, token.wei_decimals),
        usdc_value=decimal_text(value_e8, VALUE_DECIMALS),
        user=account,
        destination=receiver,
        fee=usd_text(fee_micro),
        native_token_fee=NOTHING,
        nonce=action.time,
        fee_token=USDC if fee_micro else "",
    )
    exchange.note(sent, now_ms, account, receiver)
    return DEFAULT
