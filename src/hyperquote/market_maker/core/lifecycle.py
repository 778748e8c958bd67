"""What keeps us from quoting, by name: start-up, reconnects, the operator, doubts about our own books."""


class Lifecycle:
    """The gates that are not about risk or beliefs. Start-up and reconnect are one path.

    After either, nothing quotes until the account, the open orders and the fills since the newest known one
    have been read again.
    """

    def __init__(self) -> None:
        self.is_paused = False
        self.is_connected = True
        self.needs_account = True
        self.needs_open_orders = True
        self.leftovers = 0

    def disconnected(self) -> None:
        """Everything learnt from now on may have a gap before it."""
        self.is_connected = False
        self.needs_account = True
        self.needs_open_orders = True

    def reasons(self) -> list[str]:
        """Return every gate that is shut, in words."""
        shut: list[str] = []
        if self.is_paused:
            shut.append("paused by the operator")
        if not self.is_connected:
            shut.append("disconnected")
        if self.needs_account:
            shut.append("waiting for the account")
        if self.needs_open_orders:
            shut.append("waiting for the list of open orders")
        if self.leftovers:
            shut.append(f"removing {self.leftovers} orders of an earlier session")
        return shut
