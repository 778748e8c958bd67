"""A number has one spelling on the wire."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis.strategies import decimals, floats, integers
from tests.shared_data import require

from hyperquote.errors import ValidationError
from hyperquote.helpers import cloid_of
from hyperquote.meta import Asset
from hyperquote.wire import canonical, count_of, number_text, scaled_int, text_of, units_of

VECTORS = "reference/vectors/number_format.json"


def test_floats_print_as_the_official_sdk_prints_them() -> None:
    for case in json.loads(require(VECTORS).read_bytes())["float_to_wire"]:
        if "error" in case:
            with pytest.raises(ValidationError):
                number_text(case["input"])
        else:  # the one difference is on purpose: minus zero is never sent
            assert number_text(case["input"]) == ("0" if case["output"] == "-0" else case["output"])


@pytest.mark.parametrize(("kind", "places"), [("float_to_usd_int", 6), ("float_to_int_for_hashing", 8)])
def test_amounts_scale_to_the_integers_of_the_official_sdk(kind: str, places: int) -> None:
    for case in json.loads(require(VECTORS).read_bytes())[kind]:
        if "error" in case:
            with pytest.raises(ValidationError):
                scaled_int(case["input"], places)
        else:
            assert scaled_int(case["input"], places) == case["output"]


def test_client_order_ids_of_numbers() -> None:
    for case in json.loads(require(VECTORS).read_bytes())["cloid_from_int"]:
        assert cloid_of(int(case["input"])) == case["output"]


def test_market_orders_get_the_prices_of_the_official_sdk() -> None:
    for case in json.loads(require(VECTORS).read_bytes())["slippage_price"]:
        asset = Asset("X", 0, case["szDecimals"], is_spot=case["market"] == "spot")
        units = asset.slippage_units(case["mid"], case["is_buy"], case["slippage"])
        assert asset.px_text(units) == case["wire"]


def test_ticks_are_those_of_the_documentation() -> None:
    for case in json.loads(require(VECTORS).read_bytes())["tick_validity"]:
        asset = Asset("X", 0, case["szDecimals"], is_spot=case["market"] == "spot")
        if case["valid"]:
            assert asset.px_text(asset.checked_px(case["px"])) == canonical(case["px"])
        else:
            with pytest.raises(ValidationError):
                asset.checked_px(case["px"])


@pytest.mark.parametrize("text", ["", ".", "1.", ".5", "1e3", "+1", "1_000", " 1", "0x10", "١", "nan", "--1"])
def test_what_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        canonical(text)
    with pytest.raises(ValidationError):
        units_of(text, 4)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), 1e-9, Decimal("0.123456789")])
def test_what_eight_decimals_cannot_hold_is_refused(value: float | Decimal) -> None:
    with pytest.raises(ValidationError):
        number_text(value)


def test_spellings_of_one_number_become_one() -> None:
    assert canonical("2000.0") == canonical("02000") == number_text(2000) == number_text(Decimal("2E3")) == "2000"
    assert canonical("-0.000000000") == number_text(-0.0) == number_text(Decimal("-0.0")) == "0"


@given(integers(-(10**17), 10**17), integers(0, 8))
def test_counts_survive_the_wire(count: int, places: int) -> None:
    text = text_of(count, places)
    assert units_of(text, places) == count
    assert canonical(text) == text
    assert Decimal(text) == Decimal(count).scaleb(-places)


@given(decimals(min_value=-(10**9), max_value=10**9, places=8))
def test_decimals_survive_the_wire(value: Decimal) -> None:
    assert Decimal(number_text(value)) == value


@given(integers(-(10**16), 10**16), integers(0, 8))
def test_the_float_nearest_to_a_count_is_that_count(count: int, places: int) -> None:
    value = count / 10**places
    text = repr(value)
    if abs(count) < 10**15:
        assert count_of(value, places) == count == count_of(text_of(count, places), places), text


@given(floats(-1e7, 1e7), integers(0, 8))
def test_a_float_counts_as_its_text_does(value: float, places: int) -> None:
    try:
        expected: int | None = units_of(number_text(value), places)
    except ValidationError:
        expected = None
    try:
        assert count_of(value, places) == expected
    except ValidationError:
        assert expected is None


def test_a_float_beside_a_decimal_counts_as_that_decimal() -> None:
    assert count_of(0.1 + 0.2, 1) == 3
    for value in (float("nan"), float("inf"), 0.15):
        with pytest.raises(ValidationError):
            count_of(value, 1)


@given(floats(-1e7, 1e7))
def test_a_float_is_printed_exactly_or_not_at_all(value: float) -> None:
    try:
        text = number_text(value)
    except ValidationError:
        return
    assert abs(float(text) - value) < 1e-12
    assert text == canonical(text)


@given(integers(1, 10**9))
def test_a_count_too_fine_is_refused_rather_than_rounded(count: int) -> None:
    text = text_of(10 * count + 1, 5)
    with pytest.raises(ValidationError):
        units_of(text, 4)
