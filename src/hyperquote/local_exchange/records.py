"""What happened, kept for those who ask later; and what happened since the last block, for the feeds."""

from collections import deque
from typing import TypeVar

from hyperquote.local_exchange.accounts.ledger import LedgerFact
from hyperquote.local_exchange.matching.facts import (
    BookFact,
    Fact,
    FillFact,
    FundingFact,
    LiquidationFact,
    OrderFact,
    TradeFact,
    TwapFact,
)

K = TypeVar("K")
F = TypeVar("F")

KEPT_TRADES = 500
KEPT_FILLS = 10_000
KEPT_ORDER_CHANGES = 2_000
KEPT_FUNDINGS = 5_000
KEPT_TWAP_CHANGES = 2_000
KEPT_LEDGER_ROWS = 2_000


class Block:
    """The facts of one block, grouped by who wants them. Each group is in order of execution.

    The fills of TWAP slices are in `slice_fills`, not in `fills`.
    """

    def __init__(self) -> None:
        self.trades: dict[int, list[TradeFact]] = {}
        self.books: set[int] = set()
        self.orders: dict[str, list[OrderFact]] = {}
        self.fills: dict[str, list[FillFact]] = {}
        self.slice_fills: dict[str, list[FillFact]] = {}
        self.fundings: dict[str, list[FundingFact]] = {}
        self.twaps: dict[str, list[TwapFact]] = {}
        self.ledger: dict[str, list[LedgerFact]] = {}
        self.liquidations: dict[str, list[LiquidationFact]] = {}

    def add(self, fact: Fact) -> None:
        """Take the next fact."""
        if isinstance(fact, OrderFact):
            mine = self.orders.get(fact.account)
            if mine is None:
                mine = self.orders[fact.account] = []
            mine.append(fact)
        elif isinstance(fact, BookFact):
            self.books.add(fact.asset)
        elif isinstance(fact, FillFact):
            fills = self.slice_fills if fact.twap_id else self.fills
            fills.setdefault(fact.account, []).append(fact)
        elif isinstance(fact, TradeFact):
            self.trades.setdefault(fact.asset, []).append(fact)
        elif isinstance(fact, FundingFact):
            self.fundings.setdefault(fact.account, []).append(fact)
        elif isinstance(fact, TwapFact):
            self.twaps.setdefault(fact.account, []).append(fact)
        elif isinstance(fact, LedgerFact):
            self.ledger.setdefault(fact.account, []).append(fact)
        elif isinstance(fact, LiquidationFact):
            for account in filter(None, (fact.account, fact.liquidator)):
                self.liquidations.setdefault(account, []).append(fact)


class Records:
    """The recent history of the exchange, each kind bounded as the venue bounds what it answers."""

    def __init__(self) -> None:
        self._trades: dict[int, deque[TradeFact]] = {}
        self._fills: dict[str, deque[FillFact]] = {}
        self._orders: dict[str, deque[OrderFact]] = {}
        self._fundings: dict[str, deque[FundingFact]] = {}
        self._twaps: dict[str, deque[TwapFact]] = {}
        self._ledger: dict[str, deque[LedgerFact]] = {}
        self._block = Block()

    def absorb(self, facts: list[Fact]) -> None:
        """File new facts."""
        block = self._block
        for fact in facts:
            block.add(fact)
            if isinstance(fact, OrderFact):
                _keep(self._orders, fact.account, fact, KEPT_ORDER_CHANGES)
            elif isinstance(fact, BookFact):
                continue
            elif isinstance(fact, FillFact):
                _keep(self._fills, fact.account, fact, KEPT_FILLS)
            elif isinstance(fact, TradeFact):
                _keep(self._trades, fact.asset, fact, KEPT_TRADES)
            elif isinstance(fact, FundingFact):
                _keep(self._fundings, fact.account, fact, KEPT_FUNDINGS)
            elif isinstance(fact, TwapFact):
                _keep(self._twaps, fact.account, fact, KEPT_TWAP_CHANGES)
            elif isinstance(fact, LedgerFact):
                _keep(self._ledger, fact.account, fact, KEPT_LEDGER_ROWS)

    def take_block(self) -> Block:
        """Return what was filed since the last call."""
        block = self._block
        self._block = Block()
        return block

    def trades(self, asset: int, most: int) -> list[TradeFact]:
        """Return the latest trades of an asset, oldest first."""
        return list(self._trades.get(asset, ()))[-most:]

    def fills(self, account: str) -> list[FillFact]:
        """Return the latest fills of an account, those of TWAP slices included, oldest first."""
        return list(self._fills.get(account, ()))

    def order_changes(self, account: str) -> list[OrderFact]:
        """Return the latest status changes of an account's orders, oldest first."""
        return list(self._orders.get(account, ()))

    def fundings(self, account: str) -> list[FundingFact]:
        """Return the latest funding payments of an account, oldest first."""
        return list(self._fundings.get(account, ()))

    def ledger(self, account: str) -> list[LedgerFact]:
        """Return the latest rows about deposits, withdrawals and transfers of an account, oldest first."""
        return list(self._ledger.get(account, ()))

    def twap_changes(self, account: str) -> list[TwapFact]:
        """Return the latest status changes of an account's TWAPs, oldest first."""
        return list(self._twaps.get(account, ()))


def _keep(rows: dict[K, deque[F]], key: K, fact: F, most: int) -> None:
    kept = rows.get(key)
    if kept is None:
        kept = rows[key] = deque(maxlen=most)
    kept.append(fact)
