"""What keeps us from quoting, by name: start-up, reconnects, the operator, doubts about our own books."""

from typing import Final

_FILLS_AGAIN_NS: Final = 5_000_000_000  # a question about fills that got no answer is asked again after this long


class Lifecycle:
    """The gates that are not about risk or beliefs. Start-up and reconnect are one path.

    After either, nothing quotes until the account, the open orders and the fills since the newest known one
    have been read again. An answer counts as proof only if it was asked for after the feeds were on again: what
    happened before the question is in the answer, what happened after it is on the feeds.
    """

    def __init__(self) -> None:
        self.is_paused = False
        self.is_connected = True
        self.needs_account = True
        self.needs_open_orders = True
        self.needs_fills = False
        self.leftovers = 0
        self.gaps = 0
        self.repair_ns = 0  # how long the newest gap lasted that is closed, until all was proved
        self._gap_at_ns = 0  # 0 = no gap is open
        self._fills_from_ns = 0  # only what was asked later proves anything
        self._fills_asked_ns = 0

    def disconnected(self, now_ns: int) -> None:
        """Everything learnt from now on may have a gap before it."""
        self.is_connected = False
        self.needs_account = True
        self.needs_open_orders = True
        self.doubt_fills(now_ns)
        if self._gap_at_ns == 0:
            self.gaps += 1
            self._gap_at_ns = now_ns

    def reconnected(self, now_ns: int) -> None:
        """The feeds are on again; what they missed must be read."""
        self.is_connected = True
        self._fills_from_ns = now_ns

    def doubt_everything(self, now_ns: int) -> None:
        """Our books proved wrong: nothing quotes before account, orders and fills are read again."""
        self.needs_account = True
        self.needs_open_orders = True
        self.doubt_fills(now_ns)

    def doubt_fills(self, now_ns: int) -> None:
        """A fill may be missing: nothing is proved until one more answer says that all are told."""
        self.needs_fills = True
        self._fills_from_ns = now_ns

    def asked_fills(self, now_ns: int) -> None:
        """The question is on its way."""
        self._fills_asked_ns = now_ns

    def is_fills_due(self, now_ns: int) -> bool:
        """Return whether the fills should be asked for again: the last question was not answered."""
        return self.needs_fills and self.is_connected and now_ns - self._fills_asked_ns >= _FILLS_AGAIN_NS

    def fills_told(self, asked_ns: int) -> None:
        """All fills up to `asked_ns` are told."""
        if self.is_connected and asked_ns >= self._fills_from_ns:
            self.needs_fills = False

    def close_gap(self, now_ns: int) -> bool:
        """Return whether the last open doubt of a gap has just gone."""
        in_doubt = self.needs_account or self.needs_open_orders or self.needs_fills or not self.is_connected
        if self._gap_at_ns == 0 or in_doubt:
            return False
        self.repair_ns = now_ns - self._gap_at_ns
        self._gap_at_ns = 0
        return True

    def reasons(self) -> list[str]:
        """Return every gate that is shut, in words."""
        shut = self.doubts()
        if self.is_paused:
            shut.append("paused by the operator")
        if self.leftovers:
            shut.append(f"removing {self.leftovers} orders of an earlier session")
        return shut

    def doubts(self) -> list[str]:
        """Return what we do not know of our own account, in words."""
        shut: list[str] = []
        if not self.is_connected:
            shut.append("disconnected")
        if self.needs_account:
            shut.append("waiting for the account")
        if self.needs_open_orders:
            shut.append("waiting for the list of open orders")
        if self.needs_fills:
            shut.append("waiting for the fills that may have been missed")
        return shut
