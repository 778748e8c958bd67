"""The named scenarios: what each does to a market, and that switching them is an input like an order."""

from hashlib import blake2b
from math import log
from random import Random

import pytest
from msgspec.structs import replace

from hyperquote.errors import ValidationError
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.listing import default_listings
from hyperquote.local_exchange.matching.facts import TradeFact
from hyperquote.local_exchange.traders.crowd import Crowd
from hyperquote.local_exchange.traders.makers import ACCOUNT
from hyperquote.local_exchange.traders.scenario import CALM, SCENARIO_NAMES, checked_scenario, varied
from hyperquote.local_exchange.traders.value import Value

START_MS = 1_760_000_000_000
BLOCK_MS = 70


class Played:
    """A market of one coin: calm for ten seconds, then the scenario."""

    def __init__(self, name: str, seconds: float, seed: int = 1, coin: str = "BTC") -> None:
        listing = next(each for each in default_listings() if each.name == coin)
        self.exchange = LocalExchange(START_MS, [listing], seed=seed, market_name="crowd")
        self.crowd = Crowd(0, listing, CALM[coin], seed)
        self.exchange.add_participant(self.crowd)
        self.now_ms = START_MS
        self.oracles: list[int] = []
        self.spreads: list[int] = []
        self.trades: list[TradeFact] = []
        self.live(10.0)
        self.start_units = self.exchange.oracle.assets[0].oracle_units
        self.switch(name)
        self.live(seconds)

    def switch(self, name: str) -> None:
        self.exchange.set_scenario(name, self.now_ms)
        self.oracles.clear()
        self.spreads.clear()
        self.trades.clear()

    def live(self, seconds: float) -> None:
        until_ms = self.now_ms + int(seconds * 1_000)
        while self.now_ms < until_ms:
            self.now_ms += BLOCK_MS
            self.exchange.advance(self.now_ms)
            self.trades += [fact for fact in self.exchange.core.drain() if isinstance(fact, TradeFact)]
            self.oracles.append(self.exchange.oracle.assets[0].oracle_units)
            bid, ask = self.best
            if bid and ask:
                self.spreads.append(ask - bid)

    @property
    def best(self) -> tuple[int, int]:
        return self.exchange.core.best_units(0, True), self.exchange.core.best_units(0, False)

    @property
    def depth_lots(self) -> int:
        return sum(level.lots for level in self.exchange.core.levels(0, True, 20))

    @property
    def moved_bps(self) -> float:
        return log(self.oracles[-1] / self.start_units) * 1e4

    @property
    def largest_move_bps(self) -> float:
        """The largest move of the value within a block."""
        return max(abs(log(b / a)) for a, b in zip(self.oracles, self.oracles[1:], strict=False)) * 1e4

    def held_lots(self) -> int:
        accounts = self.exchange.house.accounts
        held = (accounts[each].positions.get(0) for each in self.crowd.holders)
        return sum(position.lots for position in held if position is not None)

    def digest(self) -> str:
        digest = blake2b(self.exchange.checksum().encode(), digest_size=8)
        for fact in self.trades:
            digest.update(f"{fact.time_ms} {fact.px_units} {fact.lots}".encode())
        return digest.hexdigest()


@pytest.mark.parametrize("coin", list(CALM))
@pytest.mark.parametrize("name", SCENARIO_NAMES)
def test_every_scenario_of_every_coin_is_seeded_and_keeps_the_ledgers(name: str, coin: str) -> None:
    first, second = (Played(name, 15.0, coin=coin) for _ in range(2))
    assert first.digest() == second.digest()
    assert first.exchange.house.imbalance_micro() == 0
    bid, ask = first.best
    assert (bid < ask) if name != "outage" else (bid, ask) == (0, 0)


def test_a_switch_is_an_input_at_a_time() -> None:
    played = Played("jump", 5.0)
    played.exchange.set_scenario("calm", played.now_ms)
    assert played.exchange.scenario == "calm"
    assert [name for _, name in played.exchange.scenario_changes] == ["jump", "calm"]
    assert played.exchange.scenario_changes[1][0] == played.now_ms


def test_a_trend_goes_further_than_calm() -> None:
    def moved(name: str) -> float:
        return sum(abs(Played(name, 90.0, seed).moved_bps) for seed in range(8))

    assert moved("trend") > 1.5 * moved("calm")


def test_a_trend_goes_either_way_and_turns() -> None:
    steady = replace(CALM["BTC"], sigma_bps=0.0, jumps_per_hour=0.0)
    ends = []
    for seed in range(20):
        value = Value(Random(seed), 100.0, 0.0, 0.0, 0.0)
        value.obey(varied(steady, "trend"))
        ends.append(log(value.advance(50.0, 1.0) / 100.0) * 1e4)
    assert {round(end) for end in ends} == {-10, 10}
    value.obey(varied(steady, "trend"))
    path = [value.advance(1.0, 1.0) for _ in range(3_600)]
    turns = sum((b > a) != (c > b) for a, b, c in zip(path, path[1:], path[2:], strict=False))
    assert 2 <= turns <= 12  # six an hour on average


