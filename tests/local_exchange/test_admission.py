import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists

from hyperquote.local_exchange.admission import DAY_MS, KEPT_NONCES, NO_ADDRESS, Admission, Nonces

NOW_MS = 1_700_000_000_000
MASTER = "0x" + "a" * 40
FIRST = "0x" + "1" * 40
SECOND = "0x" + "2" * 40


def test_a_nonce_works_once() -> None:
    nonces = Nonces()
    assert nonces.admit(NOW_MS, NOW_MS) == ""
    assert nonces.admit(NOW_MS, NOW_MS) == f"Invalid nonce: duplicate nonce {NOW_MS}"


def test_nonces_may_arrive_out_of_order_while_above_the_smallest_of_the_hundred_highest() -> None:
    nonces = Nonces()
    for step in range(KEPT_NONCES):
        assert nonces.admit(NOW_MS + 10 * step, NOW_MS) == ""
    assert nonces.admit(NOW_MS + 5, NOW_MS) == ""  # pushes out the smallest, NOW_MS
    assert nonces.admit(NOW_MS + 3, NOW_MS) == f"Invalid nonce: nonce too low {NOW_MS + 3} < {NOW_MS + 5}"
    assert nonces.admit(NOW_MS, NOW_MS) == f"Invalid nonce: duplicate nonce {NOW_MS}"


@pytest.mark.parametrize(
    ("nonce", "refusal"),
    [
        (NOW_MS - 2 * DAY_MS, f"Invalid nonce: nonce too low {NOW_MS - 2 * DAY_MS} < {NOW_MS - 2 * DAY_MS}"),
        (NOW_MS - 2 * DAY_MS + 1, ""),
        (NOW_MS + DAY_MS - 1, ""),
        (NOW_MS + DAY_MS, f"Invalid nonce: nonce too high {NOW_MS + DAY_MS} > {NOW_MS + DAY_MS}"),
    ],
)
def test_the_window_in_time_is_open_at_both_ends(nonce: int, refusal: str) -> None:
    assert Nonces().admit(nonce, NOW_MS) == refusal


@given(lists(integers(NOW_MS - 1_000, NOW_MS + 1_000), max_size=300))
def test_no_nonce_is_ever_admitted_twice(stream: list[int]) -> None:
    nonces = Nonces()
    admitted = [nonce for nonce in stream if nonces.admit(nonce, NOW_MS) == ""]
    assert len(admitted) == len(set(admitted))


def test_an_agent_acts_for_its_principal_until_it_expires() -> None:
    admission = Admission()
    assert admission.approve(MASTER, FIRST, f"bot valid_until {NOW_MS + 1_000}", NOW_MS) == ""
    assert admission.principal(FIRST, NOW_MS + 999) == MASTER
    assert admission.principal(FIRST, NOW_MS + 1_000) == FIRST
    assert [agent.name for agent in admission.agents_of(MASTER)] == ["bot"]


def test_the_same_name_replaces_and_the_old_key_is_spent_for_good() -> None:
    admission = Admission()
    assert admission.approve(MASTER, FIRST, "", NOW_MS) == ""
    assert admission.approve(MASTER, SECOND, "", NOW_MS) == ""
    assert admission.principal(FIRST, NOW_MS) == FIRST
    assert admission.principal(SECOND, NOW_MS) == MASTER
    assert admission.approve(MASTER, FIRST, "again", NOW_MS) == "Extra agent already used."


def test_the_nonces_of_a_replaced_agent_are_forgotten() -> None:
    admission = Admission()
    admission.approve(MASTER, FIRST, "bot", NOW_MS)
    assert admission.admit_nonce(FIRST, NOW_MS, NOW_MS) == ""
    admission.approve(MASTER, SECOND, "bot", NOW_MS)
    assert admission.admit_nonce(FIRST, NOW_MS, NOW_MS) == ""


def test_a_name_is_short_and_each_sub_account_allows_two_more() -> None:
    admission = Admission()
    assert admission.approve(MASTER, FIRST, "x" * 17, NOW_MS) == "Agent names have at most 16 characters."
    for n in range(5):
        assert admission.approve(MASTER, f"0x{n + 1:040x}", f"bot{n}", NOW_MS, most_named=5) == ""
    assert admission.approve(MASTER, FIRST, "bot5", NOW_MS, most_named=5).endswith("Current limit is 5")


def test_the_zero_address_removes_and_the_fourth_name_is_one_too_many() -> None:
    admission = Admission()
    for n in range(3):
        assert admission.approve(MASTER, f"0x{n + 1:040x}", f"bot{n}", NOW_MS) == ""
    excess = "Too many extra agents for cumulative volume traded. Current limit is 3"
    assert admission.approve(MASTER, FIRST, "bot4", NOW_MS) == excess
    assert admission.approve(MASTER, NO_ADDRESS, "bot0", NOW_MS) == ""
    assert admission.approve(MASTER, FIRST, "bot4", NOW_MS + 4_999) == "User has pending agent removal"
    assert admission.approve(MASTER, FIRST, "bot4", NOW_MS + 5_000) == ""


@pytest.mark.parametrize("until", [NOW_MS, NOW_MS + 180 * DAY_MS + 1])
def test_an_expiry_in_the_past_or_too_far_off_is_refused(until: int) -> None:
    refusal = Admission().approve(MASTER, FIRST, f"bot valid_until {until}", NOW_MS)
    assert refusal == "Agent valid_until already expired."
