"""allBorrowLendReserveStates: the loans of every token; nobody lends here."""

from hyperquote.info.requests.all_borrow_lend_reserve_states import (
    AllBorrowLendReserveStatesRequest,
    BorrowLendReserves,
)
from hyperquote.local_exchange.answers.borrow_lend_reserve_state import reserve
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: AllBorrowLendReserveStatesRequest, now_ms: int) -> BorrowLendReserves:
    """Return an empty reserve of each token."""
    return [(token.index, reserve(exchange, token)) for token in exchange.tokens]
