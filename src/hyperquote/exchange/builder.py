"""Orders from plain numbers, checked before anything is sent.

OrderBuilder(eth).buy("0.4").at(3120.1).post_only().build()
"""

from typing import Self

from mypy_extensions import mypyc_attr

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.order import ALO, GTC, IOC, LIMITS, Order, OrderType, Trigger
from hyperquote.helpers import checked_cloid
from hyperquote.meta import Asset
from hyperquote.wire import Number


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
        kind = LIMITS.get(tif)
        if kind is None:
            raise ValidationError(f"{tif!r} is no time in force; take one of {', '.join(LIMITS)}")
        self._kind = kind
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
        if is_set and self._asset.is_spot:
            raise ValidationError(f"{self._asset.name} is spot: only perps have reduce-only orders")
        self._reduce_only = is_set
        return self

    def cloid(self, cloid: str | None) -> Self:
        """Name the order: 0x and 32 hex digits."""
        self._cloid = None if cloid is None else checked_cloid(cloid)
        return self

    def build(self) -> Order:
        """Return the order; ValidationError if it lacks side or price, or is too small for the venue."""
        asset = self._asset
        if self._lots == 0 or self._px_units == 0:
            raise ValidationError(f"an order of {asset.name} needs a side with a size, and a price")
        if not self._reduce_only:
            asset.check_notional(self._px_units, self._lots)
        return Order(
            asset=asset.index,
            is_buy=self._is_buy,
            px=asset.px_text(self._px_units),
            sz=asset.sz_text(self._lots),
            reduce_only=self._reduce_only,
            kind=self._kind,
            cloid=self._cloid,
        )
