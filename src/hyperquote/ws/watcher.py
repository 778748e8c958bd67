"""What a market maker wants to know about its connection."""

from hyperquote.ws.effects import Gap


class Watcher:
    """What happens to the connection; override what you want to know. Called within the reading: be brief."""

    def connected(self, local_ns: int) -> None:
        """A connection stands; all feeds are being asked for."""

    def disconnected(self, reason: str, local_ns: int) -> None:
        """The connection ended, or could not be opened; feeds are silent from now on."""

    def reconnected(self, gap: Gap) -> None:
        """All feeds are on again; what happened in between must be read from `/info`."""

    def pong(self, round_trip_ns: int, local_ns: int) -> None:
        """The venue answered a ping."""

    def trouble(self, text: str) -> None:
        """The venue complained about something that is none of our requests."""
