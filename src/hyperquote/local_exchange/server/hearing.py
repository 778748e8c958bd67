"""What clients say over WebSocket, on its way to the gateway, with what the faults in force make of it."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Final

from hyperquote.local_exchange.changes import AnyChange
from hyperquote.local_exchange.faults.socket import error_frame
from hyperquote.local_exchange.gateway import PENDING_POSTS, Gateway, too_many_posts
from hyperquote.local_exchange.journal import JournalError
from hyperquote.local_exchange.reply import Reply
from hyperquote.local_exchange.server.delivery import Delivery, submitted
from hyperquote.ws.channels.control import Post


class Hearing:
    """Lets `gateway` hear messages and brings the answers to their clients.

    Without faults that is all. With some, a message may be late or lost; and a post is a request besides, which meets
    the faults of requests as one over HTTP does, while the messages behind it go on.
    """

    def __init__(
        self,
        gateway: Gateway,
        delivery: Delivery,
        now_ms: Callable[[], int],
        change: Callable[[AnyChange], object],
    ) -> None:
        """`now_ms` is the exchange's time, `change` lets something happen to it."""
        self._gateway: Final = gateway
        self._delivery: Final = delivery
        self._now_ms: Final = now_ms
        self._change: Final = change
        self._posts: Final[set[asyncio.Task[None]]] = set()
        self._pending: Final[Counter[int]] = Counter()

    def hear(self, session: int, text: str) -> None:
        """Hear a message now."""
        try:
            frames = self._gateway.hear(session, text, self._now_ms())
        except JournalError as problem:
            frames = [error_frame(str(problem))]
        self._delivery.tell(session, frames)

    def hear_faulty(self, session: int, text: str, before: "asyncio.Task[None] | None") -> "asyncio.Task[None] | None":
        """Hear a message with what the faults make of it, after the one before it; return what is still under way."""
        delivery, clock = self._delivery, self._delivery.clock
        message = delivery.injector.hear(session, text, clock.now_ms)
        is_late = message.delay_ms > 0 or (before is not None and not before.done())
        if not is_late:
            delivery.tell(session, message.answers)
            if not message.is_lost:
                self._take(session, text)
            return None
        due_ms = clock.now_ms + message.delay_ms

        async def hear_late() -> None:
            if before is not None:
                await before
            await delivery.wait(due_ms - clock.now_ms)
            if session in delivery.connections:
                delivery.tell(session, message.answers)
                if not message.is_lost:
                    self._take(session, text)
                if self._gateway.hung_up(session):
                    delivery.connections[session].close()

        return asyncio.create_task(hear_late(), name=f"late message of {session}")

    def _take(self, session: int, text: str) -> None:
        post = self._gateway.post_of(text) if self._delivery.injector.looks_at_requests else None
        if post is None:
            self.hear(session, text)
        elif self._pending[session] >= PENDING_POSTS:
            self._delivery.tell(session, [too_many_posts(post.id)])
        else:
            self._pending[session] += 1
            task = asyncio.create_task(self._answer(session, text, post), name=f"post {post.id} of {session}")
            self._posts.add(task)
            task.add_done_callback(self._posts.discard)

    async def _answer(self, session: int, text: str, post: Post) -> None:
        try:
            body = bytes(post.request.payload)
            endpoint = "info" if post.request.type == "info" else "exchange"

            async def act() -> Reply:
                if endpoint == "info":
                    return self._gateway.info(body, self._now_ms())
                try:
                    return await submitted(self._gateway, body, self._now_ms())
                except JournalError as problem:
                    return Reply(503, str(problem).encode(), is_json=False)

            reply = await self._delivery.outcome(endpoint, body, act, self._change, is_post=True)
            if reply is not None:
                self._delivery.tell(session, [self._gateway.post_frame(post, text, reply)])
        finally:
            self._pending[session] -= 1
            if not self._pending[session]:
                del self._pending[session]
