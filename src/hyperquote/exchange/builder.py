"""Orders from plain numbers, checked before anything is sent.

OrderBuilder(eth).buy("0.4").at(3120.1).post_only().build()
OrderBuilder(eth).buy("0.4").at(3120.1).with_exits(take_profit=3300, stop_loss=3000)
OrderBuilder(eth).sell("0.4").position_exits(take_profit=3300, stop_loss=3000)
limit_order(eth, True, "0.4", 3120.1, tif="Alo")
"""

from typing import Final, Self

from mypy_extensions import mypyc_attr

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.order import ALO, GTC, IOC, LIMITS, Order, OrderType, PlaceOrders, Trigger
from hyperquote.helpers import checked_cloid
from hyperquote.meta import Asset
from hyperquote.wire import Number

EXIT_SLIPPAGE: Final = 0.1  # what the venue's own front end allows an exit


def limit_order(
    asset: Asset,
    is_buy: bool,
    size: Number,
    px: Number,
    *,
    tif: str = "Gtc",
    reduce_only: bool = False,
    cloid: str | None = None,
) -> Order:
    """Return a limit order in one step: `size` in base units, `px` in USD, `tif` by its wire name.

    What `OrderBuilder` would return in as many steps as there are arguments, in half of its time, with its checks: a
    batch is `[limit_order(eth, True, 0.4, px) for px in ladder]`.
    """
    kind = _limit(tif)
    if reduce_only:
        _check_can_reduce(asset)
    checked = None if cloid is None else checked_cloid(cloid)
    return _order(asset, is_buy, asset.checked_lots(size), asset.checked_px(px), kind, reduce_only, checked)


def _limit(tif: str) -> OrderType:
    kind = LIMITS.get(tif)
    if kind is None:
        raise ValidationError(f"{tif!r} is no time in force; take one of {', '.join(LIMITS)}")
    return kind


def _check_can_reduce(asset: Asset) -> None:
    if asset.is_spot:
        raise ValidationError(f"{asset.name} is spot: only perps have reduce-only orders")


def _order(
    asset: Asset, is_buy: bool, lots: int, px_units: int, kind: OrderType, reduce_only: bool, cloid: str | None
) -> Order:
    if not reduce_only:
        asset.check_notional(px_units, lots)
    return Order(
        asset=asset.index,
        is_buy=is_buy,
        px=asset.px_text(px_units),
        sz=asset.sz_text(lots),
        reduce_only=reduce_only,
        kind=kind,
        cloid=cloid,
    )


