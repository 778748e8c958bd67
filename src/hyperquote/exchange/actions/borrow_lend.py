"""borrowLend: lend a token to the venue's pool, borrow from it, and the way back."""

from typing import Literal

from msgspec import field

from hyperquote.exchange.actions.base import SimpleAction, null


class BorrowLend(SimpleAction, frozen=True, kw_only=True, tag="borrowLend"):
    """Supply, withdraw, repay or borrow `amount` (decimal text) of the token with this id; None: all of it."""

    operation: Literal["supply", "withdraw", "repay", "borrow"]
    token: int
    amount: str | None = field(default_factory=null)
