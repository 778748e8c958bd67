"""reserveRequestWeight: buy more actions."""

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.reserve_request_weight import ReserveRequestWeight
from hyperquote.helpers import checked_address
from hyperquote.local_exchange.accounts.budgets import RESERVED_PRICE_MICRO
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: ReserveRequestWeight, account: str, now_ms: int) -> dict[str, str]:
    """Take 0.0005 USDC an action; they are used before the address's own."""
    exchange.count_request(account, 1)
    try:
        receiver = account if action.destination is None else checked_address(action.destination)
    except ValidationError as error:
        raise ActionRefusedError(f"Invalid destination {action.destination}") from error
    if action.weight <= 0:
        raise ActionRefusedError("Request weight must be positive.")
    if not exchange.is_funded(receiver):
        raise ActionRefusedError(f"User or API Wallet {receiver} does not exist.")
    if not exchange.house.charge(account, action.weight * RESERVED_PRICE_MICRO):
        raise ActionRefusedError("Insufficient balance to reserve request weight.")
    exchange.registry.budgets.reserve(receiver, action.weight)
    return DEFAULT