@mypyc_attr(allow_interpreted_subclasses=True)
class OrderBuilder:
    """Collects one order of one asset; each step returns the builder, `build` the order.

    Prices must stand on the tick and sizes on the lot: nothing is rounded behind your back.
    """

    # what an order is until it is told otherwise
    _is_buy = True
    _lots = 0
    _px_units = 0
    _kind = GTC
    _reduce_only = False
    _cloid: str | None = None

    def __init__(self, asset: Asset) -> None:
        self._asset = asset

    def buy(self, size: Number) -> Self:
        """Buy this much (base units)."""
        self._lots = self._asset.checked_lots(size)
        self._is_buy = True
        return self

    def sell(self, size: Number) -> Self:
        """Sell this much (base units)."""
        self._lots = self._asset.checked_lots(size)
        self._is_buy = False
        return self

    def at(self, px: Number) -> Self:
        """At this price (USD) or better."""
        self._px_units = self._asset.checked_px(px)
        return self

    def market(self, mid: float, slippage: float = 0.05) -> Self:
        """At once, or not at all, within `slippage` (a fraction) of `mid`. Name the side first."""
        if self._lots == 0:
            raise ValidationError("a market order needs its side first: buy(size) or sell(size)")
        self._px_units = self._asset.slippage_units(mid, self._is_buy, slippage)
        self._kind = IOC
        return self

    def post_only(self) -> Self:
        """Rest or be refused (Alo)."""
        self._kind = ALO
        return self

    def now_or_never(self) -> Self:
        """Execute what crosses, drop the rest (Ioc)."""
        self._kind = IOC
        return self

    def until_cancelled(self) -> Self:
        """Rest until filled or cancelled (Gtc), which is the default."""
        self._kind = GTC
        return self

    def tif(self, tif: str) -> Self:
        """Set the time in force by its wire name: Alo, Ioc, Gtc or FrontendMarket."""
        self._kind = _limit(tif)
        return self

    def take_profit(self, trigger_px: Number, is_market: bool = True) -> Self:
        """Wake when the mark price moves in our favour to `trigger_px` (USD)."""
        self._kind = OrderType(trigger=Trigger(is_market, self._trigger_text(trigger_px), "tp"))
        return self

    def stop_loss(self, trigger_px: Number, is_market: bool = True) -> Self:
        """Wake when the mark price moves against us to `trigger_px` (USD)."""
        self._kind = OrderType(trigger=Trigger(is_market, self._trigger_text(trigger_px), "sl"))
        return self

    def _trigger_text(self, px: Number) -> str:
        return self._asset.px_text(self._asset.checked_px(px))

    def reduce_only(self, is_set: bool = True) -> Self:
        """Never open or grow a position."""
        if is_set:
            _check_can_reduce(self._asset)
        self._reduce_only = is_set
        return self

    def cloid(self, cloid: str | None) -> Self:
        """Name the order: 0x and 32 hex digits."""
        self._cloid = None if cloid is None else checked_cloid(cloid)
        return self

    def __repr__(self) -> str:
        asset, side = self._asset, "buy" if self._is_buy else "sell"
        if self._lots == 0:
            return f"OrderBuilder({asset.name})"
        price = f" at {asset.px_text(self._px_units)}" if self._px_units else ""
        return f"OrderBuilder({asset.name}: {side} {asset.sz_text(self._lots)}{price})"

    def build(self) -> Order:
        """Return the order; ValidationError if it lacks side or price, or is too small for the venue."""
        if self._lots == 0 or self._px_units == 0:
            raise ValidationError(f"an order of {self._asset.name} needs a side with a size, and a price")
        return _order(self._asset, self._is_buy, self._lots, self._px_units, self._kind, self._reduce_only, self._cloid)

    def with_exits(
        self, *, take_profit: Number | None = None, stop_loss: Number | None = None, slippage: float = EXIT_SLIPPAGE
    ) -> PlaceOrders:
        """Return this order and exits of its size (grouping normalTpsl), which wake once it has filled wholly.

        Each is a market order at its trigger price (USD), bounded `slippage` (a fraction) beyond. One exit filling, or
        the order cancelled, cancels the other. ValidationError for a trigger order, and for exits on the wrong side.
        """
        order = self.build()
        if self._kind.trigger is not None:
            raise ValidationError("an order with exits cannot itself be a trigger order")
        side = 1 if self._is_buy else -1
        for name, trigger_px, sign in (("take-profit", take_profit, side), ("stop-loss", stop_loss, -side)):
            if trigger_px is not None and (self._asset.checked_px(trigger_px) - self._px_units) * sign <= 0:
                beyond = "above" if sign > 0 else "below"
                raise ValidationError(f"the {name} of this order must be {beyond} its price {order.px}")
        exits = self._exits(not self._is_buy, take_profit, stop_loss, slippage)
        return PlaceOrders(orders=(order, *exits), grouping="normalTpsl")

    def position_exits(
        self, *, take_profit: Number | None = None, stop_loss: Number | None = None, slippage: float = EXIT_SLIPPAGE
    ) -> PlaceOrders:
        """Return exits of a position (grouping positionTpsl), which follow its size: `sell` to leave a long one.

        Prices as in `with_exits`.
        """
        if self._lots == 0:
            raise ValidationError("exits of a position need its size: sell(size) for a long one, buy(size) for a short")
        exits = self._exits(self._is_buy, take_profit, stop_loss, slippage)
        return PlaceOrders(orders=exits, grouping="positionTpsl")

    def _exits(
        self, is_buy: bool, take_profit: Number | None, stop_loss: Number | None, slippage: float
    ) -> tuple[Order, ...]:
        asset = self._asset
        if asset.is_spot:
            raise ValidationError(f"{asset.name} is spot: only perps have trigger orders")
        exits = []
        for px, wake in ((take_profit, OrderBuilder.take_profit), (stop_loss, OrderBuilder.stop_loss)):
            if px is None:
                continue
            builder = OrderBuilder(asset)
            builder._lots, builder._is_buy = self._lots, is_buy
            builder._px_units = asset.slippage_units(float(px), is_buy, slippage)
            exits.append(wake(builder, px).reduce_only().build())
        if not exits:
            raise ValidationError("name a take_profit, a stop_loss, or both")
        return tuple(exits)
