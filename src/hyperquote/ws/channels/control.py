"""The words of the connection itself: what a client may say, and acks, pongs, errors and post replies.

Client:  {"method": "subscribe" | "unsubscribe", "subscription": …} · {"method": "ping"} · {"method": "post", …}
Server:  {"channel": "subscriptionResponse" | "pong" | "error" | "post", …}
"""

from typing import Literal

import msgspec


class Subscribe(msgspec.Struct, frozen=True, tag_field="method", tag="subscribe"):
    """Start the feed that the subscription describes."""

    subscription: msgspec.Raw


class Unsubscribe(msgspec.Struct, frozen=True, tag_field="method", tag="unsubscribe"):
    """Stop the feed that the subscription describes."""

    subscription: msgspec.Raw


class Ping(msgspec.Struct, frozen=True, tag_field="method", tag="ping"):
    """Heartbeat: answered by a pong."""


class PostRequest(msgspec.Struct, frozen=True):
    """An info request, or a whole signed `/exchange` body."""

    type: Literal["info", "action"]
    payload: msgspec.Raw


class Post(msgspec.Struct, frozen=True, tag_field="method", tag="post"):
    """A request over the socket; the reply carries the same `id`."""

    id: int
    request: PostRequest


class Ack(msgspec.Struct, frozen=True):
    """The canonical subscription: defaults filled in, users in lower case."""

    method: Literal["subscribe", "unsubscribe"]
    subscription: msgspec.Raw


class SubscriptionResponseFrame(msgspec.Struct, frozen=True, tag_field="channel", tag="subscriptionResponse"):
    """A subscription started or stopped."""

    data: Ack


class PongFrame(msgspec.Struct, frozen=True, tag_field="channel", tag="pong"):
    """Answer to a ping."""


class ErrorFrame(msgspec.Struct, frozen=True, tag_field="channel", tag="error"):
    """Something we said was refused; the text is for people, with the subscription or the post id inside."""

    data: str


class InfoPayload(msgspec.Struct, frozen=True):
    """The answer to an info request, with the request's type around it."""

    type: str
    data: msgspec.Raw


class PostResponse(msgspec.Struct, frozen=True):
    """`payload` is an `InfoPayload` for info, the `/exchange` reply for action, a text for error."""

    type: str
    payload: msgspec.Raw


class PostReply(msgspec.Struct, frozen=True):
    """The reply to the post of this id."""

    id: int
    response: PostResponse


class PostFrame(msgspec.Struct, frozen=True, tag_field="channel", tag="post"):
    """A reply to a post; replies may come out of order."""

    data: PostReply
