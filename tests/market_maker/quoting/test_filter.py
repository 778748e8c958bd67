"""Reduce-only: when it begins and ends, and that nothing it allows can grow or flip a position."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import booleans, integers

from hyperquote.market_maker.quoting.filter import ReduceOnly, ReduceOnlyInputs, room

PLENTY = 10**9


def inputs(position: int = 0, **changes: Any) -> ReduceOnlyInputs:
    facts: dict[str, Any] = {
        "position_lots": position,
        "max_lots": 100,
        "worst_long_lots": position,
        "worst_short_lots": position,
        "position_value": 0.0,
        "max_position_value": 10_000.0,
    }
    return ReduceOnlyInputs(**(facts | changes))


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        (inputs(101), "position of"),
        (inputs(-101), "position of"),
        (inputs(50, worst_long_lots=101), "orders could"),
        (inputs(-50, worst_short_lots=-101), "orders could"),
        (inputs(50, position_value=9_001.0), "position value"),
        (inputs(50, margin_use=0.81), "margin"),
        (inputs(50, liquidation_buffer=0.29), "liquidation"),
        (inputs(101, position_value=9_001.0, margin_use=0.9, liquidation_buffer=0.1), "liquidation"),
        (inputs(101, position_value=9_001.0, margin_use=0.9), "margin"),
        (inputs(101, position_value=9_001.0), "position value"),
        (inputs(0, margin_use=float("nan")), "margin"),
        (inputs(0, position_value=float("nan")), "position value"),
    ],
)
def test_each_limit_begins_it_and_the_most_dangerous_names_it(facts: ReduceOnlyInputs, word: str) -> None:
    gate = ReduceOnly()
    assert gate.update(facts)
    assert gate.is_active
    assert word in gate.reason


def test_limits_themselves_are_allowed() -> None:
    gate = ReduceOnly()
    assert not gate.update(inputs(100, position_value=9_000.0, margin_use=0.8, liquidation_buffer=0.3))
    assert not gate.is_active


def test_it_ends_only_well_inside_the_limit_and_speaks_once_each_way() -> None:
    gate = ReduceOnly()
    changes = [gate.update(inputs(position)) for position in (100, 101, 100, 99, 98, 99, 100, 101)]
    assert changes == [False, True, False, False, True, False, False, True]
    assert gate.entries == 2


def test_room_is_the_distance_to_the_limit_and_margin_limits_growth_only() -> None:
    normal = room(30, 100, "", PLENTY, PLENTY)
    assert (normal.bid_lots, normal.ask_lots) == (70, 130)
    poor = room(30, 100, "", 5, 5)
    assert (poor.bid_lots, poor.ask_lots) == (5, 35)
    assert room(100, 100, "", PLENTY, PLENTY).bid_reason == "no room for a longer position"
    assert room(-100, 100, "", PLENTY, PLENTY).ask_reason == "no room for a shorter position"


def test_a_shut_gate_closes_its_side_and_says_why() -> None:
    gated = room(0, 100, "", PLENTY, PLENTY, no_bids="falling knife")
    assert (gated.bid_lots, gated.bid_reason, gated.ask_lots, gated.ask_reason) == (0, "falling knife", 100, "")


def test_reduce_only_tells_its_reason_on_the_side_it_closes() -> None:
    long = room(30, 100, "margin", 0, 0)
    assert (long.bid_lots, long.bid_reason, long.ask_lots, long.ask_reason) == (0, "margin", 30, "")


@given(integers(-500, 500), integers(0, 200), integers(0, 300), integers(0, 300), booleans())
def test_no_fill_grows_or_flips_a_position_in_reduce_only(
    position: int, limit: int, margin_bid: int, margin_ask: int, is_reducing: bool
) -> None:
    allowed = room(position, limit, "why" if is_reducing else "", margin_bid, margin_ask)
    assert allowed.bid_lots >= 0
    assert allowed.ask_lots >= 0
    for after in (position + allowed.bid_lots, position - allowed.ask_lots):
        if is_reducing:
            assert abs(after) <= abs(position)
            assert after * position >= 0
        else:
            assert abs(after) <= max(limit, abs(position))
    assert (allowed.bid_lots == 0) == bool(allowed.bid_reason)
    assert (allowed.ask_lots == 0) == bool(allowed.ask_reason)
