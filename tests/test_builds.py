"""The interpreted and the compiled core are one program: a session ends the same, to the last bit of every float.

Interpreted is this checkout's `src`; compiled is what is installed in the running Python, where it was built from the
same sources (`make test` sees to that).
"""

import json
import math
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from tests.build_session import StateHash

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "hyperquote"
INSTALLED = Path(sysconfig.get_paths()["platlib"]) / "hyperquote"
Told = dict[str, object]


def run(folder: Path) -> Told:
    """Run the session in a process of its own on the package that lies in `folder`."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONHASHSEED": "0"}
    command = [sys.executable, str(ROOT / "tests" / "build_session.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: Told = json.loads(done.stdout)
    assert Path(str(told["file"])).is_relative_to(folder), told["file"]
    return told


def skip_unless_compiled_from_these_sources() -> None:
    """Skip where there is nothing to compare, and say what to do about it."""
    if not list(INSTALLED.glob("book/grid.*.so")) and not list(INSTALLED.glob("book/grid.*.pyd")):
        pytest.skip("no compiled build is installed here; `make test` installs one where a C compiler is at hand")
    for source in SOURCES.rglob("*.py"):
        installed = INSTALLED / source.relative_to(SOURCES)
        if not installed.exists() or installed.read_bytes() != source.read_bytes():
            pytest.skip(f"the installed build has another {source.relative_to(SOURCES)}; `make test` builds it anew")


@pytest.fixture(scope="module")
def both() -> tuple[Told, Told]:
    skip_unless_compiled_from_these_sources()
    return run(SOURCES.parent), run(INSTALLED.parent)


@pytest.mark.slow
def test_the_two_runs_are_of_different_builds(both: tuple[Told, Told]) -> None:
    interpreted, compiled = both
    assert (interpreted["build"], compiled["build"]) == ("interpreted", "compiled")


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["seed", "exact"])
def test_both_builds_decide_the_same_and_end_in_the_same_state(both: tuple[Told, Told], mode: str) -> None:
    interpreted, compiled = both
    assert compiled[mode] == interpreted[mode]


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["seed", "exact"])
def test_the_session_has_something_to_compare(both: tuple[Told, Told], mode: str) -> None:
    told = both[0][mode]
    assert isinstance(told, dict)
    assert told["tape_events"] > 5_000
    assert told["fills"] > 10
    assert told["decisions"] > 1_000
    assert told["floats"] > 10_000


def test_a_float_that_differs_in_its_last_bit_is_another_state() -> None:
    def hash_of(value: float) -> str:
        state = StateHash()
        state.add([{"a": value}])
        return state.hex()

    assert hash_of(1.0) == hash_of(1.0)
    assert hash_of(1.0) != hash_of(math.nextafter(1.0, 2.0))
    assert hash_of(0.0) != hash_of(-0.0)
