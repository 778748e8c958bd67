"""Two venues for benchmarks of clients, each in a process of its own: they say what was made ready, and nothing costs.

One answers every POST with the same bytes, the other floods whoever subscribes with the same frame. What is measured
against them is the client alone.
"""

import asyncio
import base64
import hashlib
import json
import multiprocessing
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # of RFC 6455
_FRAMES_AT_ONCE = 200

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def levels(start: int, step: int) -> list[dict[str, object]]:
    """Twenty levels of a book."""
    return [{"px": f"{start + step * i}.5", "sz": f"{i + 1}.2345", "n": i + 1} for i in range(20)]


def compact(value: object) -> bytes:
    """JSON without spaces, as the venue writes it."""
    return json.dumps(value, separators=(",", ":")).encode()


BOOK = compact(
    {
        "channel": "l2Book",
        "data": {"coin": "BTC", "time": 1_700_000_000_000, "levels": [levels(50_000, -1), levels(50_001, 1)]},
    }
)
ORDER_REPLY = compact(
    {
        "status": "ok",
        "response": {"type": "order", "data": {"statuses": [{"resting": {"oid": 77_738_308}}]}},
    }
)


def text_frame(payload: bytes) -> bytes:
    """One unmasked WebSocket text frame of less than 64 KiB."""
    size = len(payload)
    head = bytes((0x81, size)) if size < 126 else bytes((0x81, 126)) + size.to_bytes(2, "big")
    return head + payload


async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Shake hands, grant the first thing that is said, and send books until the client leaves."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = [line.partition(b":") for line in head.split(b"\r\n")]
    key = next(value.strip() for name, _, value in lines if name.lower() == b"sec-websocket-key")
    accept = base64.b64encode(hashlib.sha1(key + _GUID).digest())
    writer.write(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )
    await reader.read(65_536)
    subscription = {"type": "l2Book", "coin": "BTC", "nSigFigs": None, "mantissa": None, "fast": False}
    grant = {"channel": "subscriptionResponse", "data": {"method": "subscribe", "subscription": subscription}}
    writer.write(text_frame(compact(grant)))
    books = text_frame(BOOK) * _FRAMES_AT_ONCE
    while True:
        writer.write(books)
        await writer.drain()


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer every request on a connection with an order that rests."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(ORDER_REPLY)}\r\n\r\n"
    reply = head.encode() + ORDER_REPLY
    while True:
        request = await reader.readuntil(b"\r\n\r\n")
        length = int(request.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        await reader.readexactly(length)
        writer.write(reply)


def _serve(handler: Handler, pipe: Connection) -> None:
    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handler(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has left
        finally:
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(guarded, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)

    asyncio.run(run())


@contextmanager
def served(handler: Handler) -> Iterator[int]:
    """Run a venue in a process and yield its port."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(handler, there), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.kill()
        process.join()


def best_of(
    rounds: int, runs: Mapping[str, tuple[Callable[[int, int], float], int]], handler: Handler
) -> dict[str, float]:
    """Let each run (of a port and a count) take its turn in every round; return the least that each of them took."""
    best = dict.fromkeys(runs, float("inf"))
    with served(handler) as port:
        for _ in range(rounds):
            for name, (run, count) in runs.items():
                best[name] = min(best[name], run(port, count))
    return best
