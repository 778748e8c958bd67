"""A1 to A5: what happens to an account without its owner's program."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from hyperquote.consts import BPS, MICRO
from hyperquote.local_exchange.changes import AnyChange, Credit, DropAgent, ForeignOrder, SetLeverage, SettleFunding
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.faults.schedule import Count, Fault, Run

Positive = Annotated[float, Meta(gt=0.0)]


class AccountFault(Fault, frozen=True, kw_only=True):
    """Something happens to the account `user` in a block; once unless told otherwise."""

    user: str
    times: Count | None = 1

    looks_at: ClassVar[frozenset[str]] = frozenset({"blocks"})

    def on_block(self, run: Run, exchange: LocalExchange, now_ms: int) -> list[AnyChange]:
        """Do it when it can be done."""
        wanted = self.wanted(exchange) if exchange.is_funded(self.user.lower()) else []
        return wanted if wanted and run.fires(now_ms) else []

    def wanted(self, exchange: LocalExchange) -> list[AnyChange]:
        """Return what happens; nothing as long as it cannot."""
        raise NotImplementedError


class ChangedElsewhere(AccountFault, frozen=True, kw_only=True, tag="A1"):
    """The owner changes leverage or margin mode of `coin` elsewhere, or money comes or goes (`equity_usd`)."""

    leverage: Count = 0  # 0 leaves it as it is
    is_cross: bool = True
    equity_usd: float = 0.0

    title: ClassVar[str] = "account changed elsewhere"

    def wanted(self, exchange: LocalExchange) -> list[AnyChange]:
        """Return the changes."""
        user = self.user.lower()
        changes: list[AnyChange] = []
        if self.leverage and self.coin in exchange.ids:
            asset = exchange.ids[self.coin]
            changes.append(SetLeverage(user=user, asset=asset, leverage=self.leverage, is_cross=self.is_cross))
        if self.equity_usd:
            changes.append(Credit(user=user, micro=round(self.equity_usd * MICRO)))
        return changes


class SecondHand(AccountFault, frozen=True, kw_only=True, tag="A2"):
    """Somebody else trades on the account: an order that rests `distance_bps` from the mark, or a fill there."""

    coin: str
    how: Literal["order", "fill"] = "fill"
    side: Literal["buy", "sell"] = "buy"
    usd: Positive = 100.0
    distance_bps: float = 0.0  # to the passive side

    title: ClassVar[str] = "foreign order or fill"

    def wanted(self, exchange: LocalExchange) -> list[AnyChange]:
        """Return the order."""
        if self.coin not in exchange.ids:
            return []
        asset = exchange.ids[self.coin]
        grid = exchange.listings[asset].grid
        is_buy = self.side == "buy"
        away = self.distance_bps * BPS
        px = grid.px(exchange.house.of(asset).mark_units(asset)) * (1.0 - away if is_buy else 1.0 + away)
        units = grid.floor_units(px) if is_buy else grid.ceil_units(px)
        lots = grid.ceil_lots(self.usd / grid.px(units))
        user, is_fill = self.user.lower(), self.how == "fill"
        return [ForeignOrder(user=user, asset=asset, is_buy=is_buy, px_units=units, lots=lots, is_fill=is_fill)]


class MarginGone(AccountFault, frozen=True, kw_only=True, tag="A3"):
    """Equity falls to `equity_share` of the maintenance margin, and the exchange does what follows from that.

    Under 1 the position is liquidated in the book, under 2/3 the backstop takes it over, under 0 others are
    deleveraged. An opportunity is a block in which there is a position.
    """

    equity_share: float = 0.9

    title: ClassVar[str] = "liquidation"

    def wanted(self, exchange: LocalExchange) -> list[AnyChange]:
        """Return how much money goes."""
        user, house = self.user.lower(), exchange.house
        maintenance_micro = house.maintenance_micro(user)
        gone = house.account_value_micro(user) - round(self.equity_share * maintenance_micro)
        return [Credit(user=user, micro=-gone)] if maintenance_micro > 0 and gone > 0 else []


class FundingNow(Fault, frozen=True, kw_only=True, tag="A4"):
    """An hour of funding on `coin` is settled now, at an hourly `rate` (a fraction; longs pay if positive)."""

    coin: str
    rate: Annotated[float, Meta(ge=-0.04, le=0.04)]
    times: Count | None = 1

    title: ClassVar[str] = "funding settled"
    looks_at: ClassVar[frozenset[str]] = frozenset({"blocks"})

    def on_block(self, run: Run, exchange: LocalExchange, now_ms: int) -> list[AnyChange]:
        """Settle it."""
        if self.coin not in exchange.ids or not run.fires(now_ms):
            return []
        return [SettleFunding(asset=exchange.ids[self.coin], rate_e10=round(self.rate * 1e10))]


class AgentGone(AccountFault, frozen=True, kw_only=True, tag="A5"):
    """The agents of the account end: expired, deregistered with all their nonces, or replaced by another key."""

    how: Literal["expired", "deregistered", "replaced"] = "deregistered"

    title: ClassVar[str] = "agent gone"

    def wanted(self, exchange: LocalExchange) -> list[AnyChange]:
        """Return the end of the agents, if there are any."""
        user = self.user.lower()
        agents = exchange.admission.agents_of(user)
        if not agents:
            return []
        replacement = "0x" + "0" * 40
        if self.how == "replaced":  # an address made from the agent's own, which nobody has the key of
            replacement = "0x" + agents[0].address[2:][::-1]
        return [DropAgent(user=user, how=self.how, replacement=replacement)]
