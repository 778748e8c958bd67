"""A second session on the same account is refused; the first one's end, however it comes, lets the next one in."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from hyperquote.errors import ConfigError
from hyperquote.market_maker.infra.instance_lock import InstanceLock

OURS = "0xAbC" + "0" * 37
HOLDER = (
    "import sys, time; from pathlib import Path; from hyperquote.market_maker.infra.instance_lock import InstanceLock\n"
)
HOLDER += f"with InstanceLock(Path(sys.argv[1]), 'testnet', '{OURS}'):\n print('held', flush=True); time.sleep(60)\n"


def test_a_second_one_is_told_who_holds_it(tmp_path: Path) -> None:
    with InstanceLock(tmp_path, "testnet", OURS):
        with (
            pytest.raises(ConfigError, match=rf"already \(process {os.getpid()}\)"),
            InstanceLock(tmp_path, "testnet", OURS.lower()),
        ):
            pass
        with InstanceLock(tmp_path, "mainnet", OURS), InstanceLock(tmp_path, "testnet", "0xother"):
            pass
    with InstanceLock(tmp_path, "testnet", OURS):
        pass


async def test_the_death_of_its_holder_gives_it_back(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        HOLDER,
        str(tmp_path),
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"held\n"
    with pytest.raises(ConfigError, match=str(process.pid)), InstanceLock(tmp_path, "testnet", OURS):
        pass
    process.send_signal(signal.SIGKILL)
    await process.wait()
    with InstanceLock(tmp_path, "testnet", OURS):
        pass


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="XDG_STATE_HOME"), InstanceLock(tmp_path / "file", "testnet", OURS):
        pass
