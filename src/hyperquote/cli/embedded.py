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

import hyperquote
from hyperquote.errors import ConfigError, TransportError
from hyperquote.helpers import Network

START_S: Final = 20.0
END_S: Final = 3.0
_POLL_S: Final = 0.02
_BANNER: Final = re.compile(r"^local exchange (http://\S+)", re.MULTILINE)


class EmbeddedExchange:
    """A local exchange that is starting or runs. `seed` is the one of its market."""

    def __init__(self, process: asyncio.subprocess.Process, output: IO[bytes], seed: int) -> None:
        self._process: Final = process
        self._output: Final = output
        self.seed: Final = seed

    async def network(self) -> Network:
        """Wait until it says where it listens. Raises `ConfigError` if it refuses its options."""
        waited_s = 0.0
        while waited_s < START_S:
            text = os.pread(self._output.fileno(), 65_536, 0).decode(errors="replace")
            found = _BANNER.search(text)
            if found is not None:
                return Network.of(found[1])
            if self._process.returncode is not None:
                reason = text.strip().removeprefix("error: ") or f"exit code {self._process.returncode}"
                raise ConfigError(f"the local exchange did not start: {reason}")
            await asyncio.sleep(_POLL_S)
            waited_s += _POLL_S
        raise TransportError(f"the local exchange did not say within {START_S:g} s where it listens")

    async def end(self) -> None:
        """End it, by force if it takes too long."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), END_S)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def embedded_exchange(
    seed: int, market: str | None, scenario: str | None = None
) -> AsyncIterator[EmbeddedExchange]:
    """Start an exchange and yield it at once, while it is still starting; end it afterwards, whatever happened.

    It also ends when we die: its standard input is a pipe that only we hold open. Ctrl-C does not reach it, so that
    we can still withdraw our orders.
    """
    arguments = ["exchange", "--port", "0", "--seed", str(seed), "--until-eof"]
    if market is not None:
        arguments += ["--market", market]
    if scenario is not None:
        arguments += ["--scenario", scenario]
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
        exchange = EmbeddedExchange(process, output, seed)
        try:
            yield exchange
        finally:
            await exchange.end()


def _environment() -> dict[str, str]:
    """Return our environment with this very package first on the child's path."""
    source = str(Path(hyperquote.__file__).resolve().parents[1])
    rest = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": f"{source}{os.pathsep}{rest}" if rest else source}
