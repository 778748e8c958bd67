"""Numbers recorded from the venue, asked of the exchange as a client would: what it prints for the same account."""

from typing import Any

from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.consts import MICRO
from hyperquote.exchange.actions.update_isolated_margin import UpdateIsolatedMargin
from hyperquote.exchange.actions.update_leverage import UpdateLeverage
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.listing import Listing


class Recorded:
    """An exchange with one coin, and the account that was recorded."""

    def __init__(self, listing: Listing, usd: str, leverage: int, *, is_cross: bool) -> None:
        self.exchange = LocalExchange(NOW_MS, [listing])
        self.gateway = Gateway(self.exchange)
        self.desk = Desk(self.gateway, "1")
        self.coin = listing.name
        self.exchange.faucet(self.desk.address, usd, NOW_MS)
        self.exchange.house.set_fee_rates(self.desk.address, 0, 0)
        asked = UpdateLeverage(asset=0, is_cross=is_cross, leverage=leverage)
        assert self.desk.send(asked)["status"] == "ok"

    def fill(self, lots: int, px_units: int) -> None:
        self.exchange.house.settle(self.desk.address, 0, lots, px_units, True)

    def position(self) -> Any:
        state = ask(self.gateway, {"type": "clearinghouseState", "user": self.desk.address})
        return state["assetPositions"][0]["position"]


def test_a_cross_short_of_bitcoin() -> None:
    at = Recorded(Listing("BTC", 5, 56, 95_209.0), "10000000", 20, is_cross=True)
    entry_micro, lots = 140_301_680_524, 147_472
    dearer = entry_micro - 951_378 * lots
    at.fill(-dearer, 951_379)
    at.fill(dearer - lots, 951_378)
    told = at.position()
    assert (told["szi"], told["entryPx"], told["positionValue"]) == ("-1.47472", "95137.8", "140406.61648")
    assert (told["unrealizedPnl"], told["returnOnEquity"]) == ("-104.935956", "-0.0149586171")
    assert (told["marginUsed"], told["maxLeverage"]) == ("7020.330824", 40)


def test_an_isolated_long() -> None:
    at = Recorded(Listing("COIN", 2, 10, 37.826), "1000", 10, is_cross=False)
    at.fill(200, 378_200)
    at.exchange.core.settle_funding(0, 6_642_782, 378_200, NOW_MS)  # brings the pot to the recorded one
    told = at.position()
    assert told["leverage"] == {"type": "isolated", "value": 10, "rawUsd": "-68.126246"}
    assert (told["positionValue"], told["marginUsed"]) == ("75.652", "7.525754")
    assert told["liquidationPx"] == "35.8559189474"


def test_an_isolated_short() -> None:
    at = Recorded(Listing("COIN", 0, 5, 0.027), "10000", 5, is_cross=False)
    at.fill(-1_114_261, 27_000)
    missing = 36_359_245_859 - at.exchange.house.position(at.desk.address, 0).raw_micro
    assert at.desk.send(UpdateIsolatedMargin(asset=0, ntli=missing))["status"] == "ok"
    told = at.position()
    assert told["leverage"]["rawUsd"] == "36359.245859"
    assert told["liquidationPx"] == "0.0296643783"


def test_the_largest_trade_of_a_free_account() -> None:
    at = Recorded(Listing("COIN", 2, 10, 94.017), "680.955673", 10, is_cross=True)
    told = ask(at.gateway, {"type": "activeAssetData", "user": at.desk.address, "coin": at.coin})
    assert told["availableToTrade"] == ["680.955673", "680.955673"]
    assert told["maxTradeSzs"] == ["72.42", "72.42"]


def test_ten_thousand_requests_and_one_for_each_dollar_traded() -> None:
    at = Recorded(Listing("COIN", 2, 10, 94.017), "1000", 10, is_cross=True)
    at.exchange.house.account(at.desk.address).add_volume(5_760_209 * MICRO + 980_000)
    told = ask(at.gateway, {"type": "userRateLimit", "user": at.desk.address})
    assert (told["cumVlm"], told["nRequestsCap"]) == ("5760209.98", 5_770_209)


def test_a_flat_market_announces_an_eighth_of_a_basis_point_an_hour() -> None:
    at = Recorded(Listing("COIN", 2, 10, 94.017), "1000", 10, is_cross=True)
    _, ctxs = ask(at.gateway, {"type": "metaAndAssetCtxs"})
    assert ctxs[0]["funding"] == "0.0000125"


def test_closed_pnl_of_an_average_of_two_entries() -> None:
    at = Recorded(Listing("COIN", 2, 10, 82.7), "1000", 10, is_cross=True)
    core, who, other = at.exchange.core, at.desk.address, "0x" + "5" * 40
    at.exchange.fund(other, 1_000, NOW_MS)
    for px in (82.744, 82.739):
        units = at.exchange.listings[0].grid.units(px)
        core.place(other, 0, False, units, 30, "Gtc", False, "", NOW_MS)
        core.place(who, 0, True, units, 30, "Ioc", False, "", NOW_MS)
    units = at.exchange.listings[0].grid.units(80.601)
    core.place(other, 0, True, units, 60, "Gtc", False, "", NOW_MS)
    core.place(who, 0, False, units, 60, "Ioc", False, "", NOW_MS)
    (newest, *_) = ask(at.gateway, {"type": "userFills", "user": who})
    assert (newest["dir"], newest["closedPnl"]) == ("Close Long", "-1.2843")
