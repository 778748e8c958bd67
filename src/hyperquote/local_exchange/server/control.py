"""The control API: what a local exchange offers and the venue does not. Programs on this machine only.

    POST   /local/faucet    {"user": "0x…", "usdc": "10000"}      money from nowhere into an account
    GET    /local/health    → build, market, seed, time, speed, accounts, state hash
    POST   /local/time      {"speed": 60}, {"pause": true}, {"advance_ms": 60000}, or several of them
    POST   /local/scenario  {"name": "jump"}                      what the crowd plays from now on
    POST   /local/oracle    {"coin": "ETH", "px": "3100.5"}       an oracle price, until the next one
    POST   /local/trading   {"coin": "ETH", "how": "halted"}      or resumed
    POST   /local/delist    {"coin": "ETH"}                       for good
    POST   /local/upgrade   {"post_only_s": 120}                  only post-only orders for so long
    POST   /local/faults    a plan of faults                      in force beside those there are
    GET    /local/faults    → the lines in force and what has struck
    DELETE /local/faults                                          ends all of them
    GET    /local/log       → what was done by this API, and what the faults did to the exchange

It stands on its own path so that nothing written against the venue can reach it by accident.
"""

import ipaddress
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec
from aiohttp import web

from hyperquote import __version__, build
from hyperquote.errors import ConfigError, HyperquoteError, ValidationError
from hyperquote.local_exchange.changes import (
    AnyChange,
    Deposit,
    GiveToken,
    SetOracle,
    SetScenario,
    SetTrading,
    StartUpgrade,
)
from hyperquote.local_exchange.faults.plan import decode_plan
from hyperquote.local_exchange.spot_listing import HYPE
from hyperquote.local_exchange.texts import usd_text
from hyperquote.wire import units_of

if TYPE_CHECKING:
    from hyperquote.local_exchange.server.app import ExchangeServer

