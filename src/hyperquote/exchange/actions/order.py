"""order: place one or more orders."""

from typing import Literal, TypeAlias

import msgspec
from msgspec import field

from hyperquote.exchange.actions.base import Action, Part
from hyperquote.exchange.actions.outcome import OrderOutcome, order_outcomes
from hyperquote.helpers import checked_address, checked_cloid, is_lower_cloid
from hyperquote.wire import canonical, is_canonical

Tif: TypeAlias = Literal["Alo", "Ioc", "Gtc", "FrontendMarket"]
Grouping: TypeAlias = Literal["na", "normalTpsl", "positionTpsl"]


class Limit(Part, frozen=True):
    """How long a limit order lives: Alo (post only), Ioc (now or never), Gtc (until cancelled)."""

    tif: Tif


class Trigger(Part, frozen=True):
    """Wake when the mark price reaches `trigger_px`; then a market order bounded by `px`, or a limit at `px`."""

    is_market: bool
    trigger_px: str
    tpsl: Literal["tp", "sl"]


class OrderType(Part, frozen=True):
    """Either a limit or a trigger."""

    limit: Limit | None = None
    trigger: Trigger | None = None

    def __post_init__(self) -> None:
        if (self.limit is None) == (self.trigger is None):
            raise ValueError("an order is either a limit or a trigger order")


ALO = OrderType(Limit("Alo"))
IOC = OrderType(Limit("Ioc"))
GTC = OrderType(Limit("Gtc"))
FRONTEND_MARKET = OrderType(Limit("FrontendMarket"))
LIMITS: dict[str, OrderType] = {"Alo": ALO, "Ioc": IOC, "Gtc": GTC, "FrontendMarket": FRONTEND_MARKET}


class Order(Part, frozen=True, kw_only=True):
    """One order. `px` (USD) and `sz` (base units) are plain decimals without trailing zeros."""

    asset: int = field(name="a")
    is_buy: bool = field(name="b")
    px: str = field(name="p")
    sz: str = field(name="s")
    reduce_only: bool = field(name="r", default_factory=bool)
    kind: OrderType = field(name="t")
    cloid: str | None = field(name="c", default=None)

    def canonical(self) -> "Order":
        """Return the order as it is signed."""
        kind, cloid = self.kind, self.cloid
        is_named = cloid is None or is_lower_cloid(cloid)
        if is_named and kind.trigger is None and is_canonical(self.px) and is_canonical(self.sz):
            return self  # nearly all orders are so, and those of a builder all
        px, sz = canonical(self.px), canonical(self.sz)
        if kind.trigger is not None:
            trigger_px = canonical(kind.trigger.trigger_px)
            if trigger_px != kind.trigger.trigger_px:
                kind = OrderType(trigger=msgspec.structs.replace(kind.trigger, trigger_px=trigger_px))
        if cloid is not None:
            cloid = checked_cloid(cloid)
        if px == self.px and sz == self.sz and kind is self.kind and cloid == self.cloid:
            return self
        return msgspec.structs.replace(self, px=px, sz=sz, kind=kind, cloid=cloid)


class Builder(Part, frozen=True):
    """Who built the interface, and the fee for it in tenths of a basis point."""

    address: str = field(name="b")
    fee: int = field(name="f")


class Priority(Part, frozen=True):
    """A grouping that pays for speed: `rate` / 10⁸ of the notional, in HYPE."""

    rate: int = field(name="p")


class PlaceOrders(Action[list[OrderOutcome]], frozen=True, kw_only=True, tag="order"):
    """Place orders in one request."""

    orders: tuple[Order, ...]
    grouping: Grouping | Priority = field(default_factory=lambda: "na")
    builder: Builder | None = None

    def read(self, response: bytes | msgspec.Raw) -> list[OrderOutcome]:
        """Return one outcome per order, in the order asked."""
        return order_outcomes(response, len(self.orders))

    def canonical(self) -> "PlaceOrders":
        """Return the action as it is signed."""
        builder = self.builder
        if builder is None:
            for order in self.orders:
                if order.canonical() is not order:
                    break
            else:
                return self
        else:
            builder = Builder(checked_address(builder.address), builder.fee)
        orders = tuple([order.canonical() for order in self.orders])
        return PlaceOrders(orders=orders, grouping=self.grouping, builder=builder)
