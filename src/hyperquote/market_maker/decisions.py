"""A running checksum over everything the engine decided: equal runs have equal numbers."""

from typing import Final

from mypy_extensions import i64

from hyperquote.market_maker.commands import AskOrder, Cancel, Command, Finished, Place

_PRIME: Final[i64] = 1_000_003
_MASK: Final[i64] = (1 << 32) - 1


class DecisionChecksum:
    """FNV-like hash of every place, cancel, question and end: time, kind, side, id, price, size."""

    def __init__(self) -> None:
        self.value = 0x811C9DC5
        self.count = 0

    def _mix(self, number: int) -> None:
        mixed: i64 = number
        value: i64 = self.value
        self.value = int(((value ^ (mixed & _MASK)) * _PRIME) & _MASK)

    def _mix_text(self, text: str) -> None:
        for character in text:
            self._mix(ord(character))

    def add(self, local_ns: int, command: Command) -> None:
        """Take one command into the sum; notes and routine questions decide nothing and do not count."""
        if isinstance(command, Place):
            for order in command.orders:
                self._begin(local_ns, 1)
                self._mix(1 if order.is_buy else 2)
                self._mix(order.px_units)
                self._mix(order.lots)
                self._mix(order.level)
        elif isinstance(command, Cancel):
            for reference in command.orders:
                self._begin(local_ns, 2)
                self._mix_text(reference.cloid[-8:])  # the counter: the session's part differs between runs
        elif isinstance(command, AskOrder):
            self._begin(local_ns, 3)
            self._mix_text(command.cloid[-8:])
        elif isinstance(command, Finished):
            self._begin(local_ns, 4)
            self._mix(1 if command.is_clean else 0)

    def _begin(self, local_ns: int, kind: int) -> None:
        self.count += 1
        self._mix(kind)
        self._mix(local_ns >> 32)
        self._mix(local_ns)
