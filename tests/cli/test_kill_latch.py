"""The kill switch holds across sessions until a person lets go of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hyperquote.cli.exits import KILL_SWITCH, KillLatched, exit_code
from hyperquote.cli.kill import kill
from hyperquote.cli.kill_latch import KillLatch, KillRecord
from hyperquote.errors import HyperquoteError

RECORD = KillRecord(
    session_id="7f3a",
    asset="BTC",
    network="testnet",
    time_ms=1_757_000_000_000,
    reasons=["daily loss 512.00 USD"],
    position=0.02,
    pnl_usd=-512.0,
    drawdown=0.05,
    open_orders=3,
)


def test_nothing_keeps_a_first_session_from_starting(tmp_path: Path) -> None:
    KillLatch(tmp_path).require_open()
    assert not KillLatch(tmp_path).reset("for no reason")


def test_a_shut_latch_says_what_happened_when_and_what_to_do(tmp_path: Path) -> None:
    KillLatch(tmp_path / "sessions").shut(RECORD)
    with pytest.raises(KillLatched) as refused:
        KillLatch(tmp_path / "sessions").require_open()
    text = str(refused.value)
    for words in ("7f3a", "BTC on testnet", "2025-09-04 15:33:20 UTC", "daily loss 512.00 USD", "--reset-kill"):
        assert words in text
    assert exit_code(refused.value) == KILL_SWITCH


def test_a_latch_that_cannot_be_read_is_shut(tmp_path: Path) -> None:
    latch = KillLatch(tmp_path)
    latch.path.write_text("{half a rec")
    with pytest.raises(KillLatched, match="counts as thrown"):
        latch.require_open()


def test_clearing_it_keeps_the_record_and_the_reason(tmp_path: Path) -> None:
    latch = KillLatch(tmp_path)
    latch.shut(RECORD)
    assert latch.reset("the feed was broken, now it is not")
    latch.require_open()
    (line,) = (tmp_path / "kills.jsonl").read_text().splitlines()
    kept = json.loads(line)
    assert kept["why"] == "the feed was broken, now it is not"
    assert json.loads(kept["kill"])["session_id"] == "7f3a"


def test_a_wish_that_no_session_took_keeps_the_next_from_starting_until_it_is_cleared(tmp_path: Path) -> None:
    latch = KillLatch(tmp_path / "sessions")
    latch.ask("I smell smoke")
    assert (tmp_path / "sessions" / "KILL").read_text() == "I smell smoke\n"
    with pytest.raises(KillLatched, match=r"KILL: I smell smoke.*--reset-kill"):
        latch.require_open()
    assert latch.reset("it was the neighbour's barbecue")
    latch.require_open()
    (line,) = (tmp_path / "sessions" / "kills.jsonl").read_text().splitlines()
    assert json.loads(line)["wish"] == "I smell smoke"


def test_an_empty_file_made_by_hand_is_a_wish_too(tmp_path: Path) -> None:
    (tmp_path / "KILL").touch()
    with pytest.raises(KillLatched, match="no reason given"):
        KillLatch(tmp_path).require_open()


def test_clearing_removes_the_wish_with_the_latch_or_the_next_session_would_obey_it_again(tmp_path: Path) -> None:
    latch = KillLatch(tmp_path)
    latch.ask("enough")
    latch.shut(RECORD)
    assert latch.reset("well rested")
    assert not latch.is_shut
    (line,) = (tmp_path / "kills.jsonl").read_text().splitlines()
    assert json.loads(json.loads(line)["kill"])["session_id"] == "7f3a"


class Clock:
    """Time that passes only while somebody sleeps; at one moment something may happen."""

    def __init__(self, happens: Callable[[], None] = lambda: None) -> None:
        self.now_s = 0.0
        self._happens = happens

    def sleep(self, seconds: float) -> None:
        if self.now_s < 1.0 <= self.now_s + seconds:
            self._happens()
        self.now_s += seconds


def test_the_command_is_done_once_a_session_has_shut_the_latch(tmp_path: Path) -> None:
    clock = Clock(lambda: KillLatch(tmp_path).shut(RECORD))
    told = kill(tmp_path, "enough", clock.sleep, lambda: clock.now_s)
    assert "ends with code 3" in told
    assert clock.now_s == pytest.approx(1.0, abs=0.1)


def test_an_old_latch_is_no_answer(tmp_path: Path) -> None:
    KillLatch(tmp_path).shut(RECORD)
    clock = Clock()
    with pytest.raises(HyperquoteError, match=r"none runs there, or it hangs.*hyperquote cancel COIN --all"):
        kill(tmp_path, "enough", clock.sleep, lambda: clock.now_s)
    assert clock.now_s == pytest.approx(5.0, abs=0.1)
