"""Referrers have their share of spot fees, builders theirs from sales; both claim dollars, and no token is lost."""

import pytest
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.exchange.actions.approve_builder_fee import ApproveBuilderFee
from hyperquote.exchange.actions.claim_rewards import ClaimRewards
from hyperquote.exchange.actions.order import GTC, Builder, Order, PlaceOrders
from hyperquote.exchange.actions.register_referrer import RegisterReferrer
from hyperquote.exchange.actions.set_referrer import SetReferrer
from hyperquote.exchange.actions.usd_class_transfer import UsdClassTransfer
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.spot_listing import HYPE, USDC, default_pairs


class Spot:
    """A market of HYPE: `taker` came with the code of `friend`, and lets him build his orders."""

    def __init__(self) -> None:
        self.exchange = LocalExchange(NOW_MS, pairs=default_pairs())
        self.gateway = Gateway(self.exchange)
        self.maker, self.taker, self.friend = (Desk(self.gateway, digit) for digit in "123")
        for desk in (self.maker, self.taker, self.friend):
            self.exchange.faucet(desk.address, "10000", NOW_MS)
            self.exchange.give(desk.address, HYPE, 100 * 10**8)
            self._do(desk, UsdClassTransfer(amount="5000", to_perp=False))
        self._do(self.friend, RegisterReferrer(code="FRIEND"))
        self._do(self.taker, SetReferrer(code="FRIEND"))
        self._do(self.taker, ApproveBuilderFee(max_fee_rate="1%", builder=self.friend.address))

    def _do(self, desk: Desk, action: object) -> None:
        assert desk.send(action)["status"] == "ok"  # type: ignore[arg-type]

    def trade(self, px: str, *, is_buy: bool, tenths: int | None = None) -> dict[str, str]:
        """Let the taker trade 10 HYPE, and return his fill."""
        asset = self.exchange.ids["@1"]
        builder = None if tenths is None else Builder(address=self.friend.address, fee=tenths)
        for desk, side, through in ((self.maker, not is_buy, None), (self.taker, is_buy, builder)):
            order = Order(asset=asset, is_buy=side, px=px, sz="10", kind=GTC)
            reply = desk.send(PlaceOrders(orders=(order,), builder=through))
            assert "error" not in str(reply), reply
        fills: list[dict[str, str]] = ask(self.gateway, {"type": "userFills", "user": self.taker.address})
        return fills[0]

    def rewards(self) -> tuple[str, str]:
        """Return what the friend can claim, and what of all his rewards came as a builder."""
        state = ask(self.gateway, {"type": "referral", "user": self.friend.address})
        return state["unclaimedRewards"], state["builderRewards"]


@pytest.fixture
def spot() -> Spot:
    return Spot()


def test_a_buyer_pays_in_tokens_and_the_referrer_has_a_tenth_of_their_worth(spot: Spot) -> None:
    fill = spot.trade("45", is_buy=True)
    assert (fill["fee"], fill["feeToken"]) == ("0.00671999", "HYPE")  # below 10 · 0.0007 · 0.96
    assert spot.rewards() == ("0.030239", "0.0")  # 0.00671999 · 45 = 0.30239955
    state = ask(spot.gateway, {"type": "referral", "user": spot.friend.address})
    (referred,) = state["referrerState"]["data"]["referralStates"]
    assert (referred["cumVlm"], referred["cumRewardedFeesSinceReferred"]) == ("450.0", "0.302399")


def test_a_seller_pays_the_builder_out_of_what_the_sale_brought(spot: Spot) -> None:
    before = spot.exchange.spot.balance_wei(spot.taker.address, USDC.index)
    fill = spot.trade("44", is_buy=False, tenths=100)
    assert (fill["fee"], fill["builderFee"], fill["feeToken"]) == ("0.73567999", "0.44", "USDC")
    got = spot.exchange.spot.balance_wei(spot.taker.address, USDC.index) - before
    assert got == 440 * 10**8 - 73_567_999
    assert spot.rewards() == ("0.469567", "0.44")


def test_a_buyer_pays_no_builder(spot: Spot) -> None:
    fill = spot.trade("45", is_buy=True, tenths=100)
    assert "builderFee" not in fill
    assert spot.rewards() == ("0.030239", "0.0")


def test_rewards_are_claimed_in_dollars_and_all_ledgers_sum_to_zero(spot: Spot) -> None:
    spot.trade("45", is_buy=True)
    spot.trade("44", is_buy=False, tenths=1_000)
    house = spot.exchange.house
    before = house.account_value_micro(spot.friend.address)
    claimed = round(float(spot.rewards()[0]) * 1e6)
    assert spot.friend.send(ClaimRewards())["status"] == "ok"
    assert house.account_value_micro(spot.friend.address) - before == claimed > 0
    assert spot.rewards()[0] == "0.0"
    assert house.imbalance_micro() == 0
    assert spot.exchange.spot.imbalance_wei(USDC.index) == spot.exchange.spot.imbalance_wei(HYPE.index) == 0
