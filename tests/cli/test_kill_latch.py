"""The kill switch holds across sessions until a person lets go of it."""

import json
from pathlib import Path

import pytest

from hyperquote.cli.exits import KILL_SWITCH, KillLatched, exit_code
from hyperquote.cli.kill_latch import KillLatch, KillRecord

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
