"""Requests over the socket: numbers them, and finds whom a reply belongs to."""

from typing import Final, Literal

import msgspec

from hyperquote.errors import ValidationError
from hyperquote.ws.channels.control import Post, PostRequest

MAX_IN_FLIGHT: Final = 100  # the venue's limit per address


class PostDesk:
    """The posts in flight on one connection. Replies come in any order; a lost connection leaves outcomes unknown."""

    def __init__(self, first_id: int = 1) -> None:
        self._next_id = first_id
        self._in_flight: set[int] = set()

    def open(self, kind: Literal["info", "action"], payload: bytes) -> tuple[int, bytes]:
        """Return a fresh id and the message to send; `ValidationError` when 100 are in flight already."""
        if len(self._in_flight) >= MAX_IN_FLIGHT:
            raise ValidationError(f"{MAX_IN_FLIGHT} posts are in flight; wait for a reply before the next")
        post_id = self._next_id
        self._next_id += 1
        self._in_flight.add(post_id)
        return post_id, msgspec.json.encode(Post(post_id, PostRequest(kind, msgspec.Raw(payload))))

    def close(self, post_id: int) -> bool:
        """Take a reply, or give up waiting; False when this post is not in flight (any more)."""
        if post_id not in self._in_flight:
            return False
        self._in_flight.remove(post_id)
        return True

    def lose_all(self) -> list[int]:
        """Return the posts that the end of the connection leaves without an answer, oldest first."""
        lost = sorted(self._in_flight)
        self._in_flight.clear()
        return lost

    @property
    def in_flight(self) -> int:
        """How many wait for a reply."""
        return len(self._in_flight)
