"""Serves the page, its stream and its four buttons."""

import asyncio
import os
import secrets
from importlib.resources import files
from typing import Final, Protocol

import msgspec
import structlog
from aiohttp import web

from hyperquote.dashboard.board import Board
from hyperquote.dashboard.doors import MAX_BODY_BYTES, Doors
from hyperquote.errors import ConfigError

_TYPES: Final = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
_FILES: Final = ["index.html", "style.css", "app.js", "charts.js", "uPlot.min.js", "uPlot.min.css"]
_SHUTDOWN_S: Final = 0.5

log = structlog.get_logger(__name__)


class Wheel(Protocol):
    """What the page may do to a session."""

    def pause(self, is_paused: bool) -> None: ...

    def cancel_all(self) -> None: ...

    def stop(self, reason: str, *, is_kill: bool = False) -> None: ...


class Dashboard:
    """The page of one session while its `async with` block lasts. Port 0 takes any that is free.

    `GET /` the page · `/session` what runs · `/history` the last hour · `/stream` server-sent events: `frame` with
    the newest picture, `note` for each line of the event log · `POST /control/{pause,resume,cancel-all,kill}`. A page
    that reads slowly gets fewer pictures, never old ones.
    """

    def __init__(self, board: Board, wheel: Wheel, port: int, host: str = "127.0.0.1", token: str = "") -> None:
        self.token: Final = token or secrets.token_urlsafe(18)
        self._board: Final = board
        self._wheel: Final = wheel
        self._host: Final = host
        self._port: Final = port
        self._runner: web.AppRunner | None = None
        self.doors: Final = Doors(host, self.token)
        self._static: Final = {name: _read(name) for name in _FILES}

    @property
    def address(self) -> str:
        """Where the page is, without the right to steer; "" while nothing listens."""
        if self._runner is None:
            return ""
        port = self._runner.addresses[0][1]
        return f"http://{self._host}:{port}/"

    @property
    def link(self) -> str:
        """The operator's link: its part behind the # lets the page steer."""
        return f"{self.address}#{self.token}" if self.address else ""

    def app(self) -> web.Application:
        """Return the web application."""
        app = web.Application(middlewares=[self.doors.guard], client_max_size=MAX_BODY_BYTES)
        app.router.add_get("/", self._index)
        app.router.add_get("/session", self._session)
        app.router.add_get("/history", self._history)
        app.router.add_get("/stream", self._stream)
        app.router.add_get("/static/{name}", self._file)
        app.router.add_post("/control/{action}", self._control)
        return app

    async def __aenter__(self) -> "Dashboard":
        """Listen. Raises `ConfigError` when the address cannot be had."""
        runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=_SHUTDOWN_S)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            await runner.cleanup()
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise ConfigError(
                f"the dashboard cannot be served on {self._host}:{self._port} ({reason}). Choose another port with "
                "--dashboard-port, or 0 to go without."
            ) from error
        self._runner = runner
        return self

    async def __aexit__(self, *_exception: object) -> None:
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    # ── what is read ────────────────────────────────────────────────────────────────────────────────────

    async def _index(self, _request: web.Request) -> web.Response:
        return _answer("index.html", self._static["index.html"])

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self._static:
            raise web.HTTPNotFound(text="no such file")
        return _answer(name, self._static[name])

    async def _session(self, _request: web.Request) -> web.Response:
        return web.Response(body=msgspec.json.encode(self._board.info), content_type="application/json")

    async def _history(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._board.history(), content_type="application/json")

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        told = 0
        try:
            while True:
                for note in [each for each in self._board.notes if each.number > told]:
                    told = note.number
                    await response.write(b"event: note\ndata: " + msgspec.json.encode(note) + b"\n\n")
                picture = self._board.encoded()
                if picture:
                    await response.write(b"event: frame\ndata: " + picture + b"\n\n")
                await self._board.news()
        except (ConnectionError, asyncio.CancelledError):
            return response  # the page was closed, or the session is over

    # ── what is done ────────────────────────────────────────────────────────────────────────────────────

    async def _control(self, request: web.Request) -> web.Response:
        action = request.match_info["action"]
        body = await _body(request)
        if action == "pause":
            self._wheel.pause(True)
        elif action == "resume":
            self._wheel.pause(False)
        elif action == "cancel-all":
            self._wheel.cancel_all()
        elif action == "kill":
            if body.get("confirm") != "kill":
                raise web.HTTPBadRequest(text='a kill must be confirmed: send {"confirm": "kill"}')
            self._wheel.stop("operator threw the kill switch on the dashboard", is_kill=True)
        else:
            raise web.HTTPNotFound(text=f"no action {action!r}: pause, resume, cancel-all or kill")
        log.warning("dashboard", text=f"operator asked for {action}")
        return web.json_response({"done": action})


async def _body(request: web.Request) -> dict[str, object]:
    raw = await request.read()
    if not raw:
        return {}
    try:
        body = msgspec.json.decode(raw)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="the body must be a JSON object, or empty")
    return body


def _answer(name: str, content: bytes) -> web.Response:
    return web.Response(body=content, content_type=_TYPES[name.rsplit(".", 1)[1]], charset="utf-8")


def _read(name: str) -> bytes:
    return files("hyperquote.dashboard").joinpath("static", name).read_bytes()
