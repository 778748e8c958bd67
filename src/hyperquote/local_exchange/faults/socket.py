"""W1 to W10: what goes wrong on a WebSocket."""

from typing import Any, ClassVar, Literal

import msgspec
from msgspec.structs import replace

from hyperquote.local_exchange.faults import corrupt
from hyperquote.local_exchange.faults.schedule import Count, Fault, Milliseconds, Run
from hyperquote.local_exchange.faults.traffic import CLOSE, Frame, Message

FRAMES = frozenset({"frames"})
_OWN_CHANNELS = {"subscriptionResponse", "pong", "error"}


class FrameFault(Fault, frozen=True, kw_only=True):
    """A fault of frames on their way to clients."""

    channel: str = ""  # "" is every channel, those of pongs and acknowledgements included
    session: Count = 0  # the n-th connection since the exchange started; 0 is every one

    looks_at: ClassVar[frozenset[str]] = FRAMES

    def meets_frame(self, frame: Frame) -> bool:
        """Return whether connection, channel, coin and user are those of the filter."""
        if self.session not in {0, frame.session} or self.channel not in {"", frame.channel}:
            return False
        return self.matches(frame.user, frame.coin)


class SilentSocket(FrameFault, frozen=True, kw_only=True, tag="W1"):
    """The connection stays open and nothing comes: data, acknowledgements and pongs are swallowed."""

    title: ClassVar[str] = "silent socket"

    def on_frame(self, run: Run, frame: Frame, now_ms: int) -> list[Frame]:
        """Swallow the frame."""
        return []


class Closed(FrameFault, frozen=True, kw_only=True, tag="W2"):
    """The connection ends: broken off (1006), closed in order (1000), or the server goes away (1012).

    It ends `delay_ms` after the frame that is the opportunity, which is still sent.
    """

    code: Literal[1000, 1006, 1012] = 1006
    delay_ms: Milliseconds = 0
    times: Count | None = 1

    title: ClassVar[str] = "connection closed"

    def on_frame(self, run: Run, frame: Frame, now_ms: int) -> list[Frame]:
        """Send the frame, then end the connection."""
        return [frame, Frame(frame.session, CLOSE, frame.due_ms + self.delay_ms, self.code)]


class StoppedFeed(FrameFault, frozen=True, kw_only=True, tag="W3"):
    """One subscription stops while the others flow."""

    channel: str

    title: ClassVar[str] = "one subscription stops"

    def on_frame(self, run: Run, frame: Frame, now_ms: int) -> list[Frame]:
        """Swallow the frame."""
        return []


class LostAck(FrameFault, frozen=True, kw_only=True, tag="W4"):
    """The acknowledgement of a subscription is missing, late, or an error although nothing was wrong.

    `channel` is the type of the subscription. With an error nothing is subscribed.
    """

    how: Literal["missing", "late", "error"] = "missing"
    delay_ms: Milliseconds = 5_000

    title: ClassVar[str] = "subscription not acknowledged"
    looks_at: ClassVar[frozenset[str]] = frozenset({"frames", "messages"})

    def meets_frame(self, frame: Frame) -> bool:
        """Return whether this acknowledges a subscription of the filter."""
        if self.how == "error" or frame.channel != "subscriptionResponse" or frame.is_spoilt:
            return False
        is_new = frame.words["data"]["method"] == "subscribe"
        as_feed = replace(self, channel="")
        return is_new and self.channel in {"", frame.subscription} and FrameFault.meets_frame(as_feed, frame)

    def on_frame(self, run: Run, frame: Frame, now_ms: int) -> list[Frame]:
        """Swallow the acknowledgement, or hold it back while everything else passes it."""
        return [] if self.how == "missing" else [frame.at(now_ms + self.delay_ms, is_in_order=False)]

    def meets_message(self, message: Message) -> bool:
        """Return whether this asks for a subscription of the filter."""
        if self.how != "error" or message.method != "subscribe" or self.session not in {0, message.session}:
            return False
        return self.channel in {"", message.subscription} and self.matches(message.user, message.coin)

    def on_message(self, run: Run, message: Message, now_ms: int) -> None:
        """Answer with an error and subscribe to nothing."""
        message.is_lost = True
        words = msgspec.json.encode(message.words.get("subscription")).decode()
        message.answers.append(error_frame(f"Invalid subscription: {words}"))


class Snapshot(FrameFault, frozen=True, kw_only=True, tag="W5"):
    """A snapshot that is not what the client hopes for.

    `again`: it comes once more `delay_ms` later, in the middle of the stream. `none`: it does not come.
    `old`: its fills younger than `age_ms` are missing. `count` keeps only so many of its last rows.
    """

    how: Literal["again", "none", "old"] = "again"
    channel: str = "userFills"
    delay_ms: Milliseconds = 1_000
    age_ms: Milliseconds = 60_000
    count: Count | None = None

    title: ClassVar[str] = "snapshot replayed or missing"

    def meets_frame(self, frame: Frame) -> bool:
        """Return whether this is a snapshot of the filter."""
        data = frame.words.get("data")
        return isinstance(data, dict) and data.get("isSnapshot") is True and FrameFault.meets_frame(self, frame)

    def on_frame(self, run: Run, frame: Frame, now_ms: int) -> list[Frame]:
        """Repeat, withhold or thin out the snapshot."""
        if self.how == "none":
            return []
        if self.how == "again":
            return [frame, self._thin(frame, 0).at(now_ms + self.delay_ms)]
        return [self._thin(frame, now_ms - self.age_ms)]

    def _thin(self, frame: Frame, until_ms: int) -> Frame:
        data = dict(frame.words["data"])
        for key, rows in data.items():
            if isinstance(rows, list):
                kept = [row for row in rows if not until_ms or row.get("time", 0) <= until_ms]
                data[key] = kept if self.count is None else kept[max(0, len(kept) - self.count) :]
        return frame.saying({**frame.words, "data": data})


