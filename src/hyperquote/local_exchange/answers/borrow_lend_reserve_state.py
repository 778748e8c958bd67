"""borrowLendReserveState: the loans of one token; nobody lends here."""

from hyperquote.errors import ValidationError
from hyperquote.info.requests.borrow_lend_reserve_state import BorrowLendReserve, BorrowLendReserveStateRequest
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.spot_listing import VALUE_DECIMALS, Token
from hyperquote.local_exchange.texts import decimal_text


def answer(exchange: LocalExchange, request: BorrowLendReserveStateRequest, now_ms: int) -> BorrowLendReserve:
    """Return an empty reserve at the token's price; ValidationError for a token that is not there."""
    if not 0 <= request.token < len(exchange.tokens):
        raise ValidationError(f"there is no token {request.token}")
    return reserve(exchange, exchange.tokens[request.token])


def reserve(exchange: LocalExchange, token: Token) -> BorrowLendReserve:
    """Return the same as a value that other answers embed."""
    return BorrowLendReserve(
        borrow_yearly_rate="0.0",
        supply_yearly_rate="0.0",
        balance="0.0",
        utilization="0.0",
        oracle_px=decimal_text(exchange.spot_value_e8(token, 10**token.wei_decimals), VALUE_DECIMALS),
        ltv="0.0",
        total_supplied="0.0",
        total_borrowed="0.0",
    )
