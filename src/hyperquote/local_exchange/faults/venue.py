"""M1, M2, C1 and L1: what the venue changes about itself, its clock, and the way to it."""

from math import exp
from typing import Any, ClassVar, Literal

import msgspec

from hyperquote.local_exchange.faults.orders import REJECTIONS, refusal
from hyperquote.local_exchange.faults.requests import RequestFault
from hyperquote.local_exchange.faults.schedule import Fault, Milliseconds, Run, Seconds, Share
from hyperquote.local_exchange.faults.traffic import CLOSE, Frame, Message, Request
from hyperquote.local_exchange.reply import Reply

_META_KINDS = {"meta", "metaAndAssetCtxs"}
_OUT = Reply(503, b"<html><body>Service Unavailable</body></html>", is_json=False)


class OtherMeta(RequestFault, frozen=True, kw_only=True, tag="M1"):
    """What `meta` and `metaAndAssetCtxs` say of `coin` changes. The exchange's rules do not: only what it says.

    `sz_decimals`, `max_leverage`: another `value`. `new_coin`: a coin of this name is listed at the end.
    `delisted`: the coin is marked so. `gap`: its row is missing, and the indices after it shift.
    """

    coin: str
    how: Literal["sz_decimals", "max_leverage", "new_coin", "delisted", "gap"]
    value: int = 0

    title: ClassVar[str] = "metadata changed"

    def meets_request(self, request: Request) -> bool:
        """Return whether metadata is asked for."""
        return request.endpoint == "info" and request.kind in _META_KINDS

    def on_departure(self, run: Run, request: Request, now_ms: int) -> None:
        """Change what is said."""
        if request.reply is None or not request.reply.is_ok:
            return
        words = msgspec.json.decode(request.reply.body)
        rows, ctxs = (words[0]["universe"], words[1]) if isinstance(words, list) else (words["universe"], [])
        self._change(rows, ctxs)
        request.reply = Reply(200, msgspec.json.encode(words), weight=request.reply.weight)

    def _change(self, rows: list[dict[str, Any]], ctxs: list[Any]) -> None:
        if self.how == "new_coin":
            rows.append({**rows[-1], "name": self.coin})
            ctxs.extend(ctxs[-1:])
            return
        for at, row in enumerate(rows):
            if row["name"] == self.coin:
                if self.how == "sz_decimals":
                    row["szDecimals"] = self.value
                elif self.how == "max_leverage":
                    row["maxLeverage"] = self.value
                elif self.how == "delisted":
                    row["isDelisted"] = True
                else:
                    del rows[at]
                    del ctxs[at : at + 1]
                return


class Upgrade(Fault, frozen=True, kw_only=True, tag="M2"):
    """The venue is upgraded: for `outage_s` it is out, then for `post_only_s` it takes post-only orders and cancels.

    Out means: 503 for every request, no new connection, and those there are told that the server goes away.
    """

    outage_s: Seconds = 5.0
    post_only_s: Seconds = 120.0

    title: ClassVar[str] = "upgrade window"
    looks_at: ClassVar[frozenset[str]] = frozenset({"frames", "requests"})

    def meets_frame(self, frame: Frame) -> bool:
        """Every frame is an opportunity; during the outage it is the last of its connection."""
        return True

    def on_frame(self, run: Run, frame: Frame, now_ms: int) -> list[Frame]:
        """End the connection during the outage."""
        return (
            [Frame(frame.session, CLOSE, frame.due_ms, 1012)] if self._since_s(run, now_ms) < self.outage_s else [frame]
        )

    def meets_request(self, request: Request) -> bool:
        """Every request is an opportunity."""
        return True

    def on_arrival(self, run: Run, request: Request, now_ms: int) -> None:
        """Be out, or refuse what is not post-only."""
        since_s = self._since_s(run, now_ms)
        if since_s < self.outage_s:
            request.reply = _OUT
        elif since_s < self.outage_s + self.post_only_s and not _is_post_only(request):
            request.reply = refusal(request, [REJECTIONS["upgrade"]] * max(1, len(request.parts)))

    def _since_s(self, run: Run, now_ms: int) -> float:
        return (now_ms - run.started_ms) / 1_000.0 - self.after_s

    def affects(self, run: Run, now_ms: int) -> bool:
        """Return whether the window is not over yet."""
        return self._since_s(run, now_ms) < self.outage_s + self.post_only_s


