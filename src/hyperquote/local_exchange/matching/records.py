"""The last status of every order, as an order status query answers it."""

from collections import deque
from typing import Final

from hyperquote.local_exchange.matching.facts import OrderFact
from hyperquote.local_exchange.matching.refusals import OPEN, TRIGGERED


class OrderRecords:
    """The latest `OrderFact` of each oid. Orders that ended are forgotten, oldest first, beyond `keep` of them."""

    def __init__(self, keep: int) -> None:
        self._keep: Final = keep
        self._last: Final[dict[int, OrderFact]] = {}
        self._ended: Final = deque[int]()

    def note(self, fact: OrderFact) -> OrderFact | None:
        """Remember a change of status; return the record that is forgotten for it."""
        self._last[fact.oid] = fact
        if fact.status not in {OPEN, TRIGGERED}:
            self._ended.append(fact.oid)
            if len(self._ended) > self._keep:
                return self._last.pop(self._ended.popleft())
        return None

    def find(self, account: str, oid: int) -> OrderFact | None:
        """Return the last record of an account's order; None when it is unknown or another's."""
        fact = self._last.get(oid)
        return fact if fact is not None and fact.account == account else None
