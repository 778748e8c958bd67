"""Tokens are neither made nor lost, whatever is asked of the ledger."""

from hypothesis import given
from hypothesis import strategies as st

from hyperquote.local_exchange.clearing.spot import SpotLedger

STEP = st.tuples(
    st.sampled_from(["deposit", "withdraw", "charge"]),
    st.sampled_from(["ann", "ben"]),
    st.integers(0, 2),
    st.integers(0, 10**12),
)


def test_tokens_come_go_and_pay_fees() -> None:
    ledger = SpotLedger()
    ledger.deposit("ann", 0, 1_000)
    assert ledger.charge("ann", 0, 100)
    assert ledger.withdraw("ann", 0, 400)
    assert (ledger.balance_wei("ann", 0), ledger.balance_wei("ann", 1), ledger.balance_wei("ben", 0)) == (500, 0, 0)
    assert ledger.imbalance_wei(0) == 0


def test_what_is_not_there_cannot_go() -> None:
    ledger = SpotLedger()
    ledger.deposit("ann", 0, 10)
    assert not ledger.withdraw("ann", 0, 11)
    assert not ledger.charge("ann", 0, 11)
    assert not ledger.withdraw("ann", 0, -1)
    assert ledger.balance_wei("ann", 0) == 10


def test_a_token_once_held_stays_listed() -> None:
    ledger = SpotLedger()
    ledger.deposit("ann", 2, 10)
    ledger.deposit("ann", 0, 10)
    ledger.withdraw("ann", 2, 10)
    assert ledger.tokens_of("ann") == [0, 2]
    assert ledger.tokens_of("ben") == []


@given(st.lists(STEP, max_size=40))
def test_each_token_sums_to_zero_and_no_balance_is_negative(steps: list[tuple[str, str, int, int]]) -> None:
    ledger = SpotLedger()
    for what, who, token, wei in steps:
        if what == "deposit":
            ledger.deposit(who, token, wei)
        elif what == "withdraw":
            ledger.withdraw(who, token, wei)
        else:
            ledger.charge(who, token, wei)
        for each in range(3):
            assert ledger.imbalance_wei(each) == 0
            assert min(ledger.balance_wei("ann", each), ledger.balance_wei("ben", each)) >= 0
