"""The crowd of one asset: value, makers and takers, stepped together once a block."""

from math import exp
from random import Random
from typing import TYPE_CHECKING

from hyperquote.local_exchange.listing import Listing
from hyperquote.local_exchange.participant import Participant
from hyperquote.local_exchange.traders import makers, takers
from hyperquote.local_exchange.traders.deployer import Deployer
from hyperquote.local_exchange.traders.holders import Holders
from hyperquote.local_exchange.traders.makers import Makers
from hyperquote.local_exchange.traders.scenario import CALM, Scenario, varied
from hyperquote.local_exchange.traders.spot_dealer import SpotDealer
from hyperquote.local_exchange.traders.takers import Takers
from hyperquote.local_exchange.traders.value import Value

if TYPE_CHECKING:
    from hyperquote.local_exchange.exchange import LocalExchange

ACCOUNTS = (makers.ACCOUNT, takers.NOISE_ACCOUNT, takers.INFORMED_ACCOUNT)
_FUNDS_USD = 10_000_000_000  # the crowd is never short of margin: its quotes are the market
_LEVERAGE = 1  # which every margin tier allows, however large a position grows
_LONGEST_S = 2.0  # a pause between two blocks beyond this is not caught up with


class Crowd(Participant):
    """Synthetic traders of one asset. Same seed, same block times, same orders of others: same market.

    It starts calm, in the market that `scenario` describes; `set_scenario` varies that.
    """

    def __init__(self, asset: int, listing: Listing, scenario: Scenario, seed: int) -> None:
        self._calm = scenario
        self._asset = asset
        self._listing = listing
        self._scenario = scenario
        self._rng = Random(f"{seed}/{listing.name}/{scenario.name}")
        start = listing.grid.px(listing.start_units)
        self._value = Value(self._rng, start, scenario.sigma_bps, scenario.jumps_per_hour, scenario.jump_bps)
        self._holders = Holders(asset, listing)
        self._makers: Makers | None = None
        self._takers: Takers | None = None
        self._at_ms = 0

    def step(self, exchange: "LocalExchange", now_ms: int) -> None:
        """Act in one block: the value moves, takers act on what they know, makers follow."""
        makers, takers = self._present(exchange, now_ms)
        seconds = min((now_ms - self._at_ms) / 1_000.0, _LONGEST_S)
        self._at_ms = now_ms
        value = self._value.advance(seconds, takers.activity)
        if self._scenario.holders:
            value = self._force(exchange)
        takers.step(seconds, now_ms)
        makers.step(value, seconds, now_ms)
        exchange.set_oracle(self._asset, self._listing.grid.units(value), now_ms)

    def set_scenario(self, exchange: "LocalExchange", name: str, now_ms: int) -> bool:
        """Play another scenario of this market; a scenario that plays already begins anew.

        Raises ValidationError for a name that there is no scenario for.
        """
        scenario = varied(self._calm, name)
        makers, takers = self._present(exchange, now_ms)
        self._scenario = scenario
        self._value.obey(scenario)
        if scenario.holders:  # they bought while it was calm
            makers.obey(self._calm, now_ms)
            makers.step(self._value.price, 0.0, now_ms)
            self._holders.join(exchange, scenario, now_ms)
            self._value.slide(scenario.slide * self._holders.first_fall(exchange), scenario.slide_s)
        takers.obey(scenario)
        makers.obey(scenario, now_ms)
        makers.step(self._value.price, 0.0, now_ms)
        return True

    @property
    def scenario(self) -> Scenario:
        """What plays now."""
        return self._scenario

    @property
    def holders(self) -> list[str]:
        """The accounts of the leveraged longs, if a scenario ever brought them."""
        return self._holders.accounts

    def inform(self, fraction: float) -> None:
        """Let news come in: the value is worth `fraction` more, which the makers have yet to learn."""
        self._value.learn(fraction)

    def _force(self, exchange: "LocalExchange") -> float:
        """Let forced sales move the value, and with it those who are next; return the value (USD)."""
        scenario = self._scenario
        share = self._holders.forced_usd(exchange) / (scenario.holders * scenario.holder_usd)
        if share:
            self._value.learn(exp(-scenario.forced_impact * self._holders.ladder(exchange) * share) - 1.0)
        return self._value.price

    def _present(self, exchange: "LocalExchange", now_ms: int) -> tuple[Makers, Takers]:
        if self._makers is None or self._takers is None:
            self._makers, self._takers = self._join(exchange, now_ms)
            self._makers.step(self._value.price, 0.0, now_ms)
            self._at_ms = now_ms
        return self._makers, self._takers

    def _join(self, exchange: "LocalExchange", now_ms: int) -> tuple[Makers, Takers]:
        for account in ACCOUNTS:
            exchange.fund(account, _FUNDS_USD, now_ms)
            exchange.core.set_leverage(account, self._asset, _LEVERAGE, True, now_ms)
        core, grid, scenario, rng = exchange.core, self._listing.grid, self._scenario, self._rng
        made = Makers(core, self._asset, grid, scenario, rng, self._value.price)
        return made, Takers(core, self._asset, grid, scenario, rng, self._value, made)


def populate(exchange: "LocalExchange", seed: int) -> None:
    """Let a crowd trade every listed coin that it was calibrated for.

    The builder dexes have their deployers and the spot pairs their dealers.
    """
    for name, scenario in CALM.items():
        if name in exchange.ids:
            asset = exchange.ids[name]
            exchange.add_participant(Crowd(asset, exchange.listings[asset], scenario, seed))
    for dex in exchange.dexs:
        exchange.add_participant(Deployer(dex, seed))
    for pair in exchange.pairs:
        exchange.add_participant(SpotDealer(pair, seed))


def live_through(exchange: "LocalExchange", from_ms: int, until_ms: int, block_ms: int) -> None:
    """Make the blocks from `from_ms` until before `until_ms`, so that who comes then finds a market with a past."""
    for now_ms in range(from_ms, until_ms, block_ms):
        exchange.advance(now_ms)
        exchange.flush(now_ms)
