"""Plans: how they are read and refused, that they are reproducible, that every fault is tested and documented."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists
from tests.local_exchange.faults.faulty_exchange import plan_of

from hyperquote.errors import ConfigError
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.faults.injector import Injector
from hyperquote.local_exchange.faults.plan import CATALOGUE, decode_plan, load_plan
from hyperquote.local_exchange.faults.schedule import Fault

HERE = Path(__file__).resolve().parent
DOCS = HERE.parents[2] / "docs" / "faults.md"
NOW_MS = 1_760_000_000_000
VOCABULARY = (
    [f"W{n}" for n in range(1, 11)]
    + [f"R{n}" for n in range(1, 8)]
    + [f"O{n}" for n in range(1, 6)]
    + [f"A{n}" for n in range(1, 6)]
    + ["M1", "M2", "C1", "L1", "P1", "P2"]
)


def tag(fault: type[Fault]) -> str:
    return str(fault.__struct_config__.tag)


def test_the_catalogue_is_the_vocabulary() -> None:
    assert [tag(fault) for fault in CATALOGUE] == VOCABULARY


@pytest.mark.parametrize("fault", CATALOGUE, ids=tag)
def test_every_fault_is_reached_by_a_test_of_its_name(fault: type[Fault]) -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_faults_*.py"))
    assert re.search(rf"def test_{tag(fault).lower()}_", tests), f"no test is called test_{tag(fault).lower()}_…"


@pytest.mark.parametrize("fault", CATALOGUE, ids=tag)
def test_every_fault_and_each_of_its_parameters_is_documented(fault: type[Fault]) -> None:
    rows = [line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {tag(fault)} |")]
    assert len(rows) == 1, f"docs/faults.md has {len(rows)} rows for {tag(fault)}"
    assert fault.title in rows[0]
    common = set(Fault.__struct_fields__)
    for name in set(fault.__struct_fields__) - common:
        assert f"`{name}`" in rows[0], f"the row of {tag(fault)} does not mention `{name}`"


def test_a_plan_is_read_from_toml_and_from_json(tmp_path: Path) -> None:
    toml = tmp_path / "plan.toml"
    toml.write_text('seed = 3\n[[faults]]\nfault = "W3"\nchannel = "l2Book"\nafter_s = 5\nfor_s = 60\n')
    plan = load_plan(toml)
    written = tmp_path / "plan.json"
    written.write_bytes(plan.encode())
    assert load_plan(written) == plan
    assert (plan.seed, plan.faults[0].id, plan.faults[0].after_s, plan.faults[0].for_s) == (3, "W3", 5.0, 60.0)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "no plan of faults"),
        (b'{"faults":[{"fault":"W99"}]}', "W99"),
        (b'{"faults":[{"fault":"W1","chanel":"bbo"}]}', "chanel"),
        (b'{"faults":[{"fault":"W3"}]}', "channel"),
        (b'{"faults":[{"fault":"R1","probability":2}]}', "probability"),
        (b'{"faults":[{"fault":"W2","code":1001}]}', "1001"),
        (b'{"faults":[],"sed":1}', "sed"),
    ],
)
def test_a_plan_that_says_what_no_fault_knows_is_refused_in_a_sentence(body: bytes, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        decode_plan(body)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read the fault plan"):
        load_plan(tmp_path / "none.toml")


def told(seed: int, gaps_ms: list[int]) -> tuple[list[bytes], list[Any]]:
    """Return what a client is told, in order, when frames pass a plan at these distances, and the log."""
    lines = [
        {"fault": "W6", "how": "reorder", "probability": 0.3, "window_ms": 50},
        {"fault": "W7", "how": "nan", "probability": 0.2},
        {"fault": "L1", "median_ms": 5, "sigma": 1.0},
        {"fault": "W2", "skip": 20, "code": 1000},
    ]
    injector = Injector(LocalExchange(NOW_MS))
    injector.add(plan_of(*lines, seed=seed), NOW_MS)
    now_ms, frames = NOW_MS, []
    for n, gap_ms in enumerate(gaps_ms):
        now_ms += gap_ms
        book = {"coin": "ETH", "time": now_ms, "levels": [[{"px": f"{n}.0", "sz": "1.0", "n": 1}], []]}
        injector.send(1, [msgspec.json.encode({"channel": "l2Book", "data": book})], now_ms)
        frames += injector.take_due(now_ms)
    frames += injector.take_due(now_ms + 1_000_000)
    assert injector.next_due_ms is None
    return [frame.body for frame in frames], [msgspec.to_builtins(entry) for entry in injector.log]


@given(integers(0, 2**31), lists(integers(0, 40), min_size=1, max_size=60))
def test_the_same_plan_and_the_same_traffic_give_the_same_faults(seed: int, gaps_ms: list[int]) -> None:
    assert told(seed, gaps_ms) == told(seed, gaps_ms)


def test_another_seed_gives_other_faults() -> None:
    gaps_ms = [10] * 100
    assert told(1, gaps_ms) != told(2, gaps_ms)


@given(lists(integers(0, 40), min_size=1, max_size=60))
def test_without_a_plan_everything_passes_at_once_and_unchanged(gaps_ms: list[int]) -> None:
    injector = Injector(LocalExchange(NOW_MS))
    bodies = [b'{"channel":"pong"}' for _ in gaps_ms]
    injector.send(1, bodies, NOW_MS)
    assert [frame.body for frame in injector.take_due(NOW_MS)] == bodies
    assert injector.is_idle


def test_windows_counts_and_skips_bound_a_fault() -> None:
    injector = Injector(LocalExchange(NOW_MS))
    injector.add(plan_of({"fault": "W1", "after_s": 1.0, "for_s": 2.0, "skip": 1, "times": 2}), NOW_MS)
    passed = []
    for second in range(7):
        for _ in range(2):
            injector.send(1, [b'{"channel":"pong"}'], NOW_MS + second * 500)
        passed.append(len(injector.take_due(NOW_MS + second * 500)))
    assert passed == [2, 2, 1, 1, 2, 2, 2]
    assert [(entry.nth, entry.time - NOW_MS) for entry in injector.log] == [(1, 1_000), (2, 1_500)]


def test_what_was_on_its_way_to_a_connection_that_is_gone_is_forgotten() -> None:
    injector = Injector(LocalExchange(NOW_MS))
    injector.add(plan_of({"fault": "L1", "median_ms": 10}), NOW_MS)
    for session in (1, 2):
        injector.send(session, [b'{"channel":"pong"}'], NOW_MS)
    injector.forget(1)
    assert [frame.session for frame in injector.take_due(NOW_MS + 10)] == [2]