class Disorder(FrameFault, frozen=True, kw_only=True, tag="W6"):
    """A frame comes twice, out of order (up to `window_ms` late, others pass it), or late with all that follow."""

    how: Literal["duplicate", "reorder", "delay"] = "duplicate"
    window_ms: Milliseconds = 500

    title: ClassVar[str] = "duplicated, reordered or delayed"

    def on_frame(self, run: Run, frame: Frame, now_ms: int) -> list[Frame]:
        """Repeat or hold back the frame."""
        if self.how == "duplicate":
            return [frame, frame]
        if self.how == "delay":
            return [frame.at(now_ms + self.window_ms)]
        return [frame.at(now_ms + run.rng.randint(1, max(1, self.window_ms)), is_in_order=False)]


class Corrupt(FrameFault, frozen=True, kw_only=True, tag="W7"):
    """A frame says what no venue would: not JSON, a field less or more, an unknown word, no number, a false book.

    Frames to which `how` cannot happen (an empty book to a trade) are no opportunities.
    """

    how: corrupt.How

    title: ClassVar[str] = "corrupted"

    def meets_frame(self, frame: Frame) -> bool:
        """Return whether the frame is of the filter and this can happen to it."""
        if not FrameFault.meets_frame(self, frame):
            return False
        if frame.channel in _OWN_CHANNELS and not self.channel:
            return False
        return corrupt.is_possible(self.how, frame.channel, frame.words)

    def on_frame(self, run: Run, frame: Frame, now_ms: int) -> list[Frame]:
        """Send the corrupted frame instead."""
        return [frame.spoilt(corrupt.corrupted(self.how, frame.body, run.rng))]


class Burst(FrameFault, frozen=True, kw_only=True, tag="W8"):
    """Frames are held and come at once at the end of every `hold_ms`, each of them `copies` times."""

    hold_ms: Milliseconds = 1_000
    copies: Count = 1

    title: ClassVar[str] = "burst"

    def on_frame(self, run: Run, frame: Frame, now_ms: int) -> list[Frame]:
        """Hold the frame until the burst."""
        held = max(1, self.hold_ms)
        due_ms = now_ms + held - (now_ms - run.started_ms) % held
        return [frame.at(due_ms)] * self.copies


class Frozen(FrameFault, frozen=True, kw_only=True, tag="W9"):
    """The content stands still while its timestamps go on, or the other way round; by channel and coin."""

    how: Literal["content", "timestamps"] = "content"

    title: ClassVar[str] = "frozen content or timestamps"

    def meets_frame(self, frame: Frame) -> bool:
        """Return whether the frame is of the filter and carries a time."""
        return FrameFault.meets_frame(self, frame) and corrupt.time_of(frame.words.get("data")) > 0

    def on_frame(self, run: Run, frame: Frame, now_ms: int) -> list[Frame]:
        """Say the first frame again, or its time."""
        first: Any = run.memory.setdefault((frame.session, frame.channel, frame.coin), frame.words)
        if self.how == "content":
            return [frame.saying(corrupt.with_time(first, corrupt.time_of(frame.words["data"])))]
        return [frame.saying(corrupt.with_time(frame.words, corrupt.time_of(first["data"])))]


class ErrorFrame(FrameFault, frozen=True, kw_only=True, tag="W10"):
    """A subscription, unsubscription or post is refused on the error channel and goes no further."""

    how: Literal["users", "subscriptions", "messages", "posts"] = "subscriptions"
    text: str = ""  # "" is the text for `how`

    title: ClassVar[str] = "error frames"
    looks_at: ClassVar[frozenset[str]] = frozenset({"messages"})

    def meets_message(self, message: Message) -> bool:
        """Return whether a message of the filter could be refused for this reason."""
        methods = {"users": {"subscribe"}, "subscriptions": {"subscribe"}, "posts": {"post"}}
        if message.method not in methods.get(self.how, {"subscribe", "unsubscribe", "post"}):
            return False
        if self.session not in {0, message.session} or self.channel not in {"", message.subscription}:
            return False
        return self.matches(message.user, message.coin)

    def on_message(self, run: Run, message: Message, now_ms: int) -> None:
        """Answer on the error channel."""
        message.is_lost = True
        message.answers.append(error_frame(self.text or ERROR_TEXTS[self.how]))


ERROR_TEXTS = {
    "users": "Cannot track more than 15 total users.",
    "subscriptions": "Cannot track more than 1000 total subscriptions.",
    "messages": "Cannot send more than 2000 messages per minute.",
    "posts": "Cannot have more than 100 pending posts.",
}


def error_frame(text: str) -> bytes:
    """Return a frame of the error channel."""
    return msgspec.json.encode({"channel": "error", "data": text})
