"""R1 to R7: what goes wrong with requests, over HTTP and as posts over WebSocket.

A post is a message and its answer a frame besides: W1 and W6 with channel "post" strike them as such. One that is lost
leaves its connection whole, and an HTTP reply that is no JSON comes as its status, as the venue does it.
"""

from typing import Any, ClassVar, Literal

import msgspec

from hyperquote.local_exchange.faults.schedule import Fault, Milliseconds, Run
from hyperquote.local_exchange.faults.traffic import Request, ok_statuses
from hyperquote.local_exchange.reply import Reply

Endpoint = Literal["", "info", "exchange"]
Over = Literal["", "http", "post"]
_REASONS = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 429: "Too Many Requests"}
_BATCHES = {"order", "batchModify", "cancel", "cancelByCloid"}


class RequestFault(Fault, frozen=True, kw_only=True):
    """A fault of requests."""

    endpoint: Endpoint = ""  # "" is both
    over: Over = ""  # "" is either way
    kind: str = ""  # the type of the question or action: l2Book, order; "" is every one

    looks_at: ClassVar[frozenset[str]] = frozenset({"requests"})

    def meets_request(self, request: Request) -> bool:
        """Return whether endpoint, kind, user and coin are those of the filter."""
        if request.endpoint == "ws" or self.endpoint not in {"", request.endpoint}:
            return False
        if self.over not in {"", "post" if request.is_post else "http"}:
            return False
        return self.kind in {"", request.kind} and self.matches(request.user, request.coin)


class LostRequest(RequestFault, frozen=True, kw_only=True, tag="R1"):
    """The request never reaches the exchange; the connection breaks after `hang_ms`."""

    hang_ms: Milliseconds = 0

    title: ClassVar[str] = "request lost"

    def on_arrival(self, run: Run, request: Request, now_ms: int) -> None:
        """Lose it."""
        request.is_lost = True
        request.lost_after_ms = max(request.lost_after_ms, self.hang_ms)


class LostReply(RequestFault, frozen=True, kw_only=True, tag="R2"):
    """The exchange does what is asked, and its reply is lost, or late by `delay_ms`."""

    how: Literal["lost", "late"] = "lost"
    delay_ms: Milliseconds = 2_000

    title: ClassVar[str] = "processed, reply lost or late"

    def on_departure(self, run: Run, request: Request, now_ms: int) -> None:
        """Lose the reply or hold it."""
        if self.how == "late":
            request.reply_delay_ms += self.delay_ms
        else:
            request.is_reply_lost = True


class ServerTrouble(RequestFault, frozen=True, kw_only=True, tag="R3"):
    """An HTTP error with the page of a proxy, an empty body, the venue's null, or half of the true reply.

    Unless `is_processed`, the exchange never sees the request. Half a reply is of a request that was processed.
    """

    status: Literal[200, 429, 500, 502, 503] = 502
    body: Literal["html", "empty", "null", "truncated"] = "html"
    is_processed: bool = False

    title: ClassVar[str] = "server in trouble"

    def on_arrival(self, run: Run, request: Request, now_ms: int) -> None:
        """Answer instead of the exchange."""
        if not self.is_processed and self.body != "truncated":
            request.reply = self._reply(b"")

    def on_departure(self, run: Run, request: Request, now_ms: int) -> None:
        """Answer after the exchange."""
        reply = request.reply
        request.reply = self._reply(b"" if reply is None else reply.body)

    def _reply(self, true_body: bytes) -> Reply:
        reason = _REASONS.get(self.status, "OK")
        bodies = {
            "html": f"<html><head><title>{self.status} {reason}</title></head><body>{reason}</body></html>".encode(),
            "empty": b"",
            "null": b"null",
            "truncated": true_body[: len(true_body) // 2],
        }
        return Reply(self.status, bodies[self.body], is_json=self.body == "truncated")


class OddBatch(RequestFault, frozen=True, kw_only=True, tag="R4"):
    """A batch is answered "ok" and yet not as asked.

    `errors`: nothing is done and every row is an error. `single`: nothing is done and one error stands for all.
    `short`, `long`: all is done, and the reply has a row less or more.
    """

    how: Literal["errors", "single", "short", "long"] = "errors"
    text: str = "Order rejected."
    endpoint: Endpoint = "exchange"

    title: ClassVar[str] = "odd reply to a batch"

    def meets_request(self, request: Request) -> bool:
        """Return whether this is a batch of the filter."""
        return request.kind in _BATCHES and RequestFault.meets_request(self, request)

    def on_arrival(self, run: Run, request: Request, now_ms: int) -> None:
        """Answer with errors."""
        if self.how in {"errors", "single"}:
            count = len(request.parts) if self.how == "errors" else 1
            request.reply = ok_statuses(request.kind, [{"error": self.text}] * count)

    def on_departure(self, run: Run, request: Request, now_ms: int) -> None:
        """Take a row away or add one."""
        if request.reply is None or self.how in {"errors", "single"}:
            return
        try:
            words = msgspec.json.decode(request.reply.body)
        except msgspec.DecodeError:
            return  # another fault has been at it: a page, half a reply
        response = words.get("response") if isinstance(words, dict) and words.get("status") == "ok" else None
        if not isinstance(response, dict) or "data" not in response:
            return
        rows: list[Any] = response["data"]["statuses"]
        response["data"]["statuses"] = rows[:-1] if self.how == "short" else [*rows, *rows[-1:]]
        request.reply = Reply(200, msgspec.json.encode(words), weight=request.reply.weight)


class StaleRead(RequestFault, frozen=True, kw_only=True, tag="R5"):
    """A question is answered as it was `age_ms` ago: with the youngest answer to the same question that is so old.

    If none is, the oldest on record stands in. The first answer to a question cannot be stale.
    """

    age_ms: Milliseconds = 2_000
    endpoint: Endpoint = "info"

    title: ClassVar[str] = "stale read"

    def on_departure(self, run: Run, request: Request, now_ms: int) -> None:
        """Put the true answer on record and give an old one."""
        if request.reply is None or not request.reply.is_ok:
            return
        past: list[tuple[int, Reply]] = run.memory.setdefault(request.body, [])
        past.append((now_ms, request.reply))
        while len(past) > 1 and past[1][0] <= now_ms - self.age_ms:
            past.pop(0)
        request.reply = past[0][1]


class UnknownOrder(RequestFault, frozen=True, kw_only=True, tag="R6"):
    """orderStatus denies an existing order until `hold_ms` after it was first asked for."""

    hold_ms: Milliseconds = 1_000
    endpoint: Endpoint = "info"
    kind: str = "orderStatus"

    title: ClassVar[str] = "order unknown for a while"

    def on_departure(self, run: Run, request: Request, now_ms: int) -> None:
        """Deny the order."""
        if request.reply is None or b'"order"' not in request.reply.body:
            return
        first_ms = run.memory.setdefault(request.body, now_ms)
        if now_ms < first_ms + self.hold_ms:
            request.reply = Reply(200, b'{"status":"unknownOid"}', weight=request.reply.weight)


class SwappedReplies(RequestFault, frozen=True, kw_only=True, tag="R7"):
    """Of two requests under way at once the second is answered first: every other reply waits `window_ms`."""

    window_ms: Milliseconds = 200

    title: ClassVar[str] = "replies change places"

    def on_departure(self, run: Run, request: Request, now_ms: int) -> None:
        """Hold the first of each two."""
        held = run.memory.get("held", False)
        run.memory["held"] = not held
        if not held:
            request.reply_delay_ms += self.window_ms
