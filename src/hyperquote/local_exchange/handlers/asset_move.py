"""What sendAsset and agentSendAsset share: moving dollars between dexes and users."""

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.agent_send_asset import AgentSendAsset
from hyperquote.exchange.actions.send_asset import SendAsset
from hyperquote.helpers import checked_address
from hyperquote.info.requests.ledger_deltas import Send
from hyperquote.local_exchange.builder_dex import MOST_TRANSFER_MICRO
from hyperquote.local_exchange.clearing.house import ClearingHouse
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import ActionRefusedError
from hyperquote.local_exchange.texts import usd_text
from hyperquote.wire import units_of

USDC = "USDC"
USDC_NAMES = (USDC, "USDC:0x6d1e7cde53ba9467b783cb7c530ce054")
NOTHING = "0.0"
UNFUNDED = "Insufficient balance for token transfer"


def move(exchange: LocalExchange, action: SendAsset | AgentSendAsset, account: str, now_ms: int) -> None:
    """Move the money, or refuse the action in the venue's words. An address that never had any costs a dollar more."""
    try:
        receiver = checked_address(action.destination)
        sender = checked_address(action.from_sub_account) if action.from_sub_account else account
    except ValidationError as error:
        raise ActionRefusedError("Invalid send") from error
    if sender != account:
        owned = exchange.registry.sub_accounts.owned(sender, account)
        if isinstance(owned, str):
            raise ActionRefusedError(owned)
    if action.token not in USDC_NAMES:
        raise ActionRefusedError(f"Unknown token {action.token}")
    source, target = _house(exchange, action.source_dex), _house(exchange, action.destination_dex)
    micro = _micro(action.amount)
    if sender == receiver and source is target:
        raise ActionRefusedError("Invalid send")
    if micro > MOST_TRANSFER_MICRO and target is not exchange.house:
        raise ActionRefusedError("Invalid send")
    fee_micro = exchange.activation_fee_micro(receiver)
    withdrawable_micro = source.withdrawable_micro(sender)
    if micro > withdrawable_micro:
        raise ActionRefusedError(UNFUNDED)
    if micro + fee_micro > withdrawable_micro:
        raise ActionRefusedError("Insufficient quote token (e.g., 1 USDC or USDT) balance for token transfer gas.")
    source.charge(sender, fee_micro)
    source.withdraw(sender, micro)
    target.deposit(receiver, micro)
    exchange.open_account(receiver)
    sent = Send(
        user=sender,
        destination=receiver,
        source_dex=action.source_dex,
        destination_dex=action.destination_dex,
        token=USDC,
        amount=usd_text(micro),
        usdc_value=usd_text(micro),
        fee=usd_text(fee_micro),
        native_token_fee=NOTHING,
        nonce=action.nonce,
        fee_token=USDC if fee_micro else "",
    )
    exchange.note(sent, now_ms, sender, receiver)


def _house(exchange: LocalExchange, dex: str) -> ClearingHouse:
    try:
        return exchange.house_of_dex(dex)
    except ValidationError as error:
        raise ActionRefusedError("Invalid perp DEX") from error


def _micro(amount: str) -> int:
    try:
        micro = units_of(amount, 6)
    except ValidationError as error:
        is_fine = amount.replace(".", "", 1).isdigit()  # a number, but with more decimals than a perp dex keeps
        raise ActionRefusedError("Invalid send" if is_fine else "Invalid decimal number") from error
    if micro < 0:
        raise ActionRefusedError("Invalid number of decimals")
    if micro == 0:
        raise ActionRefusedError("Send amount cannot be zero")
    return micro
