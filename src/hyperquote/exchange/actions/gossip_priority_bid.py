"""gossipPriorityBid: bid for hearing of blocks earlier."""

from typing import ClassVar, Literal

from hyperquote.exchange.actions.base import SimpleAction


class GossipPriorityBid(SimpleAction, frozen=True, kw_only=True, tag="gossipPriorityBid"):
    """Bid up to `max_gas` (10⁻⁸ HYPE, from spot) for read priority of `ip` (v4 or v6) in the next three minutes.

    A falling-price auction, 0.1 HYPE at least. "Insufficient gas at current auction price." if the price is higher.
    """

    has_vault: ClassVar[bool] = False

    slot_id: Literal[0, 1]
    ip: str
    max_gas: int
