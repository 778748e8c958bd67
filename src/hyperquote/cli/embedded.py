"""The local exchange of one session: a child process that listens on a free port and ends with us."""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Final

import msgspec

import hyperquote
from hyperquote.errors import ConfigError, RequestRefused, TransportError
from hyperquote.helpers import Network
from hyperquote.transport.http import Http

START_S: Final = 20.0
END_S: Final = 3.0
_POLL_S: Final = 0.02
_BANNER: Final = re.compile(r"^local exchange (http://\S+)", re.MULTILINE)


@asynccontextmanager
async def embedded_exchange(seed: int, market: str | None) -> AsyncIterator[Network]:
    """Start an exchange and yield where it listens; end it afterwards, whatever happened.

    It also ends when we die: its standard input is a pipe that only we hold open. Ctrl-C does not reach it, so that
    we can still withdraw our orders. Raises `ConfigError` if it refuses its options.
    """
    arguments = ["exchange", "--port", "0", "--seed", str(seed), "--until-eof"]
    if market is not None:
        arguments += ["--market", market]
    with tempfile.TemporaryFile("w+b") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "hyperquote.cli.main",
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=output,
            stderr=output,
            env=_environment(),
            start_new_session=True,
        )
        try:
            yield Network.of(await _address(process, output))
        finally:
            await _end(process)


async def _address(process: asyncio.subprocess.Process, output: IO[bytes]) -> str:
    """Wait for the line that says where it listens."""
    waited_s = 0.0
    while waited_s < START_S:
        text = os.pread(output.fileno(), 65_536, 0).decode(errors="replace")
        found = _BANNER.search(text)
        if found is not None:
            return found[1]
        if process.returncode is not None:
            reason = text.strip().removeprefix("error: ") or f"exit code {process.returncode}"
            raise ConfigError(f"the local exchange did not start: {reason}")
        await asyncio.sleep(_POLL_S)
        waited_s += _POLL_S
    raise TransportError(f"the local exchange did not say within {START_S:g} s where it listens")


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), END_S)
    except TimeoutError:
        process.kill()
        await process.wait()


def _environment() -> dict[str, str]:
    """Return our environment with this very package first on the child's path."""
    source = str(Path(hyperquote.__file__).resolve().parents[1])
    rest = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": f"{source}{os.pathsep}{rest}" if rest else source}


async def fund(network: Network, address: str, usdc: int) -> None:
    """Let money appear in an account of a local exchange."""
    body = msgspec.json.encode({"user": address, "usdc": str(usdc)})
    async with Http(network) as http:
        try:
            await http.post("/local/faucet", body)
        except RequestRefused as problem:
            raise ConfigError(f"{network.url} gives no play money, is it a local exchange? {problem}") from None
        except TransportError:
            raise TransportError(
                f"nothing answers at {network.url}. Start an exchange there with `hyperquote exchange`, "
                "or use --network local to have one started for this session"
            ) from None
