"""A secret in a local variable."""

from typing import Final, Generic, TypeVar

T = TypeVar("T")


class Held(Generic[T]):
    """Something that a traceback with local variables does not show.

    held = Held(password)
    del password
    …  whatever fails here shows nothing
    use(held.take())
    """

    __slots__ = ("_kept",)

    def __init__(self, secret: T) -> None:
        self._kept: Final = [secret]

    def take(self) -> T:
        """Hand it out, once."""
        return self._kept.pop()

    def __repr__(self) -> str:
        return "Held(…)"
