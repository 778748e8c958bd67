"""approveBuilderFee: let a builder take a fee from one's orders."""

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.approve_builder_fee import ApproveBuilderFee
from hyperquote.helpers import checked_address
from hyperquote.local_exchange.accounts.builders import LEAST_BUILDER_MICRO, tenths_of
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: ApproveBuilderFee, account: str, now_ms: int) -> dict[str, str]:
    """Note the most that the builder may take; "0%" takes it back."""
    exchange.count_request(account, 1)
    try:
        builder = checked_address(action.builder)
        tenths = tenths_of(action.max_fee_rate)
    except ValidationError as error:
        raise ActionRefusedError(f"Invalid fee rate {action.max_fee_rate}") from error
    if tenths > 0 and exchange.house.account_value_micro(builder) < LEAST_BUILDER_MICRO:
        raise ActionRefusedError("Builder has insufficient balance to be approved.")
    if refusal := exchange.registry.builders.approve(account, builder, tenths):
        raise ActionRefusedError(refusal)
    return DEFAULT
