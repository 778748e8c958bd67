"""A whole exchange in plain code: no clock, no socket, no randomness of its own."""

from collections.abc import Callable, Sequence
from functools import partial

from hyperquote.consts import MICRO
from hyperquote.errors import ConfigError, ValidationError
from hyperquote.helpers import checked_address
from hyperquote.info.requests.ledger_deltas import Deposit, LedgerDelta
from hyperquote.local_exchange.accounts.flows import flow_of
from hyperquote.local_exchange.accounts.ledger import LedgerFact, liquidation_delta
from hyperquote.local_exchange.accounts.portfolios import Portfolios
from hyperquote.local_exchange.accounts.registry import Registry
from hyperquote.local_exchange.accounts.worth import worth_of
from hyperquote.local_exchange.admission import Admission
from hyperquote.local_exchange.builder_dex import SZ_CAP_PER_PERP, BuilderDex
from hyperquote.local_exchange.candles import Candles
from hyperquote.local_exchange.clearing.holdings import DEFAULT_LEVERAGE
from hyperquote.local_exchange.clearing.house import ClearingHouse
from hyperquote.local_exchange.clearing.houses import DexHouse, Houses
from hyperquote.local_exchange.clearing.spot import USDC_TOKEN, WEI_PER_MICRO
from hyperquote.local_exchange.day import DayStats
from hyperquote.local_exchange.dex_oracle import DexAssetOracle
from hyperquote.local_exchange.feeds.hub import Frames, Hub, flush
from hyperquote.local_exchange.listing import Listing, default_listings
from hyperquote.local_exchange.matching import winding_up
from hyperquote.local_exchange.matching.core import TradingCore
from hyperquote.local_exchange.matching.facts import Fact, LiquidationFact, TradeFact
from hyperquote.local_exchange.matching.market import Market
from hyperquote.local_exchange.matching.order import BookOrder
from hyperquote.local_exchange.matching.price_time import PriceTimeMarket
from hyperquote.local_exchange.oracle import Oracle
from hyperquote.local_exchange.participant import Participant
from hyperquote.local_exchange.records import Records
from hyperquote.local_exchange.rules import Rules
from hyperquote.local_exchange.spot_listing import HYPE, SpotListing, Token, default_tokens
from hyperquote.local_exchange.state_hash import state_hash
from hyperquote.local_exchange.texts import usd_text
from hyperquote.local_exchange.traders.scenario import CALM_NAME, OUTAGE_NAME, checked_scenario
from hyperquote.wire import units_of

REOPENING_MS = 10_000  # how long only post-only orders are let in after an outage
FIRST_OID = 1_000


