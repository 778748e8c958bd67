import pytest

from hyperquote.book.grid import Grid
from hyperquote.market_maker.infra import wording


def test_thousands_stand_apart_and_minus_is_a_true_minus() -> None:
    assert wording.number(-1_234_567.891, 1) == "−1 234 567.9"


@pytest.mark.parametrize(("value", "text"), [(4.12, "+4.12"), (-0.86, "−0.86"), (0.0, "0.00"), (-0.001, "0.00")])
def test_a_sign_is_shown_but_zero_has_none(value: float, text: str) -> None:
    assert wording.signed(value) == text


@pytest.mark.parametrize(("px", "text"), [(110_743.0, "110 743"), (3_120.1, "3 120.1"), (0.12345, "0.1")])
def test_a_price_has_the_decimals_of_its_tick(px: float, text: str) -> None:
    assert wording.price(px, Grid(5)) == text


def test_a_cheap_coin_shows_all_its_decimals() -> None:
    assert wording.price(0.012345, Grid(0)) == "0.012345"


def test_times_are_utc_and_lengths_do_not_wrap() -> None:
    assert wording.clock(86_400_000 * 20_000 + 43_203_214) == "12:00:03.214"
    assert wording.duration(3_600 * 100 + 61) == "100:01:01"
