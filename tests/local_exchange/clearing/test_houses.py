"""A builder's dex beside the venue: random trades on both, and whose money it is afterwards."""

from random import Random

import pytest

from hyperquote.book.grid import Grid
from hyperquote.consts import MICRO
from hyperquote.local_exchange.clearing.houses import DexHouse, Houses
from hyperquote.local_exchange.clearing.isolated import STRICT_ISOLATED
from hyperquote.local_exchange.clearing.margin_table import single_tier
from hyperquote.local_exchange.matching import winding_up
from hyperquote.local_exchange.matching.core import TradingCore
from hyperquote.local_exchange.matching.price_time import PriceTimeMarket

ALICE, BOB, CAROL = ("0x" + letter * 40 for letter in "abc")
RECIPIENT = "0x" + "f" * 40
NOW = 1_760_000_000_000
MAIN, ISOLATED, CROSS = 0, 110_000, 110_001
MARK = 400_000  # 400 USD with szDecimals 3


class Venue:
    """One perp of the venue, an isolated one in growth mode and a cross one on a dex; three accounts on both."""

    def __init__(self, scale_e6: int = 1_000_000) -> None:
        self.houses = Houses()
        self.dex = DexHouse(self.houses, RECIPIENT, scale_e6)
        self.houses.dexs.append(self.dex)
        self.core = TradingCore(self.houses)
        for asset, mode in ((MAIN, ""), (ISOLATED, STRICT_ISOLATED), (CROSS, "")):
            self.core.list_asset(asset, Grid(3), PriceTimeMarket(), 10, MARK, single_tier(10), mode)
        self.dex.growth[ISOLATED] = True
        for who in (ALICE, BOB, CAROL):
            self.houses.deposit(who, 50_000 * MICRO)
            self.dex.deposit(who, 50_000 * MICRO)


def test_a_position_and_its_money_are_in_the_house_of_the_asset() -> None:
    venue = Venue()
    venue.core.place(BOB, CROSS, False, MARK, 1_000, "Gtc", False, "", NOW)
    venue.core.place(ALICE, CROSS, True, MARK, 1_000, "Ioc", False, "", NOW)
    assert venue.dex.position(ALICE, CROSS).lots == 1_000
    assert venue.houses.of(CROSS).position(ALICE, CROSS) is venue.dex.position(ALICE, CROSS)
    assert CROSS not in venue.houses.account(ALICE).positions
    assert venue.houses.account(ALICE).cash_micro == 50_000 * MICRO
    assert venue.dex.account_value_micro(ALICE) == 50_000 * MICRO - 360_000, "twice 0.045 % of 400"


def test_money_on_one_dex_margins_nothing_on_another() -> None:
    venue = Venue()
    venue.dex.withdraw(ALICE, 50_000 * MICRO)
    placed = venue.core.place(ALICE, CROSS, True, MARK, 1_000, "Gtc", False, "", NOW)
    assert placed.error == "Insufficient margin to place order. asset=110001"


@pytest.mark.parametrize(
    ("scale_e6", "taker_micro", "deployer_micro"),
    [(0, 180_000, 0), (500_000, 270_000, 90_000), (1_000_000, 360_000, 180_000), (2_000_000, 720_000, 360_000)],
)
def test_the_deployers_scale_makes_fees_dearer_and_shares_them(
    scale_e6: int, taker_micro: int, deployer_micro: int
) -> None:
    """400 USD at 0.045 %: x (1 + s), of which s/(1 + s); from s = 1 on x 2s, of which half."""
    venue = Venue(scale_e6)
    venue.houses.set_fee_rates(BOB, 0, 0)
    venue.core.place(BOB, CROSS, False, MARK, 1_000, "Gtc", False, "", NOW)
    venue.core.place(ALICE, CROSS, True, MARK, 1_000, "Ioc", False, "", NOW)
    assert venue.dex.account_value_micro(ALICE) == 50_000 * MICRO - taker_micro
    assert venue.dex.account(RECIPIENT).cash_micro == deployer_micro
    assert venue.dex.fees_micro == taker_micro - deployer_micro


def test_a_rebate_is_a_tenth_in_growth_mode_and_nobodys_share() -> None:
    venue = Venue()
    venue.houses.set_fee_rates(BOB, -1_000, 0)
    venue.houses.set_fee_rates(ALICE, 0, 0)
    venue.core.place(BOB, ISOLATED, False, MARK, 1_000, "Gtc", False, "", NOW)
    venue.core.place(ALICE, ISOLATED, True, MARK, 1_000, "Ioc", False, "", NOW)
    assert venue.dex.fees_micro == -400, "400 USD · -0.001 % / 10"
    assert venue.dex.account(RECIPIENT).cash_micro == 0


@pytest.mark.parametrize("seed", range(4))
def test_ledgers_of_all_houses_sum_to_zero_through_a_random_day(seed: int) -> None:
    venue, random = Venue(random_scale := 250_000 * (seed + 1)), Random(seed)
    assert venue.dex.fee_scale_e6 == random_scale
    for n in range(800):
        asset, who = random.choice((MAIN, ISOLATED, CROSS)), random.choice((ALICE, BOB, CAROL))
        units = MARK + 100 * random.randint(-10, 10)
        kind = random.random()
        if kind < 0.75:
            tif = random.choice(("Gtc", "Gtc", "Ioc", "Alo"))
            lots = 100 * random.randint(1, 50)
            venue.core.place(who, asset, random.random() < 0.5, units, lots, tif, random.random() < 0.2, "", NOW)
        elif kind < 0.85:
            venue.houses.of(asset).set_mark(asset, units)
        elif kind < 0.93:
            venue.core.settle_funding(asset, random.randint(-(10**6), 10**6), units, NOW)
        elif kind < 0.96:
            venue.core.update_isolated_margin(who, ISOLATED, random.randint(1, 100) * MICRO)
        elif kind < 0.97:
            winding_up.halt(venue.core, asset, NOW)
            winding_up.resume(venue.core, asset)
        else:
            venue.core.advance(NOW + n)
        assert venue.houses.imbalance_micro() == 0
        assert venue.dex.imbalance_micro() == 0
        for each in (MAIN, ISOLATED, CROSS):
            house = venue.houses.of(each)
            assert (
                sum(account.positions[each].lots for account in house.accounts.values() if each in account.positions)
                == 0
            )
