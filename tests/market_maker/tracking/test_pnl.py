"""The P&L identity holds to the last bit; each part measures what its name says."""

from hypothesis import given
from hypothesis.strategies import booleans, integers, lists, one_of, tuples

from hyperquote.market_maker.tracking.pnl import ProfitAndLoss


def test_a_round_trip_by_hand() -> None:
    money = ProfitAndLoss()
    money.start(0, 2_000)  # mid 1000 units
    money.on_fill(1_000, is_buy=True, px_units=998, lots=10, fee_micro=3, reference_half_units=2_000)
    assert money.spread == 10 * 4  # bought 2 units under mid: 4 half units each
    money.on_mid(1_500, 2_010)
    assert money.unrealized == 10 * 14
    money.on_fill(1_600, is_buy=False, px_units=1_006, lots=10, fee_micro=3, reference_half_units=2_010)
    assert money.unrealized == 0
    assert money.realized == 10 * 16
    assert money.total_half_micro == 160 - 2 * 6
    assert money.spread + money.carry == 160


def test_adverse_selection_is_the_first_second_after_a_fill() -> None:
    money = ProfitAndLoss(horizon_ms=1_000)
    money.start(0, 2_000)
    money.on_fill(10_000, is_buy=True, px_units=999, lots=5, fee_micro=0, reference_half_units=2_000)
    money.on_mid(10_500, 1_990)  # falls at once: adverse
    money.on_mid(11_400, 1_900)  # after the first second: inventory
    assert money.adverse == 5 * -10
    assert money.inventory == 5 * -90


def test_a_flip_books_only_the_closed_part() -> None:
    money = ProfitAndLoss()
    money.start(0, 2_000)
    money.on_fill(1, is_buy=True, px_units=1_000, lots=3, fee_micro=0, reference_half_units=2_000)
    money.on_fill(2, is_buy=False, px_units=1_010, lots=5, fee_micro=0, reference_half_units=2_000)
    assert money.realized == 3 * 20
    money.on_mid(3, 2_000)
    assert money.unrealized == 2 * 20  # short two at 1010, mid 1000


@given(
    lists(one_of(tuples(integers(150, 250)), tuples(booleans(), integers(80, 120), integers(1, 20))), max_size=40),
    integers(-50, 50),
)
def test_the_identity_holds_for_any_sequence(steps: list[tuple[int, ...]], start_lots: int) -> None:
    money = ProfitAndLoss()
    money.start(start_lots, 200)
    cash, lots, mid = -start_lots * 200, start_lots, 200
    for time_ms, step in enumerate(steps):
        if len(step) == 1:
            mid = step[0]
            money.on_mid(time_ms * 400, mid)
        else:
            is_buy, px, size = bool(step[0]), step[1], step[2]
            signed = size if is_buy else -size
            cash -= signed * px * 2
            lots += signed
            money.on_fill(time_ms * 400, is_buy, px, size, fee_micro=1, reference_half_units=mid)
        fees = 2 * money.fees_micro
        assert money.realized + money.unrealized == cash + lots * mid
        assert money.total_half_micro == money.spread + money.adverse + money.inventory - fees
