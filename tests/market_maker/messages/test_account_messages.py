"""Private messages become exact integers: every recorded one, and any number on the grid."""

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis.strategies import booleans, integers, sampled_from
from tests.shared_data import require

from hyperquote.book.grid import Grid
from hyperquote.errors import ValidationError
from hyperquote.info.requests.clearinghouse_state import ClearinghouseStateRequest
from hyperquote.info.requests.open_orders import OpenOrder, OpenOrdersRequest
from hyperquote.info.requests.order_status import KnownOrder, OrderStatusRequest
from hyperquote.info.requests.user_fills import Fill as FillMessage
from hyperquote.market_maker.events import NO_TIME
from hyperquote.market_maker.messages.account import AccountReader, funding, micro
from hyperquote.wire import text_of
from hyperquote.ws.channels import decode_frame
from hyperquote.ws.channels.order_updates import OrderUpdate, OrderUpdatesFrame
from hyperquote.ws.channels.user_events import UserEventsFrame
from hyperquote.ws.channels.user_fills import UserFillsFrame

SZ_DECIMALS = {"BTC": 5, "ETH": 4, "SOL": 2, "HYPE": 2}
NOW_NS = 1_770_000_000_000_000_000


def samples(name: str) -> list[dict[str, Any]]:
    examples: list[dict[str, Any]] = json.loads(require(f"reference/samples/{name}.json").read_text())["examples"]
    return [example for example in examples if example.get("status", 200) == 200]


def reader(coin: str) -> AccountReader:
    return AccountReader(coin, Grid(SZ_DECIMALS[coin]))


def scaled(text: str, decimals: int) -> int:
    """Return a decimal text as a whole number of 10^−decimals, the slow and plain way."""
    value = Decimal(text).scaleb(decimals)
    assert value == value.to_integral_value()
    return int(value)


def check_fill(message: FillMessage) -> bool:
    """Hold a fill against its own words; return whether its coin is one we know."""
    if message.coin not in SZ_DECIMALS:
        return False
    decimals = SZ_DECIMALS[message.coin]
    fill = reader(message.coin).fill(message, NOW_NS, is_replay=True)
    assert (fill.exchange_ms, fill.tid, fill.oid) == (message.time, message.tid, message.oid)
    assert fill.px_units == scaled(message.px, 6 - decimals)
    assert fill.lots == scaled(message.sz, decimals)
    assert fill.start_lots == scaled(message.start_position, decimals)
    assert fill.fee_micro == int(Decimal(message.fee).scaleb(6))
    assert fill.closed_pnl_micro == int(Decimal(message.closed_pnl).scaleb(6))
    assert fill.is_buy is (message.side == "B")
    assert fill.is_maker is not message.crossed
    assert fill.is_liquidation is (message.liquidation is not None)
    assert fill.cloid == (message.cloid or "")
    assert fill.is_replay
    return True


def test_every_recorded_fill_of_a_known_perpetual_is_read_exactly() -> None:
    read = 0
    for example in samples("ws_userFills"):
        frame = decode_frame(json.dumps(example["message"]))
        assert isinstance(frame, UserFillsFrame)
        read += sum(check_fill(fill) for fill in frame.data.fills)
    for example in samples("ws_user"):
        frame = decode_frame(json.dumps(example["message"]))
        assert isinstance(frame, UserEventsFrame)
        read += sum(check_fill(fill) for fill in frame.data.fills or [])
    assert read >= 5


def test_every_recorded_funding_payment_is_read_exactly() -> None:
    payments = 0
    for example in samples("ws_user"):
        frame = decode_frame(json.dumps(example["message"]))
        assert isinstance(frame, UserEventsFrame)
        if frame.data.funding is not None:
            payments += 1
            event = funding(frame.data.funding, NOW_NS)
            assert event.micro == int(Decimal(frame.data.funding.usdc).scaleb(6))
            assert event.exchange_ms == frame.data.funding.time
    assert payments


def test_every_recorded_order_update_of_a_known_coin_is_read_exactly() -> None:
    statuses = set()
    for example in samples("ws_orderUpdates"):
        frame = decode_frame(json.dumps(example["message"]))
        assert isinstance(frame, OrderUpdatesFrame)
        for message in frame.data:
            order = message.order
            if order.coin not in SZ_DECIMALS:
                continue
            event = reader(order.coin).order_update(message, NOW_NS)
            decimals = SZ_DECIMALS[order.coin]
            assert (event.oid, event.cloid, event.status) == (order.oid, order.cloid or "", message.status)
            assert event.px_units == scaled(order.limit_px, 6 - decimals)
            assert event.lots == scaled(order.sz, decimals)
            assert event.original_lots == scaled(order.orig_sz or order.sz, decimals)
            assert event.exchange_ms == message.status_timestamp
            statuses.add(message.status)
    assert {"open", "perpMarginRejected"} <= statuses


