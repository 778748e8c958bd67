"""borrowLendUserState: what a user has borrowed and lent; nobody can here."""

from hyperquote.info.requests.borrow_lend_user_state import BorrowLendUserState, BorrowLendUserStateRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: BorrowLendUserStateRequest, now_ms: int) -> BorrowLendUserState:
    """Return nothing, in good health."""
    return BorrowLendUserState(token_to_state=[], health="healthy", health_factor=None)
