"""The port behind which synthetic traders take part in a local exchange."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hyperquote.local_exchange.exchange import LocalExchange


class Participant:
    """Someone who acts once a block, inside the exchange: no signature, no wire, no delay.

    A participant owns accounts, brings its own seeded generator and reads no clock, so that the same seed and
    the same block times give the same market.
    """

    def step(self, exchange: "LocalExchange", now_ms: int) -> None:
        """Act in the block at `now_ms` (UTC ms): look at `exchange`, place and cancel through `exchange.core`."""
        raise NotImplementedError

    def set_scenario(self, exchange: "LocalExchange", name: str, now_ms: int) -> bool:
        """Play another scenario from now on; return whether this participant knows how to. Most do not."""
        return False
