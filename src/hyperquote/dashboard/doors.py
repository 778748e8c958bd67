"""Who may come in: requests to our own name, from our own page, and orders only with the session's token."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from aiohttp import web

MAX_BODY_BYTES: Final = 4_096
TOKEN_HEADER: Final = "X-Hyperquote-Token"  # noqa: S105 - the name of a header

_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger(__name__)


class Doors:
    """Checks every request.

    A page of another site can make a browser send requests here, even under our address (DNS rebinding): so the
    `Host` must be one of our names, and an `Origin`, where the browser tells one, must be our own. What changes
    anything needs the token besides, which only the operator's link carries, behind the #: it is in no request
    line and in no log.
    """

    def __init__(self, host: str, token: str) -> None:
        self._hosts: Final = {*_LOOPBACK, host}
        self._token: Final = token
        self.refused = 0

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse strangers with a reason, and lock down what the page may load."""
        problem = self._stranger(request)
        if not problem and request.method != "GET":
            problem = self._unauthorised(request)
        if problem:
            self.refused += 1
            log.warning("dashboard", text=f"refused {request.method} {request.path}: {problem}")
            raise web.HTTPForbidden(text=problem)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(_HEADERS)
        return response

    def _stranger(self, request: web.Request) -> str:
        name = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
        if name not in self._hosts:
            return "this page answers only to the address it listens on"
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"{request.scheme}://{request.host}":
            return "requests from other sites are not taken"
        return ""

    def _unauthorised(self, request: web.Request) -> str:
        given = request.headers.get(TOKEN_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            return "wrong or missing token: open the link that the market maker printed at its start"
        return ""
