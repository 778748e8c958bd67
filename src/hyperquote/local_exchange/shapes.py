"""The exchange's integers in the venue's shapes; answers and feeds share them."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from msgspec.structs import replace

from hyperquote.book.grid import Grid
from hyperquote.info.requests.frontend_open_orders import FrontendOrder
from hyperquote.info.requests.l2_book import L2Book, Level
from hyperquote.info.requests.open_orders import OpenOrder
from hyperquote.info.requests.order_status import OrderRecord
from hyperquote.info.requests.recent_trades import Trade
from hyperquote.info.requests.twap_history import TwapRecord, TwapState, TwapStatus, TwapTrigger
from hyperquote.info.requests.user_fills import Fill, FillLiquidation
from hyperquote.info.requests.user_funding import FundingDelta
from hyperquote.info.requests.user_twap_slice_fills import TwapSliceFill
from hyperquote.local_exchange.listing import Listing
from hyperquote.local_exchange.matching.facts import FillFact, FundingFact, OrderFact, TradeFact, TwapFact
from hyperquote.local_exchange.matching.market import Market
from hyperquote.local_exchange.matching.order import BookOrder
from hyperquote.local_exchange.matching.order import Level as BookLevel
from hyperquote.local_exchange.matching.refusals import price_text
from hyperquote.local_exchange.matching.trigger import Trigger
from hyperquote.local_exchange.matching.twap import Twap
from hyperquote.local_exchange.texts import ZERO_HASH, decimal_text, usd_text

BOOK_DEPTH = 20
EVERY_LEVEL = 1_000_000


def side_text(is_buy: bool) -> str:
    """Return the venue's letter for a side."""
    return "B" if is_buy else "A"


def trade_hash(tid: int, is_by_venue: bool = False) -> str:
    """Return a transaction hash for a trade: zeros when no user's message made it.

    There is no chain here; the others only look the part and never repeat.
    """
    if is_by_venue:
        return ZERO_HASH
    return "0x" + blake2b(tid.to_bytes(8, "big"), digest_size=32).hexdigest()


def mid_text(market: Market, listing: Listing) -> str | None:
    """Return the middle of the touch, one digit finer than the price grid; None when a side is empty."""
    bid, ask = market.best_units(True), market.best_units(False)
    if bid == 0 or ask == 0:
        return None
    return decimal_text((bid + ask) * 5, listing.grid.px_decimals + 1)


def level(book_level: BookLevel, listing: Listing) -> Level:
    """Return one level of a book."""
    grid = listing.grid
    return Level(
        decimal_text(book_level.px_units, grid.px_decimals),
        decimal_text(book_level.lots, grid.sz_decimals),
        book_level.n,
    )


def book(market: Market, listing: Listing, time_ms: int, depth: int = BOOK_DEPTH) -> L2Book:
    """Return the best `depth` levels of both sides."""
    bids = [level(found, listing) for found in market.levels(True, depth)]
    asks = [level(found, listing) for found in market.levels(False, depth)]
    return L2Book(listing.name, time_ms, (bids, asks))


def can_aggregate(n_sig_figs: int | None, mantissa: int | None) -> bool:
    """Return whether the venue sums a book this way: 2 to 5 figures, a mantissa of 1, 2 or 5 only with 5 of them."""
    if n_sig_figs is None or mantissa is None:
        return mantissa is None and n_sig_figs in {None, 2, 3, 4, 5}
    return n_sig_figs == 5 and mantissa in {1, 2, 5}


def aggregated_book(market: Market, listing: Listing, time_ms: int, n_sig_figs: int, mantissa: int) -> L2Book:
    """Return the book summed to steps of mantissa · 10^(digits − nSigFigs): bids round down, asks up."""
    sides = (_aggregate(market, listing, side, n_sig_figs, mantissa) for side in (True, False))
    bid, ask = market.best_units(True), market.best_units(False)
    spread = decimal_text(ask - bid, listing.grid.px_decimals) if bid and ask else "0.0"
    return L2Book(listing.name, time_ms, (next(sides), next(sides)), spread)


