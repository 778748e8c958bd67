"""One signer's nonces rise over threads, processes, restarts and clocks that are set back."""

import multiprocessing
import stat
import threading
from itertools import pairwise
from multiprocessing.queues import Queue
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans, integers, lists, tuples

from hyperquote.errors import ConfigError, SigningError
from hyperquote.signature.nonce import Nonces, state_directory

SIGNER = "0x" + "Ab" * 20
DAY_MS = 86_400_000


def take(directory: Path, count: int, now_ms: int, answers: "Queue[list[int]]") -> None:
    nonces = Nonces.shared(SIGNER, directory, lambda: now_ms)
    answers.put([nonces.next() for _ in range(count)])


def test_processes_with_different_clocks_never_share_a_nonce(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    answers: Queue[list[int]] = context.Queue()
    clocks = (1_000_000, 1_000_000, 1_000_050)
    processes = [context.Process(target=take, args=(tmp_path, 300, now_ms, answers)) for now_ms in clocks]
    for process in processes:
        process.start()
    taken = [answers.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert len({nonce for each in taken for nonce in each}) == 900
    assert all(a < b for each in taken for a, b in pairwise(each))


def test_threads_never_share_a_nonce_even_with_openings_of_their_own(tmp_path: Path) -> None:
    seen = [list[int]() for _ in range(4)]

    def fill(mine: list[int]) -> None:
        nonces = Nonces.shared(SIGNER, tmp_path, lambda: 1000)
        mine.extend(nonces.next() for _ in range(200))

    threads = [threading.Thread(target=fill, args=(mine,)) for mine in seen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(nonce for mine in seen for nonce in mine) == list(range(1000, 1800))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists(tuples(integers(-5_000, 5_000), booleans()), min_size=2, max_size=40))
def test_nonces_rise_whatever_the_clock_does_and_whoever_asks(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, bool]]
) -> None:
    directory = tmp_path_factory.mktemp("nonces")
    clock = [1_700_000_000_000]
    one = Nonces.shared(SIGNER, directory, lambda: clock[0])
    taken: list[int] = []
    for step_ms, is_restart in steps:
        clock[0] += step_ms
        if is_restart:
            one = Nonces.shared(SIGNER, directory, lambda: clock[0])
        taken.append(one.next())
        assert taken[-1] >= clock[0]
    assert all(a < b for a, b in pairwise(taken))
    assert one.high_water == taken[-1]


def test_they_follow_the_clock_where_it_is_ahead(tmp_path: Path) -> None:
    times = iter([1000, 1000, 999, 1005])
    nonces = Nonces.shared(SIGNER, tmp_path, lambda: next(times))
    assert [nonces.next() for _ in range(4)] == [1000, 1001, 1002, 1005]


def test_the_high_water_mark_is_only_raised(tmp_path: Path) -> None:
    nonces = Nonces.shared(SIGNER, tmp_path, lambda: 1000)
    nonces.high_water = 2000
    nonces.high_water = 1500
    assert Nonces.shared(SIGNER, tmp_path, lambda: 1000).next() == 2001


def test_signers_have_files_of_their_own_and_spelling_does_not_matter(tmp_path: Path) -> None:
    assert Nonces.shared(SIGNER, tmp_path, lambda: 1000).next() == 1000
    assert Nonces.shared(SIGNER.lower(), tmp_path, lambda: 1000).next() == 1001
    assert Nonces.shared("0x" + "cd" * 20, tmp_path, lambda: 1000).next() == 1000
    assert stat.S_IMODE((tmp_path / SIGNER.lower()).stat().st_mode) == 0o600


def test_a_mark_that_the_venue_would_refuse_says_so_and_is_not_raised_further(tmp_path: Path) -> None:
    nonces = Nonces.shared(SIGNER, tmp_path, lambda: 1000)
    nonces.high_water = 1000 + DAY_MS
    with pytest.raises(SigningError, match="ahead of the clock"):
        nonces.next()
    assert nonces.high_water == 1000 + DAY_MS


@pytest.mark.parametrize("text", ["12", "x" * 20, "1" * 21])
def test_a_damaged_file_is_not_guessed_at(tmp_path: Path, text: str) -> None:
    (tmp_path / SIGNER.lower()).write_text(text)
    with pytest.raises(SigningError, match="holds no nonce"):
        Nonces.shared(SIGNER, tmp_path)


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot keep nonces"):
        Nonces.shared(SIGNER, tmp_path / "file" / "nonces")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are counted in /proc")
def test_nothing_stays_open(tmp_path: Path) -> None:
    nonces, opened = Nonces.shared(SIGNER, tmp_path), Path("/proc/self/fd")
    before = len(list(opened.iterdir()))
    for _ in range(20):
        nonces.next()
    assert len(list(opened.iterdir())) == before


def test_the_state_directory_is_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_directory() == tmp_path / "hyperquote"
    assert Nonces.shared(SIGNER, now_ms=lambda: 1000).next() == 1000
    assert (tmp_path / "hyperquote" / "nonces" / SIGNER.lower()).is_file()
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    assert state_directory() == Path.home() / ".local" / "state" / "hyperquote"
