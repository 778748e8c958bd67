"""Orders in a book, and what happens when two of them meet."""

from typing import Final

from hyperquote.local_exchange.clearing.rewards import BuilderFee
from hyperquote.local_exchange.matching.trigger import Trigger

ALO: Final = "Alo"
GTC: Final = "Gtc"
IOC: Final = "Ioc"


MARKET_METHOD: Final = "market"
BACKSTOP_METHOD: Final = "backstop"


class Forced:
    """What the fills of a liquidation say: whose it is, the mark (price units), through the book or past it."""

    def __init__(self, liquidated_user: str, mark_units: int, method: str) -> None:
        self.liquidated_user: Final = liquidated_user
        self.mark_units: Final = mark_units
        self.method: Final = method


class BookOrder:
    """An order that the exchange accepted. `lots` is what remains and shrinks with every fill.

    `cloid` is "" when the client gave none. `trigger` is what it waits or waited for; an order that follows the
    whole position has 0 lots until it wakes. `twap_id` names the TWAP whose slice it is, else 0. A liquidation
    sends it when `forced` says whose. `ahead` and `behind` link the queue of a price level, so that a cancel costs the
    same wherever the order stands; they belong to the market the order rests in.
    """

    def __init__(
        self,
        oid: int,
        account: str,
        asset: int,
        is_buy: bool,
        px_units: int,
        lots: int,
        tif: str,
        reduce_only: bool,
        cloid: str,
        placed_ms: int,
        trigger: Trigger | None = None,
        twap_id: int = 0,
        forced: Forced | None = None,
    ) -> None:
        self.oid: Final = oid
        self.account: Final = account
        self.asset: Final = asset
        self.is_buy: Final = is_buy
        self.px_units: Final = px_units
        self.lots = lots
        self.original_lots: Final = lots
        self.tif: Final = tif
        self.reduce_only: Final = reduce_only
        self.cloid: Final = cloid
        self.placed_ms: Final = placed_ms
        self.trigger: Final = trigger
        self.twap_id: Final = twap_id
        self.forced: Final = forced
        self.builder: BuilderFee | None = None  # who is paid for every fill of it besides the exchange
        self.ahead: BookOrder | None = None
        self.behind: BookOrder | None = None

    @property
    def is_forced(self) -> bool:
        """Whether a liquidation sends it."""
        return self.forced is not None

    @property
    def is_sent_by_venue(self) -> bool:
        """Whether the exchange, not a message of its owner, sends this order into the book."""
        return self.trigger is not None or self.twap_id != 0 or self.forced is not None

    def is_hit(self, mark_units: int) -> bool:
        """Return whether this order waits for such a mark (price units)."""
        return self.trigger is not None and self.trigger.is_hit(mark_units)

    def crosses(self, opposite_units: int) -> bool:
        """Return whether this order would trade at a best opposite price (price units; 0 = none there)."""
        if opposite_units == 0:
            return False
        return self.px_units >= opposite_units if self.is_buy else self.px_units <= opposite_units


class Match:
    """One trade at the maker's price. One side is None when the counterparty is the recorded tape."""

    def __init__(self, maker: BookOrder | None, taker: BookOrder | None, px_units: int, lots: int) -> None:
        self.maker: Final = maker
        self.taker: Final = taker
        self.px_units: Final = px_units
        self.lots: Final = lots


class Level:
    """All orders of one price: their summed lots and how many they are."""

    def __init__(self, px_units: int, lots: int, n: int) -> None:
        self.px_units: Final = px_units
        self.lots: Final = lots
        self.n: Final = n