def test_recorded_lists_of_open_orders_keep_only_our_coin() -> None:
    for example in samples("info_openOrders"):
        rows = OpenOrdersRequest("0x0").read(json.dumps(example["response"]).encode())
        for coin, decimals in SZ_DECIMALS.items():
            ours = [row for row in rows if row.coin == coin]
            event = reader(coin).open_orders(rows, 5, NOW_NS)
            assert [order.oid for order in event.orders] == [row.oid for row in ours]
            assert [order.lots for order in event.orders] == [scaled(row.sz, decimals) for row in ours]
            assert [order.placed_ms for order in event.orders] == [row.timestamp for row in ours]
            assert event.exchange_ms == 5


def test_recorded_accounts_are_read_with_position_leverage_and_equity() -> None:
    positions = 0
    for example in samples("info_clearinghouseState"):
        state = ClearinghouseStateRequest("0x0").read(json.dumps(example["response"]).encode())
        held = {row.position.coin: row.position for row in state.asset_positions}
        for coin, decimals in SZ_DECIMALS.items():
            event = reader(coin).account(state, 3, 7, NOW_NS)
            assert event.exchange_ms == (state.time or 7)
            assert event.equity_micro == int(Decimal(state.margin_summary.account_value).scaleb(6))
            if coin in held:
                positions += 1
                assert event.position_lots == scaled(held[coin].szi, decimals)
                assert event.leverage == held[coin].leverage.value
            else:
                assert (event.position_lots, event.leverage) == (0, 3)
    assert positions


def test_recorded_order_states_are_read_and_an_unknown_order_stays_the_one_we_asked_about() -> None:
    kinds = set()
    for example in samples("info_orderStatus"):
        answer = OrderStatusRequest("0x0", 1).read(json.dumps(example["response"]).encode())
        coin = answer.order.order.coin if isinstance(answer, KnownOrder) else "BTC"
        if coin not in SZ_DECIMALS:
            continue
        event = reader(coin).order_status(answer, "0xabc", 17, NOW_NS)
        kinds.add(event.status)
        assert event.cloid == "0xabc"
        if isinstance(answer, KnownOrder):
            assert (event.oid, event.status) == (answer.order.order.oid, answer.order.status)
            assert event.lots == scaled(answer.order.order.sz, SZ_DECIMALS[coin])
        else:
            assert (event.oid, event.status, event.exchange_ms) == (17, "unknownOid", NO_TIME)
    assert "unknownOid" in kinds


def order(px: str, sz: str, coin: str = "BTC") -> OrderUpdate:
    row = OpenOrder(coin=coin, side="B", limit_px=px, sz=sz, oid=1, timestamp=2)
    return OrderUpdate(row, "open", 3)


@given(integers(1, 10**12), integers(0, 10**12), sampled_from(sorted(SZ_DECIMALS)), booleans())
def test_text_to_units_and_back_loses_nothing(px_units: int, lots: int, coin: str, is_padded: bool) -> None:
    decimals = SZ_DECIMALS[coin]
    px, sz = text_of(px_units, 6 - decimals), text_of(lots, decimals)
    if is_padded:
        px, sz = (text + "0" if "." in text else text + ".0" for text in (px, sz))
    event = reader(coin).order_update(order(px, sz, coin), NOW_NS)
    assert (event.px_units, event.lots, event.original_lots) == (px_units, lots, lots)


@pytest.mark.parametrize(("px", "sz"), [("100.05", "1"), ("100", "0.000001"), ("nan", "1"), ("100", "1e3"), ("", "1")])
def test_what_the_grid_cannot_hold_is_refused_by_name(px: str, sz: str) -> None:
    with pytest.raises(ValidationError, match=r"finer|plain"):
        reader("BTC").order_update(order(px, sz), NOW_NS)


@given(integers(-(10**18), 10**18))
def test_dollars_are_cut_to_micro_dollars_towards_zero(e10: int) -> None:
    text = f"{Decimal(e10).scaleb(-10):f}"
    whole = abs(e10) // 10_000
    assert micro(text) == (whole if e10 >= 0 else -whole)


def test_a_fee_with_too_many_decimals_does_not_cost_us_the_fill() -> None:
    words = {"coin": "BTC", "px": "100.5", "sz": "0.5", "side": "A", "time": 9, "startPosition": "-0.25", "dir": ""}
    words |= {"closedPnl": "-0.12345678", "fee": "-0.0000019", "hash": "0x0", "oid": 4, "tid": 8, "crossed": False}
    fill = reader("BTC").fill(msgspec.convert(words, FillMessage), NOW_NS, is_replay=False)
    assert (fill.px_units, fill.lots, fill.start_lots) == (1_005, 50_000, -25_000)
    assert (fill.fee_micro, fill.closed_pnl_micro) == (-1, -123_456)
    assert not fill.is_replay


@pytest.mark.parametrize("text", ["", "nan", "1.2.3", "1.1234567x", "١"])
def test_an_amount_that_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        micro(text)
