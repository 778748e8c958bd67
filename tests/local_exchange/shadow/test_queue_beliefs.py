"""The same tape, believed differently: who thinks that cancels stood ahead of us fills us earlier."""

from hypothesis import given
from hypothesis.strategies import integers, lists, sampled_from, tuples
from librt.vecs import vec
from mypy_extensions import i64

from hyperquote.book.queue import QUEUES, QueueModel
from hyperquote.local_exchange.matching.order import BookOrder
from hyperquote.local_exchange.shadow.market import ShadowMarket

ME = "0x" + "1" * 40
TRADE, DISPLAY = "trade", "display"


def fills(queues: QueueModel, joined: int, tape: list[tuple[str, int]], lots: int = 1_000) -> list[int]:
    """How much of an order that joined behind `joined` lots was filled after each row of the tape."""
    market = ShadowMarket(queues)
    market.on_book(vec[i64]([100]), vec[i64]([max(joined, 1)]), 1, vec[i64]([101]), vec[i64]([50]), 1)
    order = BookOrder(1, ME, 0, True, 100, lots, "Alo", False, "", 0)
    market.rest(order, 0)
    after: list[int] = []
    for kind, size in tape:
        if kind == TRADE:
            market.on_trade(100, size, False)
        else:
            market.on_bbo(100, size, 101, 50)
        after.append(lots - order.lots)
    return after


def test_fills_come_in_the_order_of_boldness() -> None:
    tape = [(DISPLAY, 400), (DISPLAY, 300), (TRADE, 60), (TRADE, 30), (TRADE, 30)]
    found = {name: fills(model, 100, tape) for name, model in QUEUES.items()}
    assert found == {  # ahead after the cancels: 100, 90, 75, 56, 0
        "by_trades": [0, 0, 0, 0, 20],
        "power": [0, 0, 0, 0, 30],
        "proportional": [0, 0, 0, 15, 45],
        "log": [0, 0, 4, 34, 64],
        "by_cancels": [0, 0, 60, 90, 120],
    }


@given(integers(1, 500), lists(tuples(sampled_from([TRADE, DISPLAY]), integers(1, 500)), max_size=30))
def test_no_belief_fills_before_the_bold_one_or_after_the_cautious_one(
    joined: int, tape: list[tuple[str, int]]
) -> None:
    bold, cautious = fills(QUEUES["by_cancels"], joined, tape), fills(QUEUES["by_trades"], joined, tape)
    for model in QUEUES.values():
        for least, this, most in zip(cautious, fills(model, joined, tape), bold, strict=True):
            assert least <= this <= most
