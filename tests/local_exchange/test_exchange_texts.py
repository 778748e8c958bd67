from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis.strategies import integers

from hyperquote.local_exchange.texts import bare_text, decimal_text, is_address, micro_of, usd_text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (858_210, 1, "85821.0"),
        (15, 5, "0.00015"),
        (-15, 5, "-0.00015"),
        (0, 4, "0.0"),
        (7, 0, "7.0"),
        (120, 2, "1.2"),
    ],
)
def test_numbers_look_as_the_venue_prints_them(value: int, decimals: int, text: str) -> None:
    assert decimal_text(value, decimals) == text


@given(integers(-(10**15), 10**15), integers(0, 8))
def test_the_text_is_the_exact_number(value: int, decimals: int) -> None:
    assert Decimal(decimal_text(value, decimals)) == Decimal(value).scaleb(-decimals)


@given(integers(0, 10**15))
def test_dollars_read_back_as_they_were_printed(micro: int) -> None:
    assert micro_of(usd_text(micro)) == micro


@pytest.mark.parametrize("text", ["1.2345678", "-1", "1e3", "", "abc", "1.2.3", "١"])
def test_an_amount_that_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="^"):
        micro_of(text)


def test_error_texts_print_whole_prices_bare() -> None:
    assert bare_text(641_430, 1) == "64143"
    assert bare_text(5_605_7, 5) == "0.56057"


def test_an_address_is_forty_hex_digits() -> None:
    assert is_address("0x" + "aB" * 20)
    assert not is_address("0x" + "g" * 40)
    assert not is_address("ab" * 20)
