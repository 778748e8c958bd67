"""All that the engine can learn. Each event is a fact with both of its times.

Market data carry floats (beliefs); our own orders, fills and balances carry the integers of `book.grid.Grid`
(price units, lots) and micro-dollars, so that the books stay exact.
"""

from typing import Final

from librt.vecs import vec
from mypy_extensions import mypyc_attr

NO_TIME: Final = 0  # an event that the venue does not stamp


@mypyc_attr(acyclic=True)
class Event:
    """A fact. It happened at `exchange_ms` (UTC ms, 0 = unstamped); we learnt of it at `local_ns` (UTC ns)."""

    def __init__(self, exchange_ms: int, local_ns: int) -> None:
        self.exchange_ms: Final = exchange_ms
        self.local_ns: Final = local_ns


@mypyc_attr(acyclic=True)
class Timer(Event):
    """Time passed. The runner sends one every 100 ms; nothing else tells the engine the time."""


class Mid(Event):
    """The venue's mid of our asset (feed allMids)."""

    def __init__(self, exchange_ms: int, local_ns: int, mid: float) -> None:
        super().__init__(exchange_ms, local_ns)
        self.mid: Final = mid


@mypyc_attr(acyclic=True)
class Bbo(Event):
    """Best bid and offer. Prices in USD, sizes in base units; both sides present."""

    def __init__(
        self, exchange_ms: int, local_ns: int, bid_px: float, bid_sz: float, ask_px: float, ask_sz: float
    ) -> None:
        super().__init__(exchange_ms, local_ns)
        self.bid_px: Final = bid_px
        self.bid_sz: Final = bid_sz
        self.ask_px: Final = ask_px
        self.ask_sz: Final = ask_sz


@mypyc_attr(acyclic=True)
class Book(Event):
    """A whole book snapshot, best level first on both sides (USD, base units). `is_deep`: the 20-level feed."""

    def __init__(
        self,
        exchange_ms: int,
        local_ns: int,
        bid_px: vec[float],
        bid_sz: vec[float],
        ask_px: vec[float],
        ask_sz: vec[float],
        is_deep: bool,
    ) -> None:
        super().__init__(exchange_ms, local_ns)
        self.bid_px: Final = bid_px
        self.bid_sz: Final = bid_sz
        self.ask_px: Final = ask_px
        self.ask_sz: Final = ask_sz
        self.is_deep: Final = is_deep


@mypyc_attr(acyclic=True)
class Trade(Event):
    """A public trade. `is_buy`: the aggressor bought. Unique key: (exchange_ms, tid).

    `is_forced`: one of the two is an address that the configuration names as a liquidator.
    """

    def __init__(
        self, exchange_ms: int, local_ns: int, px: float, sz: float, is_buy: bool, tid: int, is_forced: bool = False
    ) -> None:
        super().__init__(exchange_ms, local_ns)
        self.px: Final = px
        self.sz: Final = sz
        self.is_buy: Final = is_buy
        self.tid: Final = tid
        self.is_forced: Final = is_forced


class AssetContext(Event):
    """Mark and oracle price (USD), funding (fraction per hour), open interest (base units)."""

    def __init__(
        self,
        exchange_ms: int,
        local_ns: int,
        mark_px: float,
        oracle_px: float,
        funding_rate: float,
        open_interest: float,
    ) -> None:
        super().__init__(exchange_ms, local_ns)
        self.mark_px: Final = mark_px
        self.oracle_px: Final = oracle_px
        self.funding_rate: Final = funding_rate
        self.open_interest: Final = open_interest


