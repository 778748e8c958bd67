"""One step or many: the same order, with the same checks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.order import ALO, Order
from hyperquote.exchange.builder import OrderBuilder, limit_order
from hyperquote.meta import Asset

ETH = Asset("ETH", 4, 4, 25)
PURR = Asset("PURR/USDC", 10_000, 0, is_spot=True)
CLOID = "0x" + "AB" * 16


def test_an_order_in_one_step() -> None:
    order = limit_order(ETH, False, "0.4", 3120.1, tif="Alo", reduce_only=True, cloid=CLOID)
    assert order == Order(
        asset=4, is_buy=False, px="3120.1", sz="0.4", reduce_only=True, kind=ALO, cloid="0x" + "ab" * 16
    )


@given(
    st.booleans(),
    st.integers(10**4, 10**9),
    st.integers(100, 99_999),
    st.sampled_from(["Alo", "Ioc", "Gtc"]),
    st.booleans(),
)
def test_it_is_the_builders_order(is_buy: bool, lots: int, tenths: int, tif: str, reduce_only: bool) -> None:
    size, px = lots / 10_000, tenths / 10
    builder = OrderBuilder(ETH).buy(size) if is_buy else OrderBuilder(ETH).sell(size)
    steps = builder.at(px).tif(tif).reduce_only(reduce_only)
    assert limit_order(ETH, is_buy, size, px, tif=tif, reduce_only=reduce_only) == steps.build()


def test_what_the_venue_would_refuse_is_refused() -> None:
    with pytest.raises(ValidationError, match="time in force"):
        limit_order(ETH, True, 1, 3000, tif="Fok")
    with pytest.raises(ValidationError, match="tick"):
        limit_order(ETH, True, 1, 3000.15)
    with pytest.raises(ValidationError, match="whole number of lots"):
        limit_order(ETH, True, 0.00001, 3000)
    with pytest.raises(ValidationError, match="is worth"):
        limit_order(ETH, True, 0.0001, 3000)
    with pytest.raises(ValidationError, match="client order id"):
        limit_order(ETH, True, 1, 3000, cloid="0x1")
    with pytest.raises(ValidationError, match="only perps"):
        limit_order(PURR, True, 1000, 1, reduce_only=True)
