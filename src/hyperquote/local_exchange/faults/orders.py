"""O1 to O5: what goes wrong around orders."""

from typing import Any, ClassVar, Literal

import msgspec

from hyperquote.local_exchange.changes import AnyChange, Hit, VenueCancel
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.faults.requests import RequestFault
from hyperquote.local_exchange.faults.schedule import Count, Fault, Milliseconds, Run
from hyperquote.local_exchange.faults.socket import FrameFault
from hyperquote.local_exchange.faults.traffic import Frame, Request, ok_statuses
from hyperquote.local_exchange.matching import refusals
from hyperquote.local_exchange.reply import Reply

_ORDERS = {"order", "modify", "batchModify"}
_CANCELS = {"cancel", "cancelByCloid"}
_FILL_CHANNELS = {"userFills", "userEvents", "user"}


class LostRace(RequestFault, frozen=True, kw_only=True, tag="O1"):
    """A cancel or modify comes too late: while it is under way somebody trades with the order it names.

    The fill is a true one: a stranger trades through the book up to the order. `latency_ms` is how long the
    request is under way besides. Markets of a recording have no book to trade through; there only the latency is.
    """

    latency_ms: Milliseconds = 0

    title: ClassVar[str] = "cancel loses the race"

    def meets_request(self, request: Request) -> bool:
        """Return whether an order that rests is to be cancelled or modified."""
        return bool(named_orders(request)) and RequestFault.meets_request(self, request)

    def on_arrival(self, run: Run, request: Request, now_ms: int) -> None:
        """Let the orders be hit first."""
        request.delay_ms += self.latency_ms
        request.changes.extend(Hit(user=request.user, oid=oid) for oid in named_orders(request))


class OutOfTurn(Fault, frozen=True, kw_only=True, tag="O2"):
    """News of an order come out of turn, `offset_ms` late: the fill is told first, or long after.

    `before_ack`: the reply to the order is late. `before_update`: orderUpdates are late.
    `after_canceled`: fills are late, so that the order is over before its fill is told.
    """

    how: Literal["before_ack", "before_update", "after_canceled"] = "before_ack"
    offset_ms: Milliseconds = 1_000

    title: ClassVar[str] = "fill out of turn"
    looks_at: ClassVar[frozenset[str]] = frozenset({"frames", "requests"})

    def meets_request(self, request: Request) -> bool:
        """Return whether the reply to an order is to be held."""
        is_order = request.kind in _ORDERS and self.how == "before_ack"
        return is_order and self.matches(request.user, request.coin)

    def on_departure(self, run: Run, request: Request, now_ms: int) -> None:
        """Hold the reply."""
        request.reply_delay_ms += self.offset_ms

    def meets_frame(self, frame: Frame) -> bool:
        """Return whether a frame tells what is to be held."""
        held = {"before_update": {"orderUpdates"}, "after_canceled": _FILL_CHANNELS}.get(self.how, set())
        is_held = frame.channel in held
        return is_held and (not self.coin or self.coin == frame.coin) and (not frame.user or self._is_of(frame.user))

    def _is_of(self, user: str) -> bool:
        return not self.user or self.user.lower() == user

    def on_frame(self, run: Run, frame: Frame, now_ms: int) -> list[Frame]:
        """Hold the frame; others pass it."""
        return [frame.at(now_ms + self.offset_ms, is_in_order=False)]


class CanceledByVenue(Fault, frozen=True, kw_only=True, tag="O3"):
    """The venue cancels the oldest open orders of a user by itself. A block with any is an opportunity."""

    status: Literal[
        "marginCanceled",
        "selfTradeCanceled",
        "reduceOnlyCanceled",
        "openInterestCapCanceled",
        "delistedCanceled",
        "liquidatedCanceled",
        "scheduledCancel",
        "siblingFilledCanceled",
        "vaultWithdrawalCanceled",
    ] = "marginCanceled"
    count: Count = 1  # orders of each user; 0 is all of them
    times: Count | None = 1

    title: ClassVar[str] = "cancelled by the venue"
    looks_at: ClassVar[frozenset[str]] = frozenset({"blocks"})

    def on_block(self, run: Run, exchange: LocalExchange, now_ms: int) -> list[AnyChange]:
        """Cancel the orders."""
        wanted: dict[str, list[int]] = {}
        for account, desk in exchange.core.desks.items():
            if (self.user.lower() or account) != account or not is_outsider(account):
                continue
            orders = [*desk.open_orders.values(), *desk.waiting.values()]
            oids = [each.oid for each in orders if self.coin in {"", exchange.listings[each.asset].name}]
            if oids:
                wanted[account] = sorted(oids)[: self.count or None]
        if not wanted or not run.fires(now_ms):
            return []
        return [VenueCancel(user=user, oids=oids, status=self.status) for user, oids in sorted(wanted.items())]


