"""What happened on the exchange, in order: the feeds, the answers and the participants read these.

Prices in price units and sizes in lots of the asset's grid, money in micro-USDC, times in UTC ms.
"""

from typing import Final

from mypy_extensions import mypyc_attr

from hyperquote.local_exchange.matching.order import BookOrder, Forced
from hyperquote.local_exchange.matching.twap import Twap


@mypyc_attr(allow_interpreted_subclasses=True)
class Fact:
    """Something that happened at `time_ms`."""

    def __init__(self, time_ms: int) -> None:
        self.time_ms: Final = time_ms


class TradeFact(Fact):
    """Two orders met. The tape's side has the zero address and oid 0.

    `is_by_venue`: no message of a user made it happen, but a trigger or a TWAP.
    """

    def __init__(
        self,
        time_ms: int,
        asset: int,
        px_units: int,
        lots: int,
        taker_is_buy: bool,
        buyer: str,
        seller: str,
        buyer_oid: int,
        seller_oid: int,
        tid: int,
        is_by_venue: bool = False,
    ) -> None:
        super().__init__(time_ms)
        self.asset: Final = asset
        self.px_units: Final = px_units
        self.lots: Final = lots
        self.taker_is_buy: Final = taker_is_buy
        self.buyer: Final = buyer
        self.seller: Final = seller
        self.buyer_oid: Final = buyer_oid
        self.seller_oid: Final = seller_oid
        self.tid: Final = tid
        self.is_by_venue: Final = is_by_venue


class BookFact(Fact):
    """The book of an asset changed."""

    def __init__(self, time_ms: int, asset: int) -> None:
        super().__init__(time_ms)
        self.asset: Final = asset


class OrderFact(Fact):
    """An order took a status; a snapshot of it at that moment. `lots` is what remained then.

    A partial fill is no status change: the record an order status query answers keeps these lots.
    """

    def __init__(self, time_ms: int, order: BookOrder, status: str) -> None:
        super().__init__(time_ms)
        self.status: Final = status
        self.account: Final = order.account
        self.asset: Final = order.asset
        self.oid: Final = order.oid
        self.cloid: Final = order.cloid
        self.is_buy: Final = order.is_buy
        self.px_units: Final = order.px_units
        self.lots: Final = order.lots
        self.original_lots: Final = order.original_lots
        self.tif: Final = order.tif
        self.reduce_only: Final = order.reduce_only
        self.placed_ms: Final = order.placed_ms
        self.trigger: Final = order.trigger
        self.twap_id: Final = order.twap_id
        self.is_forced: Final = order.is_forced


class FillFact(Fact):
    """One side of a trade as its account sees it. `start_lots` is the signed position before it.

    `closed_pnl_micro` leaves the fee out; `fee_micro` is negative for a rebate; `crossed` marks the taker. `forced`
    is on both sides of a liquidation.
    """

    def __init__(
        self,
        time_ms: int,
        order: BookOrder,
        px_units: int,
        lots: int,
        start_lots: int,
        closed_pnl_micro: int,
        fee_micro: int,
        dir_text: str,
        crossed: bool,
        tid: int,
        is_by_venue: bool = False,
        forced: Forced | None = None,
    ) -> None:
        super().__init__(time_ms)
        self.account: Final = order.account
        self.asset: Final = order.asset
        self.oid: Final = order.oid
        self.cloid: Final = order.cloid
        self.is_buy: Final = order.is_buy
        self.px_units: Final = px_units
        self.lots: Final = lots
        self.start_lots: Final = start_lots
        self.closed_pnl_micro: Final = closed_pnl_micro
        self.fee_micro: Final = fee_micro
        self.dir: Final = dir_text
        self.crossed: Final = crossed
        self.tid: Final = tid
        self.is_by_venue: Final = is_by_venue
        self.twap_id: Final = order.twap_id
        self.builder_fee_micro = 0  # on top of the fee
        self.forced: Final = forced


class FundingFact(Fact):
    """An account was paid (positive) or paid (negative) the hourly funding of a position of `lots` (signed)."""

    def __init__(self, time_ms: int, account: str, asset: int, micro: int, lots: int, rate_e10: int) -> None:
        super().__init__(time_ms)
        self.account: Final = account
        self.asset: Final = asset
        self.micro: Final = micro
        self.lots: Final = lots
        self.rate_e10: Final = rate_e10


class LiquidationFact(Fact):
    """Positions of an account were liquidated, wholly or in part; the numbers are from before it.

    `assets` and signed `lots` name the positions: all that were cross, or the one that was isolated, whose value is
    then `value_micro`. `liquidator` is "" while the book alone took them.
    """

    def __init__(
        self,
        time_ms: int,
        number: int,
        account: str,
        is_cross: bool,
        ntl_micro: int,
        value_micro: int,
        assets: list[int],
        lots: list[int],
    ) -> None:
        super().__init__(time_ms)
        self.number: Final = number
        self.account: Final = account
        self.is_cross: Final = is_cross
        self.ntl_micro: Final = ntl_micro
        self.value_micro: Final = value_micro
        self.assets: Final = assets
        self.lots: Final = lots
        self.liquidator = ""


class LeverageFact(Fact):
    """An account chose a leverage for an asset."""

    def __init__(self, time_ms: int, account: str, asset: int, leverage: int, is_cross: bool) -> None:
        super().__init__(time_ms)
        self.account: Final = account
        self.asset: Final = asset
        self.leverage: Final = leverage
        self.is_cross: Final = is_cross


class TwapFact(Fact):
    """A TWAP took a status, with what it had traded by then; `description` repeats it, or is the reason of an error."""

    def __init__(self, time_ms: int, twap: Twap, status: str, description: str) -> None:
        super().__init__(time_ms)
        self.twap: Final = twap
        self.account: Final = twap.account
        self.status: Final = status
        self.description: Final = description
        self.executed_lots: Final = twap.executed_lots
        self.executed_micro: Final = twap.executed_micro
