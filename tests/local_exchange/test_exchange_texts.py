from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis.strategies import integers

from hyperquote.local_exchange.texts import decimal_text


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
