"""order: place one or more orders."""

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.order import Builder, Grouping, Order, PlaceOrders, Priority
from hyperquote.exchange.actions.outcome import Error
from hyperquote.local_exchange.accounts.builders import LEAST_BUILDER_MICRO, MOST_PERP_TENTHS, MOST_SPOT_TENTHS
from hyperquote.local_exchange.clearing.rewards import BuilderFee
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import Status, listing_of, order_status, statuses
from hyperquote.local_exchange.listing import Listing
from hyperquote.local_exchange.matching.order import ALO, GTC, IOC
from hyperquote.local_exchange.matching.placed import Placed
from hyperquote.local_exchange.matching.trigger import Trigger as MarkTrigger
from hyperquote.wire import units_of

SPOT_ASSETS = range(10_000, 100_000)
MOST_EXITS = 2  # a stop and a take-profit
PRIORITY_SCALE = 100_000_000  # a rate is in 1e-8 of the notional


class Ticket:
    """One order in the exchange's integers. FrontendMarket trades as Ioc does, and so does a market trigger."""

    __slots__ = ("builder", "cloid", "error", "listing", "lots", "order", "px_units", "tif", "trigger")

    def __init__(self, order: Order, listing: Listing, is_position: bool = False) -> None:
        self.order = order
        self.listing = listing
        self.cloid = order.cloid or ""
        self.error = ""
        self.px_units = self.lots = 0
        self.trigger: MarkTrigger | None = None
        self.builder: BuilderFee | None = None
        limit, trigger = order.kind.limit, order.kind.trigger
        if limit is not None:
            self.tif = IOC if limit.tif == "FrontendMarket" else limit.tif
        else:
            self.tif = IOC if trigger is not None and trigger.is_market else GTC
        try:
            self.px_units = units_of(order.px, listing.grid.px_decimals)
            if trigger is not None:
                units = units_of(trigger.trigger_px, listing.grid.px_decimals)
                is_take_profit = trigger.tpsl == "tp"
                self.trigger = MarkTrigger(units, order.is_buy, trigger.is_market, is_take_profit, is_position)
        except ValidationError:
            self.error = "Order has invalid price."
            return
        if self.trigger is not None and self.trigger.px_units <= 0:
            self.error = "Order has invalid price."
            return
        try:
            self.lots = units_of(order.sz, listing.sz_decimals)
        except ValidationError:
            self.error = "Order has invalid size."

    @property
    def sized_lots(self) -> int:
        """What validation takes for the size: an exit of the whole position has any."""
        return 1 if self.lots == 0 and self.trigger is not None and self.trigger.is_position else self.lots


def handle(exchange: LocalExchange, action: PlaceOrders, account: str, now_ms: int) -> dict[str, object]:
    """Place the orders one after another.

    One that fails before the market looks at it fails the batch, which then has a single status.
    """
    exchange.count_request(account, max(1, len(action.orders)))
    is_position = action.grouping == "positionTpsl"
    tickets = [Ticket(order, listing_of(exchange, order.asset), is_position) for order in action.orders]
    if refusal := _refusal(exchange, action, tickets, account):
        return statuses("order", [Error(refusal)])
    if action.builder is not None:
        builder = BuilderFee(action.builder.address, action.builder.fee)
        for ticket in tickets:
            if ticket.order.asset not in SPOT_ASSETS or not ticket.order.is_buy:  # who buys tokens pays no builder
                ticket.builder = builder
    if action.grouping == "normalTpsl":
        return statuses("order", _place_with_exits(exchange, tickets, account, now_ms))
    return statuses("order", [place(exchange, ticket, account, now_ms) for ticket in tickets])


def place(exchange: LocalExchange, ticket: Ticket, account: str, now_ms: int) -> Status:
    """Place one order and return its status."""
    return order_status(_placed(exchange, ticket, account, now_ms), ticket.order.cloid, ticket.listing)


