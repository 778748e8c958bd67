"""TWAPs of spot pairs: their money is told in dollars, and the venue's words say why one ends."""

from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.exchange.actions.order import GTC, Order, PlaceOrders
from hyperquote.exchange.actions.twap_order import Twap, TwapOrder
from hyperquote.exchange.actions.usd_class_transfer import UsdClassTransfer
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.spot_listing import HYPE, default_pairs

HYPE_USDC = 10_001


def market() -> tuple[Gateway, Desk]:
    gateway = Gateway(LocalExchange(NOW_MS, pairs=default_pairs()))
    maker, taker = Desk(gateway, "1"), Desk(gateway, "2")
    for desk in (maker, taker):
        gateway.exchange.faucet(desk.address, "10000", NOW_MS)
    gateway.exchange.give(maker.address, HYPE, 1_000 * 10**8)
    order = Order(asset=HYPE_USDC, is_buy=False, px="45", sz="500", kind=GTC)
    assert maker.send(PlaceOrders(orders=(order,)))["status"] == "ok"
    return gateway, taker


def run(gateway: Gateway, taker: Desk, usd: str) -> None:
    assert taker.send(UsdClassTransfer(amount=usd, to_perp=False))["status"] == "ok"
    twap = Twap(asset=HYPE_USDC, is_buy=True, sz="11", minutes=5, randomize=False)
    assert "running" in taker.send(TwapOrder(twap=twap))["response"]["data"]["status"]
    for step in range(1, 25):
        gateway.make_block(NOW_MS + 15_000 * step)


def test_what_was_traded_is_told_in_dollars() -> None:
    gateway, taker = market()
    run(gateway, taker, "1000")
    row = ask(gateway, {"type": "twapHistory", "user": taker.address}, NOW_MS + 400_000)[0]
    assert row["status"] == {"status": "finished", "description": "finished"}
    assert (row["state"]["coin"], row["state"]["executedSz"], row["state"]["executedNtl"]) == ("@1", "11.0", "495.0")


def test_one_that_runs_out_of_money_says_so_in_the_venues_words() -> None:
    gateway, taker = market()
    run(gateway, taker, "100")
    row = ask(gateway, {"type": "twapHistory", "user": taker.address}, NOW_MS + 400_000)[0]
    assert row["status"] == {"status": "error", "description": "Insufficient spot balance"}
