"""The blotter: every trade goes into both ledgers here, and everything that happens is told as a fact."""

from typing import Final

from hyperquote.local_exchange.clearing.holdings import TAPE
from hyperquote.local_exchange.clearing.house import ClearingHouse, Settlement
from hyperquote.local_exchange.matching.desk import Desk
from hyperquote.local_exchange.matching.facts import Fact, FillFact, OrderFact, TradeFact
from hyperquote.local_exchange.matching.order import BookOrder, Match
from hyperquote.local_exchange.matching.records import OrderRecords
from hyperquote.local_exchange.matching.tid import tape_trade_id, trade_id

KEPT_RECORDS: Final = 100_000  # ended orders whose status can still be asked for


class Blotter:
    """Facts in order (`facts`, until drained) and the last status of each order (`records`).

    A client id is kept at its desk for as long as the record of its order.
    """

    def __init__(self, clearing: ClearingHouse, desks: dict[str, Desk]) -> None:
        self.facts: list[Fact] = []
        self.records: Final = OrderRecords(KEPT_RECORDS)
        self._clearing: Final = clearing
        self._desks: Final = desks
        self._tape_trades = 0

    def drain(self) -> list[Fact]:
        """Return the facts since the last drain, in order."""
        facts = self.facts
        self.facts = []
        return facts

    def note(self, fact: OrderFact) -> None:
        """Tell a change of status and keep it on record."""
        self.facts.append(fact)
        gone = self.records.note(fact)
        if gone is not None and gone.cloid:
            cloids = self._desks[gone.account].cloids
            if cloids.get(gone.cloid) == gone.oid:
                del cloids[gone.cloid]

    def book(self, asset: int, match: Match, now_ms: int) -> None:
        """Put one trade into both ledgers and tell it: the trade, the taker's fill, the maker's fill."""
        taker = match.taker
        maker = match.maker
        assert taker is not None or maker is not None, "the tape does not trade with itself here"
        is_buy = taker.is_buy if taker is not None else maker is not None and not maker.is_buy
        taker_account = taker.account if taker is not None else TAPE
        maker_account = maker.account if maker is not None else TAPE
        trade = self._trade(asset, match, is_buy, taker_account, maker_account, now_ms)
        self.facts.append(trade)
        signed = match.lots if is_buy else -match.lots
        house = self._clearing.of(asset)
        took = house.settle(taker_account, asset, signed, match.px_units, False)
        made = house.settle(maker_account, asset, -signed, match.px_units, True)
        ntl = match.lots * match.px_units
        house.share_fee(taker_account, asset, ntl, took.fee_micro)
        house.share_fee(maker_account, asset, ntl, made.fee_micro)
        if taker is not None:
            self._tell(_fill(taker, match, took, True, trade, now_ms), taker, ntl)
        if maker is not None:
            house.count_resting(maker_account, asset, maker.is_buy, maker.reduce_only, maker.px_units, -match.lots)
            self._tell(_fill(maker, match, made, False, trade, now_ms), maker, ntl)

    def _tell(self, fill: FillFact, order: BookOrder, ntl: int) -> None:
        """Tell a fill; the builder that its order came through is paid first."""
        builder = order.builder
        if builder is not None:
            fill.builder_fee_micro = self._clearing.of(order.asset).pay_builder(
                order.account, order.asset, builder, ntl
            )
        self.facts.append(fill)

    def _trade(
        self, asset: int, match: Match, taker_is_buy: bool, taker_account: str, maker_account: str, now_ms: int
    ) -> TradeFact:
        taker_oid = match.taker.oid if match.taker is not None else 0
        maker_oid = match.maker.oid if match.maker is not None else 0
        buyer_oid, seller_oid = (taker_oid, maker_oid) if taker_is_buy else (maker_oid, taker_oid)
        buyer, seller = (taker_account, maker_account) if taker_is_buy else (maker_account, taker_account)
        if taker_oid == 0 or maker_oid == 0:
            self._tape_trades += 1
            tid = tape_trade_id(taker_oid + maker_oid, self._tape_trades)
        else:
            tid = trade_id(buyer_oid, seller_oid)
        units = match.px_units
        by_venue = match.taker is not None and match.taker.is_sent_by_venue
        return TradeFact(
            now_ms, asset, units, match.lots, taker_is_buy, buyer, seller, buyer_oid, seller_oid, tid, by_venue
        )


def _fill(
    order: BookOrder, match: Match, settled: Settlement, crossed: bool, trade: TradeFact, now_ms: int
) -> FillFact:
    return FillFact(
        now_ms,
        order,
        match.px_units,
        match.lots,
        settled.start_lots,
        settled.closed_pnl_micro,
        settled.fee_micro,
        settled.direction,
        crossed,
        trade.tid,
        trade.is_by_venue,
        match.taker.forced if match.taker is not None else None,
    )