def _aggregate(market: Market, listing: Listing, is_buy: bool, n_sig_figs: int, mantissa: int) -> list[Level]:
    sums: dict[int, tuple[int, int]] = {}
    for found in market.levels(is_buy, EVERY_LEVEL):
        exponent = len(str(found.px_units)) - n_sig_figs
        step = mantissa * 10**exponent if exponent >= 0 else 1
        units = found.px_units // step * step
        if not is_buy and units < found.px_units:
            units += step
        if units not in sums and len(sums) == BOOK_DEPTH:
            break
        lots, n = sums.get(units, (0, 0))
        sums[units] = (lots + found.lots, n + found.n)
    return [level(BookLevel(units, lots, n), listing) for units, (lots, n) in sums.items()]


def open_order(order: BookOrder | OrderFact, listing: Listing) -> OpenOrder:
    """Return an order in the short form."""
    grid = listing.grid
    return OpenOrder(
        coin=listing.name,
        side=side_text(order.is_buy),
        limit_px=decimal_text(order.px_units, grid.px_decimals),
        sz=decimal_text(order.lots, grid.sz_decimals),
        oid=order.oid,
        timestamp=order.placed_ms,
        orig_sz=decimal_text(order.original_lots, grid.sz_decimals),
        cloid=order.cloid or None,
        reduce_only=order.reduce_only,
    )


def frontend_order(order: BookOrder | OrderFact, listing: Listing, exits: Sequence[BookOrder] = ()) -> FrontendOrder:
    """Return an order in the full form; `exits` wait for it to fill."""
    grid = listing.grid
    trigger = order.trigger
    return FrontendOrder(
        coin=listing.name,
        side=side_text(order.is_buy),
        limit_px=decimal_text(order.px_units, grid.px_decimals),
        sz=decimal_text(order.lots, grid.sz_decimals),
        oid=order.oid,
        timestamp=order.placed_ms,
        trigger_condition=condition_text(trigger, grid),
        is_trigger=trigger is not None,
        trigger_px="0.0" if trigger is None else decimal_text(trigger.px_units, grid.px_decimals),
        children=[frontend_order(each, listing) for each in exits],
        is_position_tpsl=trigger is not None and trigger.is_position,
        reduce_only=order.reduce_only,
        order_type="Twap Slice" if order.twap_id else type_text(trigger),
        orig_sz=decimal_text(order.original_lots, grid.sz_decimals),
        tif=_tif_text(order),
        cloid=order.cloid or None,
    )


def _tif_text(order: BookOrder | OrderFact) -> str | None:
    if order.trigger is not None:
        return None
    return "LiquidationMarket" if order.is_forced else order.tif


def condition_text(trigger: Trigger | None, grid: Grid) -> str:
    """Return what an order waits or waited for in words."""
    if trigger is None:
        return "N/A"
    return f"Price {'above' if trigger.is_above else 'below'} {price_text(trigger.px_units, grid)}"


def type_text(trigger: Trigger | None) -> str:
    """Return the venue's name for a kind of order."""
    if trigger is None:
        return "Limit"
    return f"{'Take Profit' if trigger.is_take_profit else 'Stop'} {'Market' if trigger.is_market else 'Limit'}"


def order_record(fact: OrderFact, listing: Listing) -> OrderRecord:
    """Return an order as it was when it took a status."""
    return OrderRecord(frontend_order(fact, listing), fact.status, fact.time_ms)


def trade(fact: TradeFact, listing: Listing) -> Trade:
    """Return a trade for the public tape."""
    grid = listing.grid
    return Trade(
        coin=listing.name,
        side=side_text(fact.taker_is_buy),
        px=decimal_text(fact.px_units, grid.px_decimals),
        sz=decimal_text(fact.lots, grid.sz_decimals),
        time=fact.time_ms,
        hash=trade_hash(fact.tid, fact.is_by_venue),
        tid=fact.tid,
        users=(fact.buyer, fact.seller),
    )


def fill(fact: FillFact, listing: Listing) -> Fill:
    """Return one side of a trade for its account."""
    grid = listing.grid
    return Fill(
        coin=listing.name,
        px=decimal_text(fact.px_units, grid.px_decimals),
        sz=decimal_text(fact.lots, grid.sz_decimals),
        side=side_text(fact.is_buy),
        time=fact.time_ms,
        start_position=listing.start_text(fact.start_lots),
        dir=fact.dir,
        closed_pnl=listing.money_text(fact.closed_pnl_micro),
        hash=trade_hash(fact.tid, fact.is_by_venue),
        oid=fact.oid,
        crossed=fact.crossed,
        fee=listing.fee_text(fact.fee_micro + fact.builder_fee_micro, fact.is_buy),
        fee_token=listing.fee_token(fact.is_buy),
        tid=fact.tid,
        cloid=fact.cloid or None,
        builder_fee=_builder_fee_text(listing, fact.builder_fee_micro),
        twap_id=fact.twap_id or None,
        liquidation=_liquidation(fact, listing),
    )


