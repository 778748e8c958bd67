"""userBorrowLendInterest: interest that a user paid and earned; nobody lends here."""

from hyperquote.info.requests.user_borrow_lend_interest import BorrowLendInterests, UserBorrowLendInterestRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: UserBorrowLendInterestRequest, now_ms: int) -> BorrowLendInterests:
    """Return nothing."""
    return []
