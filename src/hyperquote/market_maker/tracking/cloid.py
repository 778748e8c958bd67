"""Our order ids: 128 bits that say "ours", which session, which order."""

from typing import Final

PREFIX: Final = "0x68716d6d"  # "hqmm": orders without it belong to somebody else and are never touched


def is_ours(cloid: str) -> bool:
    """Return whether a cloid was made by this program, in any session."""
    return cloid.startswith(PREFIX)


class CloidMaker:
    """Counts up inside one session; unique as long as sessions differ."""

    def __init__(self, session: int) -> None:
        if not 0 <= session < 1 << 32:
            raise ValueError(f"a session number has 32 bits, not {session}")
        self._head: Final = f"{PREFIX}{session:08x}"
        self._count = 0

    def next(self) -> str:
        """Return a fresh cloid."""
        self._count += 1
        return f"{self._head}{self._count:016x}"