def _liquidation(fact: FillFact, listing: Listing) -> FillLiquidation | None:
    forced = fact.forced
    if forced is None:
        return None
    mark_px = decimal_text(forced.mark_units, listing.grid.px_decimals)
    return FillLiquidation(liquidated_user=forced.liquidated_user, mark_px=mark_px, method=forced.method)


def _builder_fee_text(listing: Listing, fee: int) -> str | None:
    return listing.money_text(fee) if fee else None


def slice_fill(fact: FillFact, listing: Listing) -> TwapSliceFill:
    """Return a fill of a TWAP slice; the id stands beside the fill."""
    return TwapSliceFill(replace(fill(fact, listing), twap_id=None), fact.twap_id)


def twap_state(twap: Twap, listing: Listing, fact: TwapFact | None = None) -> TwapState:
    """Return a TWAP with what it has traded by now, or had by a change of status."""
    grid = listing.grid
    traded = twap if fact is None else fact
    trigger = None
    if twap.trigger_units:
        trigger = TwapTrigger(decimal_text(twap.trigger_units, grid.px_decimals), twap.is_trigger_above)
    return TwapState(
        coin=listing.name,
        user=twap.account,
        side=side_text(twap.is_buy),
        sz=decimal_text(twap.lots, grid.sz_decimals),
        executed_sz=decimal_text(traded.executed_lots, grid.sz_decimals),
        executed_ntl=usd_text(traded.executed_micro),
        minutes=twap.minutes,
        reduce_only=twap.reduce_only,
        randomize=twap.is_randomized,
        timestamp=twap.placed_ms,
        trigger=trigger,
        stop_px=decimal_text(twap.stop_units, grid.px_decimals) if twap.stop_units else None,
    )


def twap_record(fact: TwapFact, listing: Listing) -> TwapRecord:
    """Return a change of status of a TWAP; the venue tells its time in seconds."""
    return TwapRecord(
        time=fact.time_ms // 1_000,
        state=twap_state(fact.twap, listing, fact),
        status=TwapStatus(fact.status, fact.description),
        twap_id=fact.twap.twap_id,
    )


def funding_delta(fact: FundingFact, listing: Listing) -> FundingDelta:
    """Return an hour's funding payment."""
    return FundingDelta(
        type="funding",
        coin=listing.name,
        usdc=usd_text(fact.micro),
        szi=decimal_text(fact.lots, listing.grid.sz_decimals),
        funding_rate=decimal_text(fact.rate_e10, 10),
    )


def merged_fills(facts: list[FillFact], listings: Mapping[int, Listing]) -> list[Fill]:
    """Return fills with those of one order in one millisecond merged: sizes, fees and pnl summed, prices averaged.

    The merged price is the average by size, cut to six decimals; all else is the first fill's.
    """
    groups: dict[tuple[int, int], list[FillFact]] = {}
    for fact in facts:
        groups.setdefault((fact.time_ms, fact.oid), []).append(fact)
    merged = []
    for group in groups.values():
        listing = listings[group[0].asset]
        grid = listing.grid
        lots = sum(fact.lots for fact in group)
        ntl = sum(fact.px_units * fact.lots for fact in group)
        first = fill(group[0], listing)
        if len(group) > 1:
            first = replace(
                first,
                px=decimal_text(ntl * grid.lots_per_base // lots // 10 ** (grid.px_decimals + grid.sz_decimals - 6), 6),
                sz=decimal_text(lots, grid.sz_decimals),
                closed_pnl=listing.money_text(sum(fact.closed_pnl_micro for fact in group)),
                fee=listing.fee_text(sum(fact.fee_micro + fact.builder_fee_micro for fact in group), group[0].is_buy),
                builder_fee=_builder_fee_text(listing, sum(fact.builder_fee_micro for fact in group)),
            )
        merged.append(first)
    return merged
