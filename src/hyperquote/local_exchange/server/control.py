"""The control API: what a local exchange offers and the venue does not. Programs on this machine only.

    POST /local/faucet  {"user": "0x…", "usdc": "10000"}   money from nowhere into an account
    GET  /local/health  → build, market, seed, time, uptime, accounts, ledger checksum

It stands on its own path so that nothing written against the venue can reach it by accident.
"""

import ipaddress
from typing import TYPE_CHECKING

import msgspec
from aiohttp import web

from hyperquote import __version__, build
from hyperquote.errors import ValidationError

if TYPE_CHECKING:
    from hyperquote.local_exchange.server.app import ExchangeServer


class Faucet(msgspec.Struct, forbid_unknown_fields=True):
    """The body of a faucet request; `usdc` is a plain decimal text or a whole number of dollars."""

    user: str
    usdc: str | int


_DECODER = msgspec.json.Decoder(Faucet)


def add_control(app: web.Application, server: "ExchangeServer") -> None:
    """Add the control routes to the application of `server`."""

    async def faucet(request: web.Request) -> web.Response:
        if not _is_loopback(request):
            return web.Response(status=403, text="the control API answers programs on this machine only")
        try:
            order = _DECODER.decode(await request.read())
            balance = server.gateway.exchange.faucet(order.user, str(order.usdc), server.now_ms)
        except (msgspec.MsgspecError, ValidationError) as error:
            return web.Response(status=422, text=f'{error}. Send {{"user": "0x…", "usdc": "10000"}}.')
        return _json({"user": order.user.lower(), "accountValue": balance})

    async def health(request: web.Request) -> web.Response:
        if not _is_loopback(request):
            return web.Response(status=403, text="the control API answers programs on this machine only")
        exchange = server.gateway.exchange
        now_ms = server.now_ms
        return _json(
            {
                "version": __version__,
                "build": build.NAME,
                "market": exchange.market_name,
                "seed": exchange.seed,
                "time": now_ms,
                "uptimeSecs": (now_ms - server.started_ms) // 1_000,
                "accounts": exchange.account_count,
                "openOrders": exchange.open_order_count,
                "checksum": exchange.checksum(),
            }
        )

    app.router.add_post("/local/faucet", faucet)
    app.router.add_get("/local/health", health)


def _is_loopback(request: web.Request) -> bool:
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
