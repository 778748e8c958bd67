"""What a frame, or the time, means: the session says it, the client does it."""

from typing import Any, TypeAlias

import msgspec

from hyperquote.ws.channels.base import Subscription
from hyperquote.ws.channels.control import PostResponse

AnyFeed: TypeAlias = Subscription[Any]


class Gap(msgspec.Struct, frozen=True):
    """A feed may have missed what happened between these times (UTC ns): repair from `/info`."""

    from_ns: int
    to_ns: int
    reason: str


class Message(msgspec.Struct, frozen=True):
    """Data of a feed."""

    feed: AnyFeed
    data: Any


class Acked(msgspec.Struct, frozen=True):
    """The feed is on; `gap` when it was on before, on a connection that ended."""

    feed: AnyFeed
    gap: Gap | None


class Refused(msgspec.Struct, frozen=True):
    """The venue does not give this feed; it is no longer wanted."""

    feed: AnyFeed
    text: str


class Restored(msgspec.Struct, frozen=True):
    """Every feed is on again after a reconnect."""

    gap: Gap


class PostAnswered(msgspec.Struct, frozen=True):
    """The reply to a post."""

    post_id: int
    response: PostResponse


class PostRefused(msgspec.Struct, frozen=True):
    """The venue could not read a post, or had too many; it did nothing."""

    post_id: int
    text: str


class PostLost(msgspec.Struct, frozen=True):
    """The connection ended before the reply: the outcome is unknown."""

    post_id: int


class Pong(msgspec.Struct, frozen=True):
    """The venue is there; the round trip in ns."""

    round_trip_ns: int


class Trouble(msgspec.Struct, frozen=True):
    """Words on the error channel that belong to nothing we asked."""

    text: str


Effect: TypeAlias = Message | Acked | Refused | Restored | PostAnswered | PostRefused | PostLost | Pong | Trouble
