"""A session against a real local exchange in a process of its own: from the first screen to the last order gone."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from hyperquote.cli import main
from hyperquote.cli.embedded import embedded_exchange
from hyperquote.cli.faces import Terminal
from hyperquote.cli.kill_latch import KillLatch
from hyperquote.cli.live_session import run_live
from hyperquote.client import Hyperliquid
from hyperquote.helpers import Network
from hyperquote.market_maker import config
from hyperquote.report.session_data import SessionData
from hyperquote.signature.wallet import Wallet

SOURCE = Path(__file__).resolve().parents[2] / "src"
QUICK = {
    "estimator": {"min_volume_ticks": 1, "min_l2_updates": 2, "min_microprice_obs": 5},
    "monitoring": {"metrics_port": 0, "dashboard_port": 0},
}
QUICK_FILE = """
[estimator]
min_volume_ticks = 1
min_l2_updates = 2
min_microprice_obs = 5
[monitoring]
metrics_port = 0
dashboard_port = 0
"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")]


@pytest.fixture(autouse=True)
def _empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "market_maker.toml").write_text(QUICK_FILE)


async def open_orders(network: Network, address: str) -> int:
    async with Hyperliquid(network) as hl:
        return len(await hl.info.open_orders(address))


async def test_it_quotes_on_an_exchange_of_its_own_and_leaves_no_order(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wallet = Wallet.from_key(f"{0xABC:064x}")
    monkeypatch.setattr(secrets, "token_hex", lambda _bytes: f"{0xABC:064x}")
    settings = config.load(None, QUICK)
    terminal = Terminal(settings, is_headless=True)
    latch = KillLatch(Path("sessions"))
    async with embedded_exchange(7, None) as exchange:
        code = await run_live(settings, terminal, latch, exchange, duration_s=8.0, chosen_ports=frozenset())
        assert await open_orders(await exchange.network(), wallet.address) == 0
    said = capsys.readouterr().out
    assert code == 0, said
    assert "disconnected" not in said
    data = only_session()
    assert data.orders, said
    assert data.shares()["both sides"] > 0


def only_session() -> SessionData:
    (directory,) = Path("sessions").iterdir()
    assert (directory / "report.html").exists()
    return SessionData.load(directory)


class Started:
    """A market maker in a process of its own, as a person would start it."""

    def __init__(self, process: subprocess.Popen[str], output: IO[str]) -> None:
        self.process = process
        self._output = output

    @property
    def text(self) -> str:
        self._output.seek(0)
        return self._output.read()

    def says(self, pattern: str) -> str:
        """Wait for words; return what the first group of them is."""
        for _ in range(800):
            found = re.search(pattern, self.text)
            if found:
                return found[1]
            assert self.process.poll() is None, self.text
            time.sleep(0.05)
        raise AssertionError(f"not said within 40 s: {pattern}\n{self.text}")

    def ends(self) -> int:
        return self.process.wait(30)


@contextmanager
def started(*arguments: str) -> Iterator[Started]:
    with Path("output.txt").open("w+", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "hyperquote.cli.main", "run", "--headless", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            text=True,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        )
        try:
            yield Started(process, output)
        finally:
            process.kill()
            process.wait()


def port_closes(port: int) -> bool:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return True
        time.sleep(0.05)
    return False


def test_ctrl_c_withdraws_everything_and_ends_the_exchange_too() -> None:
    with started() as session:
        port = int(session.says(r"local exchange http://127.0.0.1:(\d+)"))
        session.says(r"(quote   BTC   bid \d)")
        session.process.send_signal(signal.SIGINT)
        assert session.ends() == 0, session.text
        assert "operator asked (Ctrl-C)" in session.text
        assert "confirms none left" in session.text
        assert "report  sessions/" in session.text
        assert "Traceback" not in session.text
        assert port_closes(port)


def test_the_exchange_does_not_outlive_a_market_maker_that_was_killed() -> None:
    with started() as session:
        port = int(session.says(r"local exchange http://127.0.0.1:(\d+)"))
        session.process.kill()
        session.ends()
        assert port_closes(port)


def test_the_kill_switch_ends_it_with_code_3_and_the_next_start_is_refused_until_it_is_cleared() -> None:
    with started("--max-drawdown", "0.0000001") as session:
        assert session.ends() == 3, session.text
        assert Path("sessions/kill.json").exists()
    with started() as refused:
        assert refused.ends() == 3
        assert refused.text.count("\n") == 1
        assert "start once with --reset-kill" in refused.text
    with started("--reset-kill", "--duration", "1") as cleared:
        assert cleared.ends() == 0, cleared.text
    assert not Path("sessions/kill.json").exists()
    assert "drawdown" in Path("sessions/kills.jsonl").read_text()


def test_the_kill_switch_is_thrown_from_another_terminal_and_leaves_no_order() -> None:
    with started() as session:
        session.says(r"(settings [0-9a-f]+)")
        assert main.call(main.hyperquote_app, ["kill", "--reason", "I smell smoke"]) == 0
        assert session.ends() == 3, session.text
    with started() as refused:
        assert refused.ends() == 3
    with started("--reset-kill", "--duration", "1") as cleared:
        assert cleared.ends() == 0, cleared.text
    assert "I smell smoke" in Path("sessions/kills.jsonl").read_text()


def test_an_asset_that_the_exchange_does_not_list_is_refused_by_name() -> None:
    with started("--asset", "NOPE") as session:
        assert session.ends() == 2
        assert "no asset is called 'NOPE'" in session.text
        assert "Traceback" not in session.text
    assert not Path("sessions").exists()