def test_a_slide_falls_as_far_as_it_says_and_ends() -> None:
    value = Value(Random(1), 100.0, 0.0, 0.0, 0.0)
    value.slide(0.018, 60.0)
    for _ in range(1_000):
        value.advance(0.07, 1.0)
    assert log(value.price / 100.0) * 1e4 == pytest.approx(-180.0)


def test_what_reverts_swings_and_stays_where_it_was() -> None:
    played = Played("mean_reverting", 300.0)
    away = [abs(log(units / played.start_units)) * 1e4 for units in played.oracles]
    assert 3.0 < max(away) < 30.0
    assert sum(away) / len(away) < 8.0


def test_jumps_are_larger_than_anything_a_calm_day_shows() -> None:
    assert Played("jump", 120.0).largest_move_bps > 2.0 * Played("calm", 120.0).largest_move_bps
    assert Played("jump", 120.0).largest_move_bps > 10.0


def test_a_thin_night_is_wide_shallow_and_quiet() -> None:
    calm, night = Played("calm", 60.0), Played("thin_night", 60.0)
    assert sum(night.spreads) / len(night.spreads) > 8 * sum(calm.spreads) / len(calm.spreads)
    assert night.depth_lots < 0.25 * calm.depth_lots
    assert len(night.trades) < 0.5 * len(calm.trades)


def test_in_an_outage_nobody_quotes_and_afterwards_the_whole_book_is_back() -> None:
    played = Played("outage", 20.0)
    assert played.best == (0, 0)
    assert not played.trades
    assert not played.exchange.core.desk(ACCOUNT).open_orders
    assert len(set(played.oracles)) > 10, "the oracle goes on"
    played.switch("calm")
    bid, ask = played.best
    assert 0 < bid < ask
    assert len(played.exchange.core.levels(0, True, 100)) > 40


def test_after_an_outage_only_post_only_orders_are_let_in_for_ten_seconds() -> None:
    played = Played("outage", 5.0)
    played.switch("calm")
    played.live(9.0)
    assert played.exchange.core.is_post_only
    assert not played.trades
    assert 0 < played.best[0] < played.best[1]
    played.live(20.0)
    assert not played.exchange.core.is_post_only
    assert played.trades


@pytest.mark.parametrize("coin", list(CALM))
def test_a_slide_liquidates_the_first_and_their_sales_those_behind_them(coin: str) -> None:
    played = Played("liquidation_cascade", 0.0, coin=coin)
    first_bps = 0.5e4 / played.exchange.house.assets[0].table.max_leverage
    held = played.held_lots()
    assert len(played.crowd.holders) == 40
    played.live(30.0)
    assert played.held_lots() == held, "nobody is forced before the slide has gone far enough"
    played.live(120.0)
    assert played.held_lots() < 0.7 * held
    assert played.moved_bps < -1.6 * first_bps, "the forced sales add to the slide"
    assert played.exchange.house.imbalance_micro() == 0


def test_a_second_cascade_finds_new_holders() -> None:
    played = Played("liquidation_cascade", 150.0)
    left = played.held_lots()
    played.switch("calm")
    played.live(10.0)
    played.switch("liquidation_cascade")
    assert played.held_lots() > left
    assert all(played.exchange.house.accounts[each].positions[0].lots for each in played.crowd.holders)


def test_whoever_lists_a_ladder_of_holders_holds_what_the_scenario_says() -> None:
    played = Played("liquidation_cascade", 0.0)
    wanted = varied(CALM["BTC"], "liquidation_cascade")
    usd = played.exchange.listings[0].grid.size(played.held_lots()) * played.exchange.listings[0].grid.px(
        played.best[1]
    )
    assert usd == pytest.approx(wanted.holders * wanted.holder_usd, rel=0.02)


def test_who_does_not_know_a_scenario_hears_the_names() -> None:
    played = Played("calm", 0.0)
    with pytest.raises(ValidationError, match="choose one of calm, trend, mean_reverting, jump"):
        played.exchange.set_scenario("panic", played.now_ms)
    assert [name for _, name in played.exchange.scenario_changes] == ["calm"]
    with pytest.raises(ValidationError, match="no scenario called"):
        checked_scenario("")


def test_a_market_without_a_crowd_plays_nothing() -> None:
    with pytest.raises(ValidationError, match="nobody plays scenarios in the market 'empty'"):
        LocalExchange(START_MS).set_scenario("trend", START_MS)


def test_a_scenario_may_be_set_before_the_first_block() -> None:
    listing = default_listings()[0]
    exchange = LocalExchange(START_MS, [listing])
    exchange.add_participant(Crowd(0, listing, CALM["BTC"], 1))
    exchange.set_scenario("thin_night", START_MS)
    assert 0 < exchange.core.best_units(0, True) < exchange.core.best_units(0, False)
