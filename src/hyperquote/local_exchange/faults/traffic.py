"""What passes between a client and the exchange, in the form in which faults look at it."""

from copy import copy
from typing import Any

import msgspec

from hyperquote.errors import HyperquoteError
from hyperquote.exchange.actions import AnyAction, decode_action
from hyperquote.exchange.envelope import decode_envelope, signer_of
from hyperquote.local_exchange.changes import AnyChange
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.faults.schedule import Run
from hyperquote.local_exchange.reply import Reply

CLOSE = b""  # the body of a frame that stands for the end of the connection


class Frame:
    """A frame on its way to one client. `is_in_order` keeps it behind what was sent to the client before it."""

    def __init__(self, session: int, body: bytes, due_ms: int, close_code: int = 0) -> None:
        self.session = session
        self.due_ms = due_ms
        self.close_code = close_code
        self.is_in_order = True
        self.channel = ""
        self.coin = ""
        self.user = ""
        self.subscription = ""  # what an acknowledgement acknowledges
        self.words: Any = None
        self.body = body
        if body != CLOSE:
            self._read()

    def _read(self) -> None:
        self.words = msgspec.json.decode(self.body)
        self.channel = self.words.get("channel", "")
        data = self.words.get("data")
        if self.channel == "subscriptionResponse":
            data = data["subscription"]
            self.subscription = data["type"]
        first = data[0] if isinstance(data, list) and data else data
        if isinstance(first, dict):
            order = first.get("order")
            named = order if isinstance(order, dict) else first
            self.coin = str(named.get("coin") or named.get("s") or "")
            self.user = str(first.get("user") or "").lower()

    @property
    def is_spoilt(self) -> bool:
        """Whether another fault has made it say what no venue would: nothing can be read from it."""
        return not self.words

    def saying(self, words: Any) -> "Frame":
        """Return this frame with other words."""
        other = copy(self)
        other.words = words
        other.body = msgspec.json.encode(words)
        return other

    def spoilt(self, body: bytes) -> "Frame":
        """Return this frame with a body that nothing can be read from any more."""
        other = copy(self)
        other.words = {}
        other.body = body
        return other

    def at(self, due_ms: int, is_in_order: bool = True) -> "Frame":
        """Return this frame for later."""
        other = copy(self)
        other.due_ms = max(due_ms, self.due_ms)
        other.is_in_order = is_in_order
        return other


class Message:
    """A client's WebSocket message: what it is about and what becomes of it."""

    def __init__(self, session: int, text: str) -> None:
        self.session = session
        self.text = text
        self.delay_ms = 0
        self.is_lost = False
        self.answers: list[bytes] = []  # sent back by the fault itself
        try:
            words = msgspec.json.decode(text)
        except msgspec.DecodeError:
            words = None
        self.words: dict[str, Any] = words if isinstance(words, dict) else {}
        self.method = str(self.words.get("method", ""))
        subscription = self.words.get("subscription")
        about = subscription if isinstance(subscription, dict) else {}
        self.subscription = str(about.get("type", ""))
        self.coin = str(about.get("coin") or "")
        self.user = str(about.get("user") or "").lower()


class Request:
    """A request over HTTP or as a post, or with endpoint "ws" a new connection: what it asks and what becomes of it."""

    def __init__(self, endpoint: str, body: bytes, exchange: LocalExchange, now_ms: int, is_post: bool = False) -> None:
        self.endpoint = endpoint
        self.is_post = is_post
        self.body = body
        self.exchange = exchange
        self.kind = ""
        self.coin = ""
        self.user = ""
        self.words: dict[str, Any] = {}
        self.action: AnyAction | None = None
        self.delay_ms = 0  # before the exchange sees it
        self.is_lost = False  # the exchange never sees it
        self.lost_after_ms = 0  # how long the client waits before its connection breaks
        self.reply: Reply | None = None  # set on arrival: said instead of doing it
        self.reply_delay_ms = 0
        self.is_reply_lost = False
        self.met: list[Run] = []  # the faults that strike it
        self.changes: list[AnyChange] = []  # happen just before the exchange sees it
        if endpoint == "info":
            self._read_question()
        elif endpoint == "exchange":
            self._read_action(now_ms)

    def _read_question(self) -> None:
        try:
            words = msgspec.json.decode(self.body)
        except msgspec.DecodeError:
            return
        if isinstance(words, dict):
            self.words = words
            self.kind = str(words.get("type", ""))
            self.coin = str(words.get("coin") or "")
            self.user = str(words.get("user") or "").lower()

    def _read_action(self, now_ms: int) -> None:
        try:
            envelope = decode_envelope(self.body)
            action = decode_action(envelope.action)
            signer = signer_of(envelope, action, is_mainnet=False)
        except HyperquoteError:
            return
        self.action = action
        self.words = msgspec.json.decode(envelope.action)
        self.kind = str(self.words.get("type", ""))
        self.user = envelope.vault_address or self.exchange.admission.principal(signer, now_ms)
        coins = {self._coin(part) for part in self.parts}
        self.coin = coins.pop() if len(coins) == 1 else ""

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The orders or cancels of an action, as they were sent; a modify is its new order."""
        words = self.words
        if isinstance(words.get("order"), dict):
            return [words["order"]]
        for key in ("orders", "cancels"):
            if isinstance(words.get(key), list):
                return list(words[key])
        return [each["order"] for each in words.get("modifies", ())]

    def _coin(self, part: dict[str, Any]) -> str:
        asset = part.get("a", part.get("asset"))
        return next((name for name, known in self.exchange.ids.items() if known == asset), "")


def ok_statuses(kind: str, statuses: list[Any]) -> Reply:
    """Return the venue's reply to a batch."""
    named = {"batchModify": "order", "modify": "order", "cancelByCloid": "cancel"}.get(kind, kind)
    body = {"status": "ok", "response": {"type": named, "data": {"statuses": statuses}}}
    return Reply(200, msgspec.json.encode(body))