class Fill(Event):
    """One of our fills. Unique key: (exchange_ms, tid, oid). `is_replay`: history, told again by a snapshot."""

    def __init__(
        self,
        exchange_ms: int,
        local_ns: int,
        tid: int,
        oid: int,
        cloid: str,
        is_buy: bool,
        px_units: int,
        lots: int,
        fee_micro: int,
        closed_pnl_micro: int,
        start_lots: int,
        is_maker: bool,
        is_liquidation: bool,
        is_replay: bool,
        is_ours_liquidated: bool = False,
    ) -> None:
        super().__init__(exchange_ms, local_ns)
        self.tid: Final = tid
        self.oid: Final = oid
        self.cloid: Final = cloid  # "" when the venue did not send one
        self.is_buy: Final = is_buy
        self.px_units: Final = px_units
        self.lots: Final = lots
        self.fee_micro: Final = fee_micro  # negative: a rebate
        self.closed_pnl_micro: Final = closed_pnl_micro
        self.start_lots: Final = start_lots  # signed position before this fill
        self.is_maker: Final = is_maker
        self.is_liquidation: Final = is_liquidation
        self.is_replay: Final = is_replay
        self.is_ours_liquidated: Final = is_ours_liquidated  # of the two sides we are the one that was liquidated


class FundingPayment(Event):
    """A funding settlement on our position; `micro` > 0 is money received."""

    def __init__(self, exchange_ms: int, local_ns: int, micro: int) -> None:
        super().__init__(exchange_ms, local_ns)
        self.micro: Final = micro


class OrderUpdate(Event):
    """The venue's word on one of our orders; `status` is the venue's own string."""

    def __init__(
        self,
        exchange_ms: int,
        local_ns: int,
        oid: int,
        cloid: str,
        is_buy: bool,
        px_units: int,
        lots: int,
        original_lots: int,
        status: str,
    ) -> None:
        super().__init__(exchange_ms, local_ns)
        self.oid: Final = oid
        self.cloid: Final = cloid
        self.is_buy: Final = is_buy
        self.px_units: Final = px_units
        self.lots: Final = lots  # what remains
        self.original_lots: Final = original_lots
        self.status: Final = status


class OpenOrder:
    """One row of an open-order snapshot."""

    def __init__(
        self, oid: int, cloid: str, is_buy: bool, px_units: int, lots: int, original_lots: int, placed_ms: int
    ) -> None:
        self.oid: Final = oid
        self.cloid: Final = cloid
        self.is_buy: Final = is_buy
        self.px_units: Final = px_units
        self.lots: Final = lots
        self.original_lots: Final = original_lots
        self.placed_ms: Final = placed_ms


class OpenOrders(Event):
    """All open orders of our account in our asset, as the venue lists them (any owner's prefix)."""

    def __init__(self, exchange_ms: int, local_ns: int, orders: list[OpenOrder]) -> None:
        super().__init__(exchange_ms, local_ns)
        self.orders: Final = orders


class Account(Event):
    """The account as the clearinghouse sees it."""

    def __init__(
        self,
        exchange_ms: int,
        local_ns: int,
        equity_micro: int,
        margin_used_micro: int,
        position_lots: int,
        leverage: int,
        maintenance_micro: int = 0,
    ) -> None:
        super().__init__(exchange_ms, local_ns)
        self.equity_micro: Final = equity_micro
        self.margin_used_micro: Final = margin_used_micro
        self.position_lots: Final = position_lots  # signed
        self.leverage: Final = leverage  # the configured setting of our asset
        self.maintenance_micro: Final = maintenance_micro  # with no more equity than this, the venue liquidates


class Outcome:
    """What became of one order of a Place or Cancel: see `Outcome.status`."""

    RESTING: Final = "resting"
    FILLED: Final = "filled"
    REJECTED: Final = "rejected"
    CANCELLED: Final = "cancelled"
    GONE: Final = "gone"  # a cancel found nothing: filled, cancelled before, or never placed
    UNKNOWN: Final = "unknown"  # no answer we can trust; ask by cloid

    def __init__(self, cloid: str, status: str, oid: int, filled_lots: int, error: str) -> None:
        self.cloid: Final = cloid
        self.status: Final = status
        self.oid: Final = oid  # 0 when not known
        self.filled_lots: Final = filled_lots
        self.error: Final = error