LONGEST_ADVANCE_MS = 7 * 86_400_000
LONGEST_UPGRADE_S = 86_400
T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a control request."""


class Faucet(Order, frozen=True):
    """`usdc`, `hype` (to trade or stake) and `amount` of a spot `token` are plain decimal texts or whole numbers."""

    user: str
    usdc: str | int | None = None
    hype: str | int | None = None
    token: str | None = None
    amount: str | int | None = None


class Time(Order, frozen=True):
    """How time passes; what is not given stays as it is. `advance_ms` makes the blocks of that time at once."""

    speed: float | None = None
    pause: bool | None = None
    advance_ms: int | None = None


class ScenarioName(Order, frozen=True):
    """What the crowd plays."""

    name: str


class OraclePrice(Order, frozen=True):
    """An oracle price, USD as a plain decimal."""

    coin: str
    px: str


class Coin(Order, frozen=True):
    """A coin."""

    coin: str


class Trading(Order, frozen=True):
    """Whether a coin trades."""

    coin: str
    how: Literal["halted", "resumed"]


class PostOnlyPhase(Order, frozen=True):
    """How long only post-only orders are taken (seconds)."""

    post_only_s: float


class Control:
    """The control requests of one server."""

    def __init__(self, server: "ExchangeServer") -> None:
        self._server = server

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        routes: list[tuple[str, str, Handler, str]] = [
            ("POST", "faucet", self.faucet, '{"user": "0x…", "usdc": "10000"}'),
            ("GET", "health", self.health, ""),
            ("POST", "time", self.time, '{"speed": 60}, {"pause": true} or {"advance_ms": 60000}'),
            ("POST", "scenario", self.scenario, '{"name": "jump"}'),
            ("POST", "oracle", self.oracle, '{"coin": "ETH", "px": "3100.5"}'),
            ("POST", "trading", self.trading, '{"coin": "ETH", "how": "halted"}, or "resumed"'),
            ("POST", "delist", self.delist, '{"coin": "ETH"}'),
            ("POST", "upgrade", self.upgrade, '{"post_only_s": 120}'),
            ("POST", "faults", self.add_faults, '{"seed": 7, "faults": [{"fault": "W1", "after_s": 10}]}'),
            ("GET", "faults", self.faults, ""),
            ("DELETE", "faults", self.clear_faults, ""),
            ("GET", "log", self.log, ""),
        ]
        for method, name, handler, usage in routes:
            app.router.add_route(method, f"/local/{name}", _guarded(handler, usage))

    async def faucet(self, request: web.Request) -> web.StreamResponse:
        """Deposit money."""
        order = await _read(request, Faucet)
        if order.token is not None:
            self._server.change(GiveToken(user=order.user, token=order.token, amount=str(order.amount or "0")))
        if order.usdc is not None or (order.hype is None and order.token is None):
            self._server.change(Deposit(user=order.user, usdc=str(order.usdc or "0")))
        if order.hype is not None:
            self._server.change(GiveToken(user=order.user, token=HYPE.name, amount=str(order.hype)))
        user = order.user.lower()
        value = usd_text(self._server.gateway.exchange.house.account_value_micro(user))
        return _json({"user": user, "accountValue": value})

    async def health(self, request: web.Request) -> web.StreamResponse:
        """Tell how the exchange is."""
        server, exchange = self._server, self._server.gateway.exchange
        now_ms = server.now_ms
        return _json(
            {
                "version": __version__,
                "build": build.NAME,
                "market": exchange.market_name,
                "scenario": exchange.scenario,
                "seed": exchange.seed,
                "time": now_ms,
                "speed": server.clock.speed,
                "paused": server.clock.is_paused,
                "uptimeSecs": (now_ms - server.started_ms) // 1_000,
                "accounts": exchange.account_count,
                "openOrders": exchange.open_order_count,
                "faults": len(server.injector.runs),
                "checksum": exchange.checksum(),
            }
        )

    async def time(self, request: web.Request) -> web.StreamResponse:
        """Steer the clock."""
        order = await _read(request, Time)
        server = self._server
        if order.speed is None and order.pause is None and order.advance_ms is None:
            raise ValidationError("nothing to do")
        if order.advance_ms is not None and not 0 < order.advance_ms <= LONGEST_ADVANCE_MS:
            raise ValidationError(
                f"time cannot advance by {order.advance_ms} ms: choose 1 to {LONGEST_ADVANCE_MS} (a week)"
            )
        if order.speed is not None:
            server.clock.set_speed(order.speed)
        if order.pause is not None:
            server.clock.pause(order.pause)
        if order.advance_ms is not None:
            await server.advance(order.advance_ms)
        return _json({"time": server.now_ms, "speed": server.clock.speed, "paused": server.clock.is_paused})

    async def scenario(self, request: web.Request) -> web.StreamResponse:
        """Let the crowd play something else."""
        return self._done(SetScenario(name=(await _read(request, ScenarioName)).name))

    async def oracle(self, request: web.Request) -> web.StreamResponse:
        """Set an oracle price."""
        order = await _read(request, OraclePrice)
        asset = self._asset(order.coin)
        decimals = self._server.gateway.exchange.listings[asset].grid.px_decimals
        return self._done(SetOracle(asset=asset, px_units=units_of(order.px, decimals)))

    async def trading(self, request: web.Request) -> web.StreamResponse:
        """Halt or resume a coin."""
        order = await _read(request, Trading)
        return self._done(SetTrading(asset=self._asset(order.coin), how=order.how))

    async def delist(self, request: web.Request) -> web.StreamResponse:
        """Take a coin off the exchange."""
        return self._done(SetTrading(asset=self._asset((await _read(request, Coin)).coin), how="delisted"))

    async def upgrade(self, request: web.Request) -> web.StreamResponse:
        """Begin the phase after an upgrade."""
        seconds = (await _read(request, PostOnlyPhase)).post_only_s
        if not 0 <= seconds <= LONGEST_UPGRADE_S:
            raise ValidationError(f"a phase of {seconds:g} s is not possible: choose 0 to {LONGEST_UPGRADE_S}")
        return self._done(StartUpgrade(post_only_ms=round(seconds * 1_000)))

    async def add_faults(self, request: web.Request) -> web.StreamResponse:
        """Put a plan in force."""
        self._server.put_in_force(decode_plan(await request.read()))
        return self._faults()

    async def faults(self, request: web.Request) -> web.StreamResponse:
        """Tell what is in force and what has struck."""
        return self._faults()

    async def clear_faults(self, request: web.Request) -> web.StreamResponse:
        """End all plans."""
        self._server.injector.clear()
        return self._faults()

    async def log(self, request: web.Request) -> web.StreamResponse:
        """Tell what was done to the exchange."""
        return _json([{"time": time_ms, "what": what} for time_ms, what in self._server.done])

    def _done(self, change: AnyChange) -> web.StreamResponse:
        return _json({"done": self._server.change(change)})

    def _faults(self) -> web.StreamResponse:
        injector = self._server.injector
        lines = [
            {"line": run.number, "seen": run.seen, "struck": run.fired, "plan": run.fault} for run in injector.runs
        ]
        return _json({"inForce": lines, "counts": dict(sorted(injector.counts.items())), "log": list(injector.log)})

    def _asset(self, coin: str) -> int:
        ids = self._server.gateway.exchange.ids
        if coin not in ids:
            raise ValidationError(f"there is no coin {coin!r} here; listed are {', '.join(ids)}")
        return ids[coin]


def _guarded(handler: Handler, usage: str) -> Handler:
    """Return a handler that answers this machine only, and nonsense with a sentence."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if not _is_loopback(request):
            return web.Response(status=403, text="the control API answers programs on this machine only")
        try:
            return await handler(request)
        except (msgspec.MsgspecError, ValidationError, ConfigError) as error:
            advice = f" Send {usage}." if usage else ""
            return web.Response(status=422, text=f"{error}.{advice}")
        except HyperquoteError as error:
            return web.Response(status=503, text=str(error))

    return guarded


async def _read(request: web.Request, kind: type[T]) -> T:
    return msgspec.json.decode(await request.read(), type=kind)


def _is_loopback(request: web.Request) -> bool:
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
