"""What is done to a local exchange from outside its protocol, as values: by a person, a fault, or a recovery.

The control API and the faults decide on changes; the server applies them one after another, like actions, so that a
journal of actions, blocks and changes is all that ever happened.
"""

from typing import TypeAlias

from msgspec import Struct

from hyperquote.consts import MICRO
from hyperquote.errors import ValidationError
from hyperquote.helpers import checked_address
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.matching.facts import BookFact
from hyperquote.local_exchange.matching.order import BookOrder
from hyperquote.wire import units_of

STRANGER = "0x000000000000000000000000000000000fa01750"  # trades on the other side of fills that a fault wants
_STRANGER_USD = 10_000_000_000
_DEPTH = 1_000


class Change(Struct, frozen=True, array_like=True, kw_only=True):
    """Something that happens to the exchange. `apply` does it and returns what to call it in a log, "" for nothing."""

    def apply(self, exchange: LocalExchange, now_ms: int) -> str:
        """Do it at `now_ms` (UTC ms). Raises ValidationError, and nothing happened, if it cannot be done."""
        raise NotImplementedError


class Deposit(Change, frozen=True, tag="deposit"):
    """Money from nowhere into an account: a decimal text of dollars."""

    user: str
    usdc: str

    def apply(self, exchange: LocalExchange, now_ms: int) -> str:
        """Deposit it."""
        return f"{self.user} holds {exchange.faucet(self.user, self.usdc, now_ms)} USDC"


class GiveToken(Change, frozen=True, tag="token"):
    """Tokens from nowhere into a spot balance: a decimal text of whole tokens."""

    user: str
    token: str
    amount: str

    def apply(self, exchange: LocalExchange, now_ms: int) -> str:
        """Give them. Raises ValidationError for what is no address, no token or no amount."""
        account, token = checked_address(self.user), exchange.token(self.token)
        if token is None:
            known = ", ".join(each.name for each in exchange.tokens)
            raise ValidationError(f"there is no token {self.token!r} here; there are {known}")
        wei = units_of(self.amount, token.wei_decimals)
        if wei <= 0:
            raise ValidationError(f"{self.amount} is no deposit: write a positive number of {token.name}")
        exchange.give(account, token, wei)
        return f"{account} holds {self.amount} {token.name} more"


class Credit(Change, frozen=True, tag="credit"):
    """Micro-dollars into an account, or out of it if negative, whatever it needs as margin."""

    user: str
    micro: int

    def apply(self, exchange: LocalExchange, now_ms: int) -> str:
        """Change the account's cash."""
        if self.micro >= 0:
            exchange.credit(self.user, self.micro)
        else:
            exchange.house.account(self.user).cash_micro += self.micro
            exchange.house.deposits_micro += self.micro
            exchange.portfolios.add_flow(self.user, self.micro, self.micro, now_ms)
            exchange.house.has_moved = True
        return f"{self.micro / MICRO:+,.2f} USD for {self.user}"


class SetOracle(Change, frozen=True, tag="oracle"):
    """A new oracle price, in price units; the mark follows at its next update."""

    asset: int
    px_units: int

    def apply(self, exchange: LocalExchange, now_ms: int) -> str:
        """Set it."""
        if self.asset not in exchange.core.assets:
            raise ValidationError(f"there is no asset {self.asset}")
        if self.asset not in exchange.oracle.assets:
            name = exchange.listings[self.asset].name
            raise ValidationError(f"{name} has no oracle: the mark of a spot pair is the middle of its book")
        if self.px_units <= 0:
            raise ValidationError("an oracle price is positive")
        exchange.set_oracle(self.asset, self.px_units, now_ms)
        listing = exchange.listings[self.asset]
        return f"oracle of {listing.name} {listing.grid.px(self.px_units):g}"


class SetLeverage(Change, frozen=True, tag="leverage"):
    """The owner of an account chose another leverage or margin mode somewhere else."""

    user: str
    asset: int
    leverage: int
    is_cross: bool = True

    def apply(self, exchange: LocalExchange, now_ms: int) -> str:
        """Set it, or say why the exchange refuses."""
        refusal = exchange.core.set_leverage(self.user, self.asset, self.leverage, self.is_cross, now_ms)
        mode = "cross" if self.is_cross else "isolated"
        return refusal or f"{self.user} has {self.leverage}x {mode} in {exchange.listings[self.asset].name}"


class ForeignOrder(Change, frozen=True, tag="foreign order"):
    """An order that somebody else sends for an account. A fill is brought about by a stranger's order against it."""

    user: str
    asset: int
    is_buy: bool
    px_units: int
    lots: int
    is_fill: bool = False

    def apply(self, exchange: LocalExchange, now_ms: int) -> str:
        """Place it."""
        core = exchange.core
        if self.is_fill:
            _welcome_stranger(exchange, self.asset, now_ms)
            core.place(STRANGER, self.asset, not self.is_buy, self.px_units, self.lots, "Gtc", False, "", now_ms)
        tif = "Ioc" if self.is_fill else "Gtc"
        placed = core.place(self.user, self.asset, self.is_buy, self.px_units, self.lots, tif, False, "", now_ms)
        return placed.error or f"{placed.status} order {placed.oid} that {self.user} did not send"


