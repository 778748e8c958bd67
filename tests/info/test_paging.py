import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis.strategies import integers, lists

from hyperquote.errors import ProtocolError
from hyperquote.info.client import InfoClient
from hyperquote.info.paging import Pages

Row = tuple[int, int]  # time (ms), and a number that the venue does not show
PAGE_ROWS = 3
USER = "0x" + "0a" * 20


def collected(history: list[Row], cap: int, start_ms: int = 0) -> list[Row]:
    pages = Pages[Row](start_ms, PAGE_ROWS, lambda row: row[0])
    while pages.take([row for row in history if row[0] >= pages.start_ms][:cap]):
        pass
    return pages.rows


def test_the_last_millisecond_of_a_full_page_is_asked_for_again() -> None:
    pages = Pages[Row](0, PAGE_ROWS, lambda row: row[0])
    assert pages.take([(1, 0), (2, 1), (2, 2)])
    assert pages.start_ms == 2
    assert pages.rows == [(1, 0)]
    assert not pages.take([(2, 1), (2, 2)])
    assert pages.rows == [(1, 0), (2, 1), (2, 2)]


@given(lists(integers(1, 30), max_size=60), integers(PAGE_ROWS, 12), integers(0, 35))
def test_no_row_is_lost_or_doubled_whatever_the_venues_cap(times: list[int], cap: int, start_ms: int) -> None:
    assume(all(times.count(ms) < PAGE_ROWS for ms in times))
    history = [(ms, number) for number, ms in enumerate(sorted(times))]
    assert collected(history, cap, start_ms) == [row for row in history if row[0] >= start_ms]


@given(lists(integers(1, 4), min_size=1, max_size=60), integers(PAGE_ROWS, 12))
def test_what_is_out_of_reach_is_an_error_and_never_a_silent_loss(times: list[int], cap: int) -> None:
    history = [(ms, number) for number, ms in enumerate(sorted(times))]
    if all(times.count(ms) < PAGE_ROWS for ms in times):
        assert collected(history, cap) == history
        return
    found: list[Row] = []
    with suppress(ProtocolError):
        found = collected(history, cap)
    assert found in ([], history)


def test_a_page_with_the_newest_first_is_refused() -> None:
    with pytest.raises(ProtocolError, match="not in the order of time"):
        Pages[Row](0, PAGE_ROWS, lambda row: row[0]).take([(3, 0), (2, 0), (1, 0)])


def test_a_venue_that_does_not_listen_is_not_asked_forever() -> None:
    pages = Pages[Row](0, PAGE_ROWS, lambda row: row[0])
    deaf = [(1, 0), (2, 1), (3, 2)]
    assert pages.take(deaf)
    with pytest.raises(ProtocolError, match="out of reach"):
        pages.take(deaf)


FILL = {"coin": "ETH", "px": "1.0", "sz": "1.0", "side": "B", "startPosition": "0.0", "dir": "Open Long"} | {
    "closedPnl": "0.0", "hash": "0x0", "oid": 1, "crossed": False, "fee": "0.0", "feeToken": "USDC", "twapId": None
}  # fmt: skip
DELTA = {"type": "funding", "coin": "ETH", "usdc": "1.0", "szi": "1.0", "fundingRate": "0.0", "nSamples": None}


def candle(ms: int, n: int) -> dict[str, Any]:
    return {"t": ms, "T": ms, "s": "ETH", "i": "1m", "o": "1.0", "c": "1.0", "h": "1.0", "l": "1.0", "v": "1.0", "n": n}


def fill(ms: int, n: int) -> dict[str, Any]:
    return FILL | {"time": ms, "tid": n}


def slice_fill(ms: int, n: int) -> dict[str, Any]:
    return {"fill": fill(ms, n), "twapId": 7}


def rate(ms: int, n: int) -> dict[str, Any]:
    return {"coin": "ETH", "fundingRate": "0.0", "premium": f"{n}.0", "time": ms}


def payment(ms: int, n: int) -> dict[str, Any]:
    return {"time": ms, "hash": f"0x{n}", "delta": DELTA}


def update(ms: int, n: int) -> dict[str, Any]:
    return {"time": ms, "hash": f"0x{n}", "delta": {"type": "deposit", "usdc": "1.0"}}


class Venue:
    """Serves the oldest rows of what was asked for, at most `cap`; the end is inclusive."""

    def __init__(self, row: Callable[[int, int], dict[str, Any]], cap: int) -> None:
        self.rows = [(1_000 + n // 3, row(1_000 + n // 3, n)) for n in range(3 * cap)]  # three in each millisecond
        self.cap = cap
        self.asked: list[dict[str, Any]] = []

    async def post(self, path: str, body: bytes, timeout_s: float) -> bytes:
        asked = json.loads(body)
        self.asked.append(asked)
        span = asked.get("req", asked)
        found = [row for ms, row in self.rows if span["startTime"] <= ms <= span.get("endTime", 1 << 60)]
        return json.dumps(found[: self.cap]).encode()


Ask = Callable[[InfoClient, int], Awaitable[list[Any]]]
METHODS: list[Any] = [
    pytest.param(lambda info, end: info.candles("ETH", "1m", 0, end), candle, 5_000, id="candles"),
    pytest.param(lambda info, end: info.funding_history("ETH", 0, end), rate, 500, id="funding_history"),
    pytest.param(lambda info, end: info.user_fills_by_time(USER, 0, end), fill, 2_000, id="user_fills_by_time"),
    pytest.param(lambda info, end: info.user_funding(USER, 0, end), payment, 500, id="user_funding"),
    pytest.param(lambda info, end: info.user_ledger(USER, 0, end), update, 500, id="user_ledger"),
    pytest.param(lambda info, end: info.user_ledger(USER, 0, end), update, 2_000, id="user_ledger, larger pages"),
    pytest.param(lambda info, end: info.user_twap_slice_fills_by_time(USER, 0, end), slice_fill, 500, id="slices"),
]


@pytest.mark.parametrize(("ask", "row", "cap"), METHODS)
async def test_a_question_about_a_range_is_answered_in_full(
    ask: Ask, row: Callable[[int, int], dict[str, Any]], cap: int
) -> None:
    venue = Venue(row, cap)
    end_ms = venue.rows[-1][0]
    found = await ask(InfoClient(venue), end_ms)
    assert len(found) == 3 * cap
    assert len({str(each) for each in found}) == 3 * cap
    spans = [asked.get("req", asked) for asked in venue.asked]
    assert all(span["endTime"] == end_ms for span in spans)
    assert all(one["startTime"] < other["startTime"] for one, other in pairwise(spans))