class WrongClock(Fault, frozen=True, kw_only=True, tag="C1"):
    """The exchange's clock is off: by a step, by a drift (parts per million), or it stands still.

    The exchange's time never runs backwards: a step into the past stands still until the time is reached again.
    """

    how: Literal["step", "drift", "freeze"] = "step"
    offset_ms: int = 0
    drift_ppm: float = 0.0

    title: ClassVar[str] = "clock of the exchange"
    looks_at: ClassVar[frozenset[str]] = frozenset({"clock"})

    def clock_offset_ms(self, run: Run, now_ms: int) -> int:
        """Return how far the exchange's clock is off now."""
        since_ms = now_ms - run.started_ms - round(self.after_s * 1_000)
        if since_ms < 0 or (self.for_s is not None and since_ms >= self.for_s * 1_000):
            return 0
        if self.how == "step":
            return self.offset_ms
        return round(since_ms * self.drift_ppm / 1e6) if self.how == "drift" else -since_ms


class Latency(Fault, frozen=True, kw_only=True, tag="L1"):
    """The way takes time: median · e^(σ·N(0,1)) ms, and with a probability of `spike_share` a spike on top.

    `up` is to the exchange, `down` from it. What one connection carries stays in order.
    """

    direction: Literal["up", "down", "both"] = "both"
    median_ms: Seconds = 50.0
    sigma: Seconds = 0.0
    spike_ms: Milliseconds = 0
    spike_share: Share = 0.0

    title: ClassVar[str] = "latency"
    looks_at: ClassVar[frozenset[str]] = frozenset({"frames", "messages", "requests"})

    def meets_frame(self, frame: Frame) -> bool:
        """Return whether the way down takes time."""
        return self.direction != "up"

    def on_frame(self, run: Run, frame: Frame, now_ms: int) -> list[Frame]:
        """Delay the frame."""
        return [frame.at(now_ms + self._drawn_ms(run))]

    def meets_message(self, message: Message) -> bool:
        """Return whether the way up takes time."""
        return self.direction != "down"

    def on_message(self, run: Run, message: Message, now_ms: int) -> None:
        """Delay the message."""
        message.delay_ms += self._drawn_ms(run)

    def meets_request(self, request: Request) -> bool:
        """Every request takes the way; a post takes it as a message."""
        return not request.is_post and self.matches(request.user, request.coin)

    def on_arrival(self, run: Run, request: Request, now_ms: int) -> None:
        """Delay the request."""
        if self.direction != "down":
            request.delay_ms += self._drawn_ms(run)

    def on_departure(self, run: Run, request: Request, now_ms: int) -> None:
        """Delay the reply."""
        if self.direction != "up":
            request.reply_delay_ms += self._drawn_ms(run)

    def _drawn_ms(self, run: Run) -> int:
        latency_ms = self.median_ms * exp(self.sigma * run.rng.gauss(0.0, 1.0)) if self.sigma else self.median_ms
        if self.spike_share and run.rng.random() < self.spike_share:
            latency_ms += self.spike_ms
        return round(latency_ms)


def _is_post_only(request: Request) -> bool:
    if request.kind not in {"order", "modify", "batchModify", "twapOrder"}:
        return True
    tifs = [part.get("t", {}).get("limit", {}).get("tif") for part in request.parts]
    return bool(tifs) and all(tif == "Alo" for tif in tifs)