class PlaceReply(Event):
    """The executor's answer to one `Place`: an outcome per order, in order."""

    def __init__(self, exchange_ms: int, local_ns: int, outcomes: list[Outcome]) -> None:
        super().__init__(exchange_ms, local_ns)
        self.outcomes: Final = outcomes


class CancelReply(Event):
    """The executor's answer to one `Cancel`: an outcome per order, in order."""

    def __init__(self, exchange_ms: int, local_ns: int, outcomes: list[Outcome]) -> None:
        super().__init__(exchange_ms, local_ns)
        self.outcomes: Final = outcomes


class OrderStatus(Event):
    """The answer to an `AskOrder`: the venue's status string, or "unknownOid"."""

    def __init__(self, exchange_ms: int, local_ns: int, cloid: str, oid: int, status: str, lots: int) -> None:
        super().__init__(exchange_ms, local_ns)
        self.cloid: Final = cloid
        self.oid: Final = oid
        self.status: Final = status
        self.lots: Final = lots  # what remained at that status


class Feed:
    """Names of the feeds whose freshness is watched, one clock each."""

    BBO: Final = "bbo"
    BOOK: Final = "book"
    TRADES: Final = "trades"
    USER: Final = "user"


class FeedAlive(Event):
    """Proof of life of a feed without news: an acknowledged subscription or an answered ping."""

    def __init__(self, exchange_ms: int, local_ns: int, feed: str) -> None:
        super().__init__(exchange_ms, local_ns)
        self.feed: Final = feed


class Disconnected(Event):
    """The stream broke: everything learnt after this may have a gap before it."""


class Reconnected(Event):
    """All subscriptions are acknowledged again; snapshots follow as ordinary events."""


class FillsTold(Event):
    """Every fill of ours that the venue had booked when it was asked at `asked_ns` (UTC ns) has been told."""

    def __init__(self, exchange_ms: int, local_ns: int, asked_ns: int) -> None:
        super().__init__(exchange_ms, local_ns)
        self.asked_ns: Final = asked_ns


class SwitchReply(Event):
    """The answer to a `SetSwitch`: set to `at_ms`, refused with a reason, or no answer that tells (`is_known`)."""

    def __init__(self, exchange_ms: int, local_ns: int, at_ms: int, problem: str, is_known: bool) -> None:
        super().__init__(exchange_ms, local_ns)
        self.at_ms: Final = at_ms
        self.problem: Final = problem  # "" when it was set
        self.is_known: Final = is_known  # False: the request may have arrived or not


class LoopLag(Event):
    """How late (s) the last timer came: what else runs on this machine holds us up."""

    def __init__(self, exchange_ms: int, local_ns: int, seconds: float) -> None:
        super().__init__(exchange_ms, local_ns)
        self.seconds: Final = seconds


class RequestBudget(Event):
    """How many requests the address may still send, of how many in all, as the venue says."""

    def __init__(self, exchange_ms: int, local_ns: int, remaining: int, cap: int) -> None:
        super().__init__(exchange_ms, local_ns)
        self.remaining: Final = remaining
        self.cap: Final = cap


class Throttled(Event):
    """The venue turned a request away because there were too many."""


class Rejected(Event):
    """A message of the venue was malformed and dropped; `reason` names the first thing wrong with it."""

    def __init__(self, exchange_ms: int, local_ns: int, feed: str, reason: str) -> None:
        super().__init__(exchange_ms, local_ns)
        self.feed: Final = feed
        self.reason: Final = reason


class Pause(Event):
    """The operator wants no quotes (`is_paused`), or wants them again."""

    def __init__(self, exchange_ms: int, local_ns: int, is_paused: bool) -> None:
        super().__init__(exchange_ms, local_ns)
        self.is_paused: Final = is_paused


class Stop(Event):
    """Stop for good: withdraw all quotes. `is_kill` latches the kill switch."""

    def __init__(self, exchange_ms: int, local_ns: int, reason: str, is_kill: bool) -> None:
        super().__init__(exchange_ms, local_ns)
        self.reason: Final = reason
        self.is_kill: Final = is_kill
