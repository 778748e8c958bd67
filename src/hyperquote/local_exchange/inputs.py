"""The port through which a gateway tells what is done to its exchange, before it does it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hyperquote.local_exchange.changes import AnyChange


class InputLog:
    """Keeps nothing. One that keeps inputs may raise, and then the input is not taken."""

    def block(self, now_ms: int) -> None:
        """A block is to be made."""

    def action(self, body: bytes, now_ms: int, is_for_block: bool) -> None:
        """A readable action is to be executed now, or put in line for the next block."""

    def change(self, change: "AnyChange", now_ms: int) -> None:
        """Something is to happen from outside."""
