"""How many rows answers and snapshots have, in which order, and what paging over a crowded millisecond gives."""

from typing import Any

import msgspec
import pytest
from tests.local_exchange.desk import NOW_MS, ask

from hyperquote.info.paging import Pages
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.matching.facts import FillFact, FundingFact, OrderFact
from hyperquote.local_exchange.matching.order import GTC, BookOrder

USER = "0x" + "a" * 40
ETH = 1
PAGE, NEWEST = 2_000, 10_000


def order(oid: int, twap_id: int = 0) -> BookOrder:
    return BookOrder(oid, USER, ETH, True, 4_300_00, 10, GTC, False, "", NOW_MS, twap_id=twap_id)


def fill(n: int, *, at_ms: int, oid: int | None = None, twap_id: int = 0) -> FillFact:
    of = order(n if oid is None else oid, twap_id)
    return FillFact(at_ms, of, 4_300_00 + n % 7, 1, 0, 0, 5, "Open Long", True, n)


def by_time(gateway: Gateway, start_ms: int, **more: Any) -> list[dict[str, Any]]:
    asked = {"type": "userFillsByTime", "user": USER, "startTime": start_ms, **more}
    rows: list[dict[str, Any]] = ask(gateway, asked, NOW_MS + 10_000)
    return rows


@pytest.fixture
def filled(gateway: Gateway) -> Gateway:
    """12,000 fills, three in each millisecond."""
    gateway.exchange.records.absorb([fill(n, at_ms=NOW_MS + n // 3) for n in range(12_000)])
    return gateway


def test_fills_are_the_newest_two_thousand_newest_first(filled: Gateway) -> None:
    rows = ask(filled, {"type": "userFills", "user": USER}, NOW_MS + 10_000)
    assert [row["tid"] for row in rows] == list(range(11_999, 9_999, -1))


def test_a_range_gives_its_oldest_page_and_reversed_its_newest(filled: Gateway) -> None:
    assert [row["tid"] for row in by_time(filled, 0)] == list(range(2_000, 4_000))  # the first 2000 are forgotten
    newest = by_time(filled, 0, reversed=True)
    assert [row["tid"] for row in newest] == list(range(11_999, 9_999, -1))
    one = by_time(filled, NOW_MS + 1_000, endTime=NOW_MS + 1_000)
    assert [row["tid"] for row in one] == [3_000, 3_001, 3_002]  # both bounds are in it


def test_paging_from_the_last_millisecond_loses_no_row_and_has_none_twice(filled: Gateway) -> None:
    pages: Pages[dict[str, Any]] = Pages(0, PAGE, lambda row: int(row["time"]))
    while pages.take(by_time(filled, pages.start_ms)):
        pass
    assert [row["tid"] for row in pages.rows] == list(range(12_000 - NEWEST, 12_000))


def test_merged_fills_are_whole_orders_also_where_the_page_ends(gateway: Gateway) -> None:
    gateway.exchange.records.absorb([fill(n, at_ms=NOW_MS + n // 3, oid=n // 3) for n in range(9_000)])
    merged = ask(gateway, {"type": "userFills", "user": USER, "aggregateByTime": True}, NOW_MS + 10_000)
    assert len(merged) == PAGE
    assert {row["sz"] for row in merged} == {"0.0003"}
    assert {row["fee"] for row in merged} == {"0.000015"}
    assert [row["oid"] for row in merged[:2]] == [2_999, 2_998]
    oldest = by_time(gateway, 0, aggregateByTime=True)
    assert ([row["oid"] for row in oldest[:2]], len(oldest)) == ([0, 1], PAGE)


def test_one_order_in_two_milliseconds_is_two_rows(gateway: Gateway) -> None:
    gateway.exchange.records.absorb([fill(n, at_ms=NOW_MS + n // 2, oid=5) for n in range(4)])
    assert [row["sz"] for row in by_time(gateway, 0, aggregateByTime=True)] == ["0.0002", "0.0002"]


def test_the_order_log_has_two_thousand_rows_and_the_younger_order_first_in_a_millisecond(gateway: Gateway) -> None:
    gateway.exchange.records.absorb([OrderFact(NOW_MS, order(n), "open") for n in range(2_500)])
    old, young = order(7_000), order(7_001)
    last = [OrderFact(NOW_MS + 1, young, "open"), OrderFact(NOW_MS + 1, young, "filled")]
    gateway.exchange.records.absorb([*last, OrderFact(NOW_MS + 1, old, "canceled")])
    rows = ask(gateway, {"type": "historicalOrders", "user": USER}, NOW_MS + 10)
    assert len(rows) == 2_000
    top = [(row["order"]["oid"], row["status"]) for row in rows[:4]]
    assert top == [(7_001, "filled"), (7_001, "open"), (7_000, "canceled"), (2_499, "open")]


def test_fundings_come_in_pages_of_five_hundred_oldest_first(gateway: Gateway) -> None:
    gateway.exchange.records.absorb([FundingFact(NOW_MS + n // 4, USER, ETH, n, 1, 1) for n in range(700)])
    rows = ask(gateway, {"type": "userFunding", "user": USER, "startTime": 0}, NOW_MS + 1_000)
    assert [row["delta"]["usdc"] for row in rows[:3]] == ["0.0", "0.000001", "0.000002"]
    assert len(rows) == 500


def test_candles_are_at_most_five_thousand_the_newest(gateway: Gateway) -> None:
    candles = gateway.exchange.candles[ETH]
    for minute in range(6_000):
        candles.add(4_300_00, 1, NOW_MS + 60_000 * minute)
    req = {"coin": "ETH", "interval": "1m", "startTime": 0}
    rows = ask(gateway, {"type": "candleSnapshot", "req": req}, NOW_MS + 60_000 * 6_000)
    assert (len(rows), rows[-1]["t"] - rows[0]["t"]) == (5_000, 60_000 * 4_999)
    assert rows[-1]["t"] // 60_000 == (NOW_MS + 60_000 * 5_999) // 60_000


def test_the_feed_of_fills_leaves_twap_slices_to_their_own_feed(gateway: Gateway) -> None:
    records = gateway.exchange.records
    records.absorb([fill(1, at_ms=NOW_MS), fill(2, at_ms=NOW_MS, twap_id=9)])
    records.take_block()
    for kind in ("userFills", "userTwapSliceFills"):
        said = {"method": "subscribe", "subscription": {"type": kind, "user": USER}}
        gateway.hear(1, msgspec.json.encode(said).decode(), NOW_MS)
    first = _told(gateway, NOW_MS + 70)
    assert [row["tid"] for row in first["userFills"]["fills"]] == [1]
    assert [row["fill"]["tid"] for row in first["userTwapSliceFills"]["twapSliceFills"]] == [2]
    assert {told["isSnapshot"] for told in first.values()} == {True}
    records.absorb([fill(3, at_ms=NOW_MS), fill(4, at_ms=NOW_MS, twap_id=9)])
    later = _told(gateway, NOW_MS + 140)
    assert [row["tid"] for row in later["userFills"]["fills"]] == [3]
    assert [row["fill"]["tid"] for row in later["userTwapSliceFills"]["twapSliceFills"]] == [4]
    assert not any("isSnapshot" in told for told in later.values())


def _told(gateway: Gateway, now_ms: int) -> dict[str, Any]:
    frames = [msgspec.json.decode(frame) for frame in gateway.make_block(now_ms)[1]]
    return {frame["channel"]: frame["data"] for frame in frames}
