"""Requests to the control API of a local exchange, for people; whatever it refuses is an error with its sentence."""

from pathlib import Path
from typing import Any, Literal

import aiohttp
import msgspec

from hyperquote.errors import ConfigError, TransportError
from hyperquote.helpers import Network
from hyperquote.local_exchange.faults.plan import load_plan

_SHOWN = 20


async def send(network: str, name: str, body: dict[str, Any] | bytes) -> Any:
    """Return what the exchange answers to an order."""
    return await _request(network, "POST", name, body if isinstance(body, bytes) else msgspec.json.encode(body))


async def ask(network: str, name: str) -> Any:
    """Return what the exchange tells."""
    return await _request(network, "GET", name)


async def faults(network: str, plan: Path | None, *, is_clear: bool) -> str:
    """End, begin or only show faults; return what is in force and has struck, to print."""
    if is_clear:
        await _request(network, "DELETE", "faults")
    told = await ask(network, "faults") if plan is None else await send(network, "faults", load_plan(plan).encode())
    rows = [
        f"{line['line']:4}  {line['plan']['fault']:4} struck {line['struck']} of {line['seen']} opportunities"
        for line in told["inForce"]
    ]
    struck = [f"{entry['time']}  {entry['fault']:4} {entry['what']}" for entry in told["log"][-_SHOWN:]]
    return "\n".join(["in force:", *(rows or ["      none"]), "struck last:", *(struck or ["      none"])])


async def _request(network: str, method: Literal["GET", "POST", "DELETE"], name: str, body: bytes = b"") -> Any:
    venue = Network.of(network)
    if venue.name != "local":
        raise ConfigError(f"{venue.name} cannot be steered: only a local exchange can")
    try:
        async with aiohttp.request(method, f"{venue.url}/local/{name}", data=body) as reply:
            text = await reply.text()
            status = reply.status
    except aiohttp.ClientError:
        raise TransportError(
            f"nothing answers at {venue.url}. Start an exchange there with `hyperquote exchange`"
        ) from None
    if status != 200:
        raise ConfigError(text if status in {403, 422, 503} else f"{venue.url} is no local exchange (HTTP {status})")
    return msgspec.json.decode(text)