class LocalExchange:
    """Listed perps, the accounts that trade them, and everyone who listens.

    Time comes in with every call and never runs backwards. `advance` makes a block: time-driven events, then the
    participants; `flush` tells the listeners what happened since the last one. `listings`, `markets` and `candles` are
    by asset id, `ids` by coin.
    """

    def __init__(
        self,
        start_ms: int,
        listings: Sequence[Listing] | None = None,
        *,
        market_of: Callable[[Listing], Market] | None = None,
        market_name: str = "empty",
        seed: int = 0,
        rules: Rules | None = None,
        dexs: Sequence[BuilderDex] = (),
        pairs: Sequence[SpotListing] = (),
    ) -> None:
        self.market_name = market_name
        self.seed = seed
        self.rules = rules if rules is not None else Rules()
        self.house = Houses()
        self.house.pays_rebates = self.rules.maker_rebates
        self.spot = self.house.spot.ledger
        self.core = TradingCore(
            self.house,
            FIRST_OID,
            self.rules.band_percent,
            self.rules.schedule_volume_micro,
            self.rules.oracle_band_percent,
        )
        self.listings: dict[int, Listing] = {}
        self.ids: dict[str, int] = {}
        self.markets: dict[int, Market] = {}
        self.dexs: list[BuilderDex] = []
        self.oracle = Oracle(self.core, start_ms)
        self.records = Records()
        self.candles: dict[int, Candles] = {}
        self.admission = Admission()
        self.registry = Registry()
        self.portfolios = Portfolios(start_ms)
        self.hub = Hub()
        self._now_ms = start_ms
        self._post_only_until_ms = start_ms + self.rules.post_only_ms
        self.core.is_post_only = self.rules.post_only_ms > 0
        self._movements = 0
        self.scenario_changes: list[tuple[int, str]] = []  # when (UTC ms) each scenario after "calm" began
        self._participants: list[Participant] = []
        self._funded: set[str] = set()
        self.days: dict[int, DayStats] = {}
        for asset, listing in enumerate(default_listings() if listings is None else listings):
            market = PriceTimeMarket() if market_of is None else market_of(listing)
            self._list(asset, listing, market, "")
            self.oracle.list_asset(asset, listing.start_units, listing.impact_usd)
        for dex in dexs:
            self._open_dex(dex)
        self.tokens = default_tokens()
        self.pairs = list(pairs)
        for pair in pairs:
            self._list_pair(pair)

    def _list(self, asset: int, listing: Listing, market: Market, margin_mode: str) -> None:
        table = listing.margin_table
        start_units = listing.start_units
        self.core.list_asset(asset, listing.grid, market, table.max_leverage, start_units, table, margin_mode)
        self._keep(asset, listing, market)

    def _list_pair(self, pair: SpotListing) -> None:
        market = PriceTimeMarket()
        self.house.spot.list_pair(pair.asset, pair.grid, pair.pair, pair.start_units)
        self.core.open_pair(pair.asset, pair.grid, market)
        self._keep(pair.asset, pair, market)

    def _keep(self, asset: int, listing: Listing, market: Market) -> None:
        self.listings[asset] = listing
        self.ids[listing.name] = asset
        self.markets[asset] = market
        self.candles[asset] = Candles()
        self.days[asset] = DayStats(listing.start_units)

    def _open_dex(self, dex: BuilderDex) -> None:
        if dex.index != len(self.dexs) + 1:
            raise ConfigError(f"dex {dex.name} has index {dex.index}, but its place is {len(self.dexs) + 1}")
        self.dexs.append(dex)
        house = DexHouse(self.house, dex.fee_recipient, dex.fee_scale_e6, dex.index)
        self.house.dexs.append(house)
        self.core.watch(house)
        for asset, listed in enumerate(dex.assets, dex.first_asset):
            listing = listed.listing
            self._list(asset, listing, PriceTimeMarket(), listed.margin_mode)
            house.growth[asset] = listed.is_growing
            conduct = self.core.assets[asset].conduct
            conduct.cap_micro = listed.cap_usd * MICRO
            conduct.cap_lots = SZ_CAP_PER_PERP * listing.grid.lots_per_base
            market, units = self.markets[asset], listing.start_units
            self.oracle.add(DexAssetOracle(asset, market, units, listing.impact_usd, self._now_ms))

    # -- time -------------------------------------------------------------------------------------------------------

    def tick(self, now_ms: int) -> int:
        """Return the exchange's time: `now_ms`, or what it was if the caller's clock was set back."""
        self._now_ms = max(self._now_ms, now_ms)
        return self._now_ms

    @property
    def now_ms(self) -> int:
        """The exchange's time (UTC ms): the latest that anyone told it."""
        return self._now_ms

    def advance(self, now_ms: int) -> None:
        """Make a block: what time brings, then each participant in turn."""
        self.pass_time(now_ms)
        self.let_act(now_ms)

    def pass_time(self, now_ms: int) -> None:
        """Do what is due: marks, funding, dead man's switches, triggers and TWAP slices."""
        now_ms = self.tick(now_ms)
        self.core.is_post_only = now_ms < self._post_only_until_ms
        self.oracle.advance(now_ms)
        for account, wei in self.registry.staking.take_due(now_ms):
            self.spot.deposit(account, HYPE.index, wei, self.spot_value_e8(HYPE, wei))
        for pair in self.pairs:
            self.house.of(pair.asset).set_mark(pair.asset, self._spot_mark_units(pair.asset))
        self.core.advance(now_ms)
        self.portfolios.advance(partial(worth_of, self), now_ms)

    def let_act(self, now_ms: int) -> None:
        """Let each participant act, and note where the marks are."""
        now_ms = self.tick(now_ms)
        for participant in self._participants:
            participant.step(self, now_ms)
        for asset, day in self.days.items():
            day.add_mark(self.house.of(asset).mark_units(asset), now_ms)

    def flush(self, now_ms: int) -> Frames:
        """Return what the listeners are told about everything since the last flush."""
        self.absorb()
        return flush(self.hub, self, self.records.take_block(), self.tick(now_ms))

    def absorb(self) -> None:
        """File the facts of the trading core, so that answers include what happened a moment ago."""
        facts = self.core.drain()
        if not facts:
            return
        self.records.absorb(facts)
        for fact in facts:
            if isinstance(fact, TradeFact):
                self.days[fact.asset].add_trade(fact.px_units, fact.lots, fact.time_ms)
                self.candles[fact.asset].add(fact.px_units, fact.lots, fact.time_ms)
            elif isinstance(fact, LiquidationFact):
                self._movements += 1
                delta = liquidation_delta(fact, self.listings)
                self.records.absorb([LedgerFact(fact.time_ms, fact.account, delta, self._movements)])

    def add_participant(self, participant: Participant) -> None:
        """Let someone act once in every block from now on, after those who joined before."""
        self._participants.append(participant)

    def set_scenario(self, name: str, now_ms: int) -> None:
        """Let the crowd play another scenario from now on, in all its markets; the same one begins anew.

        An input like an order: same seed, same inputs at the same times, same market. After an outage only post-only
        orders are let in for a while, as after an upgrade of the network. Raises ValidationError where
        nobody here plays scenarios, and for a name that there is none for.
        """
        now_ms = self.tick(now_ms)
        checked_scenario(name)
        played = [participant.set_scenario(self, name, now_ms) for participant in self._participants]
        if not any(played):
            raise ValidationError(f"nobody plays scenarios in the market {self.market_name!r}: start a crowd instead")
        if self.scenario == OUTAGE_NAME != name:
            self.upgrade(REOPENING_MS, now_ms)
        self.scenario_changes.append((now_ms, name))

    @property
    def scenario(self) -> str:
        """What the crowd plays now."""
        return self.scenario_changes[-1][1] if self.scenario_changes else CALM_NAME

    def set_oracle(self, asset: int, units: int, now_ms: int, mark_inputs: Sequence[int] = ()) -> None:
        """Take a new oracle price (price units); the mark follows at its next update.

        The deployer of a dex may add prices that the mark follows (`mark_inputs`, two at most).
        """
        oracle = self.oracle.assets[asset]
        if isinstance(oracle, DexAssetOracle):
            units = oracle.set_prices(units, mark_inputs, self.tick(now_ms))
        self.oracle.set_price(asset, units)

    def find_dex(self, name: str) -> BuilderDex | None:
        """Return the builder dex of that name; None when there is none."""
        return next((dex for dex in self.dexs if dex.name == name), None)

    @property
    def dex_names(self) -> list[str]:
        """The names of all perp dexes by index; the first is ""."""
        return ["", *(dex.name for dex in self.dexs)]

    def dex_of(self, asset: int) -> str:
        """Return the name of the dex that an asset is on; "" is the first, where spot is told of too."""
        name, colon, _ = self.listings[asset].name.partition(":")
        return name if colon else ""

    def house_of_dex(self, name: str | None) -> ClearingHouse:
        """Return the house of a dex by name; "" and None name the first, which is the venue's own.

        Raises ValidationError when there is no such dex.
        """
        if not name:
            return self.house
        dex = self.find_dex(name)
        if dex is None:
            raise ValidationError(f"there is no perp dex called {name!r}")
        return self.house.dexs[dex.index - 1]

    def perps_of(self, name: str | None) -> list[int]:
        """Return the asset ids of the perps of a dex, in the order of its universe; raises as `house_of_dex`."""
        return sorted(self.house_of_dex(name).assets)

    # -- what the venue decides -------------------------------------------------------------------------------------

    def halt(self, asset: int, now_ms: int) -> None:
        """Stop trading in an asset: its orders are canceled and its positions settled at the mark."""
        winding_up.halt(self.core, asset, self.tick(now_ms))

    def resume(self, asset: int, now_ms: int) -> None:
        """Let a halted asset trade again; a delisted one never does."""
        self.tick(now_ms)
        winding_up.resume(self.core, asset)

    def delist(self, asset: int, now_ms: int) -> None:
        """Take an asset off the exchange: as a halt, for good. It keeps its place in the universe."""
        winding_up.delist(self.core, asset, self.tick(now_ms))

    def cap_open_interest(self, asset: int, usd: int, now_ms: int) -> None:
        """Bound the open interest of an asset (whole dollars at the mark; 0 = no bound), from the next block on."""
        self.tick(now_ms)
        self.core.assets[asset].conduct.cap_micro = usd * MICRO

    def upgrade(self, post_only_ms: int, now_ms: int) -> None:
        """Let only post-only orders in for so long, as the venue does after an upgrade of its network."""
        self._post_only_until_ms = self.tick(now_ms) + post_only_ms
        self.core.is_post_only = post_only_ms > 0

    # -- accounts ---------------------------------------------------------------------------------------------------

    def fund(self, account: str, usd: int, now_ms: int) -> None:
        """Deposit whole dollars from nowhere. An account that was ever funded may act."""
        self.credit(account, usd * MICRO)

    def credit(self, account: str, micro: int) -> None:
        """Deposit micro-dollars from nowhere."""
        self.house.deposit(account, micro)
        self.portfolios.add_flow(account, micro, micro, self._now_ms)
        self._funded.add(account)

    def give(self, account: str, token: Token, wei: int) -> None:
        """Let an account have tokens from nowhere."""
        value_e8 = self.spot_value_e8(token, wei)
        self.spot.deposit(account, token.index, wei, value_e8)
        self.portfolios.add_flow(account, 0, value_e8 // WEI_PER_MICRO, self._now_ms)
        self._funded.add(account)

    def move_tokens(self, sender: str, receiver: str, token: Token, wei: int) -> bool:
        """Move tokens between spot balances at what they are worth; False when fewer are free."""
        if not self.spot.withdraw(sender, token.index, wei):
            return False
        self.spot.deposit(receiver, token.index, wei, self.spot_value_e8(token, wei))
        return True

    def faucet(self, user: str, usdc: str, now_ms: int) -> str:
        """Deposit a decimal text of dollars from nowhere and return the account value after it.

        Raises ValidationError for what is no address or no amount.
        """
        account = checked_address(user)
        micro = units_of(usdc, 6)
        if micro <= 0:
            raise ValidationError(f"{usdc} is no deposit: write a positive number of dollars")
        self.credit(account, micro)
        self.note(Deposit(usdc=usd_text(micro)), now_ms, account)
        return usd_text(self.house.account_value_micro(account))

    def note(self, delta: LedgerDelta, now_ms: int, *accounts: str) -> None:
        """Put a movement of money on record for each account it concerns, each once, after all that happened before."""
        self.absorb()
        self._movements += 1
        concerned = dict.fromkeys(accounts)
        for each in concerned:
            self.portfolios.add_flow(each, *flow_of(delta, each), now_ms)
        facts: list[Fact] = [LedgerFact(now_ms, each, delta, self._movements) for each in concerned]
        self.records.absorb(facts)

    def transfer(self, sender: str, receiver: str, micro: int) -> bool:
        """Move money between accounts; False, and nothing happens, when the sender may not spare it."""
        if not self.house.transfer(sender, receiver, micro):
            return False
        self._funded.add(receiver)
        return True

    def open_account(self, account: str) -> None:
        """Let an account act that never had money: its master did."""
        self.house.account(account)
        self._funded.add(account)

    def activation_fee_micro(self, receiver: str) -> int:
        """Return what a transfer to this address costs its sender: a dollar if it makes an account of it."""
        return 0 if receiver in self._funded else self.rules.activation_fee_micro

    def is_funded(self, account: str) -> bool:
        """Return whether an account ever had money."""
        return account in self._funded

    def count_request(self, account: str, n: int) -> None:
        """Count `n` actions of an account; a batch counts each of its elements."""
        self.registry.budgets.count(account, n)

    def requests_used(self, account: str) -> int:
        """Return how many actions an account has sent."""
        return self.registry.budgets.sent(account)

    def leverage(self, account: str, asset: int) -> int:
        """Return the leverage an account chose for an asset, or the default."""
        house = self.house.of(asset)
        found = house.accounts.get(account)
        position = found.positions.get(asset) if found is not None else None
        if position is not None:
            return position.leverage
        return min(DEFAULT_LEVERAGE, house.assets[asset].table.max_leverage)

    def open_orders(self, user: str, dex: str | None = None) -> list[BookOrder]:
        """Return the resting and waiting orders of an account in any letter case on one dex, newest first.

        The first dex has the spot orders too.
        Exits that still wait for their parent are not among them: `core.exits_of` the parent has those.
        """
        account = user.lower()
        if account not in self.core.desks:
            return []
        house = self.house_of_dex(dex)
        houses = (house, self.house.spot) if house is self.house else (house,)
        orders = self.core.open_orders(account) + self.core.waiting_orders(account)
        mine = [order for order in orders if self.house.of(order.asset) in houses]
        return sorted(mine, key=lambda order: order.oid, reverse=True)

    @property
    def account_count(self) -> int:
        """How many accounts ever had money."""
        return len(self._funded)

    @property
    def open_order_count(self) -> int:
        """How many orders rest in all books or wait for their trigger."""
        return sum(len(desk.open_orders) + len(desk.waiting) for desk in self.core.desks.values())

    def checksum(self) -> str:
        """Return 16 hex digits that stand for the whole state: equal histories give equal digits, in either build."""
        self.absorb()
        return state_hash(self)

    # -- prices -----------------------------------------------------------------------------------------------------

    def token(self, name: str) -> Token | None:
        """Return a token by name, or by name and id as transfers spell it; None when there is none."""
        return next((token for token in self.tokens if name in {token.name, token.full_name}), None)

    def spot_value_e8(self, token: Token, wei: int) -> int:
        """Return what an amount of a token is worth at the mark (1e-8 USD)."""
        if token.index == USDC_TOKEN:
            return wei
        for pair in self.pairs:
            if pair.base is token:
                return wei * self.house.of(pair.asset).mark_units(pair.asset) // pair.pair.wei_per_lot
        return 0

    def _spot_mark_units(self, asset: int) -> int:
        """Return the middle of the book, else the last trade, else what the mark was."""
        market = self.markets[asset]
        bid, ask = market.best_units(True), market.best_units(False)
        if bid and ask:
            return (bid + ask) // 2
        return market.last_units() or self.house.of(asset).mark_units(asset)
