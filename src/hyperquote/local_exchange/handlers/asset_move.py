"""What sendAsset and agentSendAsset share: moving dollars between dexes, spot balances and users."""

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.agent_send_asset import AgentSendAsset
from hyperquote.exchange.actions.send_asset import SendAsset
from hyperquote.helpers import checked_address
from hyperquote.info.requests.ledger_deltas import Send
from hyperquote.local_exchange.builder_dex import MOST_TRANSFER_MICRO
from hyperquote.local_exchange.clearing.house import ClearingHouse
from hyperquote.local_exchange.clearing.spot import USDC_TOKEN, USDC_WEI_DECIMALS, WEI_PER_MICRO
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import ActionRefusedError
from hyperquote.local_exchange.spot_listing import VALUE_DECIMALS, Token
from hyperquote.local_exchange.texts import decimal_text
from hyperquote.wire import units_of

USDC = "USDC"
NOTHING = "0.0"
SPOT = "spot"
UNFUNDED = "Insufficient balance for token transfer"
NO_GAS = "Insufficient quote token (e.g., 1 USDC or USDT) balance for token transfer gas."


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
    token = token_of(exchange, action.token)
    source, target = _house(exchange, action.source_dex), _house(exchange, action.destination_dex)
    if source is None and target is None:
        wei = amount_of(action.amount, token.wei_decimals)
    elif token.index != USDC_TOKEN:
        raise ActionRefusedError("Invalid send")  # perps are margined in dollars
    else:
        wei = micro_of(action.amount) * WEI_PER_MICRO
    if sender == receiver and source is target:
        raise ActionRefusedError("Invalid send")
    if wei > MOST_TRANSFER_MICRO * WEI_PER_MICRO and target is not None and target is not exchange.house:
        raise ActionRefusedError("Invalid send")
    fee_micro = exchange.activation_fee_micro(receiver)
    fee_wei = fee_micro * WEI_PER_MICRO
    if source is None:
        free_wei, gas_wei = (exchange.spot.free_wei(sender, index) for index in (token.index, USDC_TOKEN))
    else:
        free_wei = gas_wei = source.withdrawable_micro(sender) * WEI_PER_MICRO
    if wei > free_wei:
        raise ActionRefusedError(UNFUNDED)
    if fee_wei + (wei if token.index == USDC_TOKEN else 0) > gas_wei:
        raise ActionRefusedError(NO_GAS)
    value_e8 = exchange.spot_value_e8(token, wei)
    if source is None:
        exchange.spot.charge(sender, USDC_TOKEN, fee_wei)
    else:
        source.charge(sender, fee_micro)
    if source is None and target is None:
        exchange.move_tokens(sender, receiver, token, wei)
    else:
        _take(exchange, source, sender, wei)
        _put(exchange, target, receiver, wei)
    exchange.open_account(receiver)
    sent = Send(
        user=sender,
        destination=receiver,
        source_dex=action.source_dex,
        destination_dex=action.destination_dex,
        token=token.name,
        amount=decimal_text(wei, token.wei_decimals),
        usdc_value=decimal_text(value_e8, VALUE_DECIMALS),
        fee=decimal_text(fee_wei, USDC_WEI_DECIMALS),
        native_token_fee=NOTHING,
        nonce=action.nonce,
        fee_token=USDC if fee_micro else "",
    )
    exchange.note(sent, now_ms, sender, receiver)


def _take(exchange: LocalExchange, house: ClearingHouse | None, account: str, wei: int) -> None:
    """Take dollars out of a house, or of a spot balance."""
    if house is None:
        exchange.spot.withdraw(account, USDC_TOKEN, wei)
    else:
        house.withdraw(account, wei // WEI_PER_MICRO)


def _put(exchange: LocalExchange, house: ClearingHouse | None, account: str, wei: int) -> None:
    """Put dollars into a house, or into a spot balance."""
    if house is None:
        exchange.spot.deposit(account, USDC_TOKEN, wei)
    else:
        house.deposit(account, wei // WEI_PER_MICRO)


def token_of(exchange: LocalExchange, name: str) -> Token:
    """Return a token by its name, or by name and id; refuse the action when there is none."""
    token = exchange.token(name)
    if token is None:
        raise ActionRefusedError(f"Unknown token {name}")
    return token


def _house(exchange: LocalExchange, dex: str) -> ClearingHouse | None:
    """Return the house of a dex; None for spot balances, which belong to none."""
    if dex == SPOT:
        return None
    try:
        return exchange.house_of_dex(dex)
    except ValidationError as error:
        raise ActionRefusedError("Invalid perp DEX") from error


def micro_of(amount: str) -> int:
    """Return an amount that enters or leaves the perps (micro-USDC); refuse what is none."""
    return amount_of(amount, 6)


def amount_of(amount: str, decimals: int) -> int:
    """Return an amount in integers of 10^−decimals; refuse the action when it is not a positive number of them."""
    try:
        units = units_of(amount, decimals)
    except ValidationError as error:
        is_fine = amount.replace(".", "", 1).isdigit()  # a number, but with more decimals than are kept
        raise ActionRefusedError("Invalid send" if is_fine else "Invalid decimal number") from error
    if units < 0:
        raise ActionRefusedError("Invalid number of decimals")
    if units == 0:
        raise ActionRefusedError("Send amount cannot be zero")
    return units