class Hit(Change, frozen=True, tag="hit"):
    """A stranger trades with a resting order, and with everything that stands before it in the book."""

    user: str
    oid: int

    def apply(self, exchange: LocalExchange, now_ms: int) -> str:
        """Fill the order if it rests."""
        order = exchange.core.desk(self.user).open_orders.get(self.oid)
        if order is None:
            return ""
        _welcome_stranger(exchange, order.asset, now_ms)
        lots = 0
        for level in exchange.core.levels(order.asset, order.is_buy, _DEPTH):
            if level.px_units < order.px_units if order.is_buy else level.px_units > order.px_units:
                break
            lots += level.lots
        core, px_units = exchange.core, order.px_units
        placed = core.place(STRANGER, order.asset, not order.is_buy, px_units, lots, "Ioc", False, "", now_ms)
        return placed.error or f"order {self.oid} of {self.user} is hit"


class VenueCancel(Change, frozen=True, tag="venue cancel"):
    """The venue cancels open orders of an account by itself, under one of its statuses."""

    user: str
    oids: list[int]
    status: str

    def apply(self, exchange: LocalExchange, now_ms: int) -> str:
        """End those that are still open."""
        desk = exchange.core.desk(self.user)
        ended: list[BookOrder] = []
        for oid in self.oids:
            order = desk.find(oid)
            if order is not None:
                exchange.core.end(order, self.status, now_ms)
                ended.append(order)
        for asset in sorted({order.asset for order in ended}):
            exchange.core.blotter.facts.append(BookFact(now_ms, asset))
        return f"{self.status}: {', '.join(str(order.oid) for order in ended)} of {self.user}" if ended else ""


class SettleFunding(Change, frozen=True, tag="funding"):
    """Funding is paid now, at an hourly rate in 1e-10 of the notional at the oracle price."""

    asset: int
    rate_e10: int

    def apply(self, exchange: LocalExchange, now_ms: int) -> str:
        """Pay it."""
        oracle_units = exchange.oracle.assets[self.asset].oracle_units
        exchange.core.settle_funding(self.asset, self.rate_e10, oracle_units, now_ms)
        return f"funding of {self.rate_e10 / 1e8:g} % in {exchange.listings[self.asset].name}"


class DropAgent(Change, frozen=True, tag="drop agent"):
    """The agents of an account end: expired, deregistered (its nonces are forgotten), or replaced by another key."""

    user: str
    how: str
    replacement: str = ""

    def apply(self, exchange: LocalExchange, now_ms: int) -> str:
        """End them."""
        admission = exchange.admission
        agents = admission.agents_of(self.user)
        for agent in agents:
            if self.how == "expired":
                agent.valid_until_ms = now_ms
            else:
                admission.approve(self.user, self.replacement, agent.name, now_ms)
        return f"{self.how}: {', '.join(agent.address for agent in agents)}" if agents else ""


class SetScenario(Change, frozen=True, tag="scenario"):
    """The crowd plays another scenario from now on."""

    name: str

    def apply(self, exchange: LocalExchange, now_ms: int) -> str:
        """Switch."""
        exchange.set_scenario(self.name, now_ms)
        return f"scenario {self.name}"


class SetTrading(Change, frozen=True, tag="trading"):
    """An asset is halted, resumed, or delisted for good."""

    asset: int
    how: str

    def apply(self, exchange: LocalExchange, now_ms: int) -> str:
        """Do it."""
        if self.asset not in exchange.core.assets:
            raise ValidationError(f"there is no asset {self.asset}")
        do = {"halted": exchange.halt, "resumed": exchange.resume, "delisted": exchange.delist}[self.how]
        do(self.asset, now_ms)
        return f"{exchange.listings[self.asset].name} {self.how}"


class StartUpgrade(Change, frozen=True, tag="upgrade"):
    """The phase after an upgrade begins: only post-only orders and cancels for so long."""

    post_only_ms: int

    def apply(self, exchange: LocalExchange, now_ms: int) -> str:
        """Begin it."""
        exchange.upgrade(self.post_only_ms, now_ms)
        return f"only post-only orders for {self.post_only_ms / 1_000:g} s"


AnyChange: TypeAlias = (
    Deposit
    | GiveToken
    | Credit
    | SetOracle
    | SetLeverage
    | ForeignOrder
    | Hit
    | VenueCancel
    | SettleFunding
    | DropAgent
    | SetScenario
    | SetTrading
    | StartUpgrade
)


def _welcome_stranger(exchange: LocalExchange, asset: int, now_ms: int) -> None:
    if not exchange.is_funded(STRANGER):
        exchange.fund(STRANGER, _STRANGER_USD, now_ms)
    exchange.core.set_leverage(STRANGER, asset, 1, True, now_ms)