def _placed(exchange: LocalExchange, ticket: Ticket, account: str, now_ms: int) -> Placed:
    order, core = ticket.order, exchange.core
    px_units, lots, cloid, reduce_only = ticket.px_units, ticket.lots, ticket.cloid, order.reduce_only
    trigger, builder = ticket.trigger, ticket.builder
    if trigger is not None:
        return core.place_trigger(
            account, order.asset, order.is_buy, px_units, lots, trigger, reduce_only, cloid, now_ms, builder
        )
    return core.place(
        account, order.asset, order.is_buy, px_units, lots, ticket.tif, reduce_only, cloid, now_ms, builder
    )


def _place_with_exits(exchange: LocalExchange, tickets: list[Ticket], account: str, now_ms: int) -> list[Status]:
    """Place a parent, then its exits; without the parent there are none."""
    parent, exits = tickets[0], tickets[1:]
    placed = _placed(exchange, parent, account, now_ms)
    if placed.status == "error":
        return [Error(placed.error) for _ in tickets]
    order = parent.order
    bracket = exchange.core.bracket(placed, order.asset, order.is_buy, parent.px_units)
    elements = [order_status(placed, order.cloid, parent.listing)]
    for ticket in exits:
        if ticket.trigger is not None:
            ticket.trigger.bracket = bracket
        elements.append(place(exchange, ticket, account, now_ms))
    return elements


def _refusal(exchange: LocalExchange, action: PlaceOrders, tickets: list[Ticket], account: str) -> str:
    if not tickets:
        return "Orders are empty."
    if isinstance(action.grouping, Priority) and (refusal := _priority_refusal(action.grouping, tickets)):
        return refusal
    if action.builder is not None and (refusal := _builder_refusal(exchange, action.builder, tickets, account)):
        return refusal
    if refusal := _group_refusal(action.grouping, tickets):
        return refusal
    for ticket in tickets:
        refusal = ticket.error or exchange.core.pre_validate(
            account, ticket.order.asset, ticket.px_units, ticket.sized_lots, ticket.tif, ticket.cloid
        )
        if refusal:
            return refusal
    return ""


def _priority_refusal(priority: Priority, tickets: list[Ticket]) -> str:
    """Return why orders cannot pay for speed. The price is burned from undelegated stake, which nobody has here."""
    if not 0 <= priority.rate <= PRIORITY_SCALE:
        return f"Priority rate must be between 0 and {PRIORITY_SCALE}."
    takes = all(ticket.tif == IOC and ticket.trigger is None for ticket in tickets)
    rests = all(ticket.tif == ALO and not ticket.order.reduce_only for ticket in tickets)
    if not takes and not rests:
        return "Priority orders must all be Ioc, or all Alo and not reduce-only."
    return "Insufficient delegatable balance for priority order" if priority.rate else ""


def _builder_refusal(exchange: LocalExchange, builder: Builder, tickets: list[Ticket], account: str) -> str:
    """Return why a builder cannot take its fee: too much for a perp, more than approved, or too poor itself."""
    most = MOST_SPOT_TENTHS if all(ticket.order.asset in SPOT_ASSETS for ticket in tickets) else MOST_PERP_TENTHS
    if not 0 <= builder.fee <= most:
        return "Builder fee is too high."
    address = builder.address.lower()
    if builder.fee > exchange.registry.builders.most(account, address):
        return "Builder fee has not been approved."
    if exchange.house.account_value_micro(address) < LEAST_BUILDER_MICRO:
        return "Builder has insufficient balance to be approved."
    return ""


def _group_refusal(grouping: Grouping | Priority, tickets: list[Ticket]) -> str:
    """Return why orders cannot be a group: exits are one or two reduce-only triggers, all against one side."""
    if grouping == "na" or isinstance(grouping, Priority):
        return ""
    exits = tickets
    if grouping == "normalTpsl":
        if tickets[0].order.kind.trigger is not None:
            return "Main order cannot be trigger order."
        exits = tickets[1:]
    if not 1 <= len(exits) <= MOST_EXITS:
        return "Unexpected number of trigger orders"
    main = tickets[0].order
    side = main.is_buy if grouping == "positionTpsl" else not main.is_buy
    for ticket in exits:
        order = ticket.order
        if order.kind.trigger is None or order.asset != main.asset or order.is_buy != side:
            return "Trigger order has unexpected type."
        if not order.reduce_only:
            return "Trigger order must be reduce-only."
    return ""
