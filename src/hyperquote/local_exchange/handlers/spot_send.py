"""spotSend: send tokens from one spot balance to another."""

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.spot_send import SpotSend
from hyperquote.helpers import checked_address
from hyperquote.info.requests.ledger_deltas import SpotTransfer
from hyperquote.local_exchange.accounts.settings import UNIFIED
from hyperquote.local_exchange.clearing.spot import USDC_TOKEN, USDC_WEI_DECIMALS, WEI_PER_MICRO
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.asset_move import (
    NO_GAS,
    NOTHING,
    UNFUNDED,
    USDC,
    USDC_NAMES,
    amount_of,
)
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError
from hyperquote.local_exchange.texts import decimal_text, usd_text


def handle(exchange: LocalExchange, action: SpotSend, account: str, now_ms: int) -> dict[str, str]:
    """Move the tokens; an address that never had any becomes an account by it, which costs the sender a dollar."""
    exchange.count_request(account, 1)
    try:
        receiver = checked_address(action.destination)
    except ValidationError as error:
        raise ActionRefusedError("Invalid send") from error
    if action.token not in USDC_NAMES:
        raise ActionRefusedError(f"Unknown token {action.token}")
    wei = amount_of(action.amount, USDC_WEI_DECIMALS)
    if receiver == account:
        raise ActionRefusedError("Invalid send")
    if exchange.registry.settings.mode(account) == UNIFIED:
        raise ActionRefusedError("Action disabled when unified account is active")
    fee_micro = exchange.activation_fee_micro(receiver)
    held_wei = exchange.spot.balance_wei(account, USDC_TOKEN)
    if wei > held_wei:
        raise ActionRefusedError(UNFUNDED)
    if wei + fee_micro * WEI_PER_MICRO > held_wei:
        raise ActionRefusedError(NO_GAS)
    exchange.spot.charge(account, USDC_TOKEN, fee_micro * WEI_PER_MICRO)
    exchange.spot.withdraw(account, USDC_TOKEN, wei)
    exchange.spot.deposit(receiver, USDC_TOKEN, wei)
    exchange.open_account(receiver)
    amount = decimal_text(wei, USDC_WEI_DECIMALS)
    sent = SpotTransfer(
        token=USDC,
        amount=amount,
        usdc_value=amount,
        user=account,
        destination=receiver,
        fee=usd_text(fee_micro),
        native_token_fee=NOTHING,
        nonce=action.time,
        fee_token=USDC if fee_micro else "",
    )
    exchange.note(sent, now_ms, account, receiver)
    return DEFAULT