class LateOldOrder(FrameFault, frozen=True, kw_only=True, tag="O4"):
    """After a modify the end of the old order is told `delay_ms` after the new one, and fills `fill_delay_ms` late."""

    delay_ms: Milliseconds = 1_000
    fill_delay_ms: Milliseconds = 0

    title: ClassVar[str] = "old order told late"

    def meets_frame(self, frame: Frame) -> bool:
        """Return whether a frame tells of a cancelled order, or of fills."""
        if frame.channel in _FILL_CHANNELS:
            return self.fill_delay_ms > 0 and FrameFault.meets_frame(self, frame)
        if frame.channel != "orderUpdates" or frame.is_spoilt:
            return False
        if not any(row["status"] == "canceled" for row in frame.words["data"]):
            return False
        return FrameFault.meets_frame(self, frame)

    def on_frame(self, run: Run, frame: Frame, now_ms: int) -> list[Frame]:
        """Tell what is new now and what is over later."""
        if frame.channel in _FILL_CHANNELS:
            return [frame.at(now_ms + self.fill_delay_ms, is_in_order=False)]
        rows: list[Any] = frame.words["data"]
        over = [row for row in rows if row["status"] == "canceled"]
        rest = [row for row in rows if row["status"] != "canceled"]
        late = frame.saying({"channel": frame.channel, "data": over}).at(now_ms + self.delay_ms, is_in_order=False)
        return [frame.saying({"channel": frame.channel, "data": rest}), late] if rest else [late]


class Rejected(RequestFault, frozen=True, kw_only=True, tag="O5"):
    """Orders are refused in the venue's words without being looked at. A batch is refused as a whole.

    With `side` only batches whose orders all buy, or all sell. `text` replaces the words of `how`.
    """

    how: Literal[
        "tick",
        "min_value",
        "margin",
        "post_only",
        "reduce_only",
        "oracle_distance",
        "max_position",
        "open_interest",
        "too_many",
        "upgrade",
    ] = "post_only"
    side: Literal["", "buy", "sell"] = ""
    text: str = ""
    endpoint: Literal["", "info", "exchange"] = "exchange"

    title: ClassVar[str] = "order refused"

    def meets_request(self, request: Request) -> bool:
        """Return whether this places or modifies orders of the filter."""
        if request.kind not in _ORDERS or not RequestFault.meets_request(self, request):
            return False
        return not self.side or all(part.get("b") is (self.side == "buy") for part in request.parts)

    def on_arrival(self, run: Run, request: Request, now_ms: int) -> None:
        """Refuse all of it."""
        request.reply = refusal(request, [self.text or self._words(request, part) for part in request.parts])

    def _words(self, request: Request, part: dict[str, Any]) -> str:
        asset = part.get("a")
        core = request.exchange.core
        if self.how == "post_only" and isinstance(asset, int) and asset in core.assets:
            bid, ask = core.best_units(asset, True), core.best_units(asset, False)
            return refusals.post_only_text(bid, ask, core.assets[asset].grid, asset)
        words = REJECTIONS[self.how]
        return words if self.how == "upgrade" else f"{words} asset={asset}"


REJECTIONS = {
    "tick": "Price must be divisible by tick size.",
    "min_value": "Order must have minimum value of $10.",
    "margin": "Insufficient margin to place order.",
    "post_only": "Post only order would have immediately matched, bbo was None@None.",
    "reduce_only": "Reduce only order would increase position.",
    "oracle_distance": "Order price too far from oracle",
    "max_position": "Order would cause position to exceed margin tier limit at current leverage",
    "open_interest": "Order would increase open interest while open interest is capped",
    "too_many": "Too many open orders.",
    "upgrade": "Only post-only orders allowed immediately after network upgrade",
}


def named_orders(request: Request) -> list[int]:
    """Return the resting orders that a cancel or modify names."""
    if request.kind not in _CANCELS and request.kind not in {"modify", "batchModify"}:
        return []
    desk = request.exchange.core.desks.get(request.user)
    if desk is None:
        return []
    if request.kind in _CANCELS:
        names = [part.get("o", part.get("cloid")) for part in request.parts]
    else:
        modifies = request.words.get("modifies", [request.words])
        names = [each.get("oid") for each in modifies]
    oids = [desk.cloids.get(name, 0) if isinstance(name, str) else name for name in names]
    return [oid for oid in oids if isinstance(oid, int) and oid in desk.open_orders]


def refusal(request: Request, texts: list[str]) -> Reply:
    """Return the reply that refuses each order of an action."""
    if request.kind == "modify":
        return Reply(200, msgspec.json.encode({"status": "err", "response": texts[0]}))
    return ok_statuses(request.kind, [{"error": text} for text in texts])


def is_outsider(account: str) -> bool:
    """Return whether an account belongs to somebody who trades from outside: the crowd's begin with many zeros."""
    return not account.startswith("0x000000000000")
