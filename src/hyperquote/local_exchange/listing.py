"""What is traded on a local exchange: perps with the venue's own numbers."""

from hyperquote.book.grid import Grid
from hyperquote.consts import MICRO
from hyperquote.errors import ConfigError
from hyperquote.local_exchange.clearing.margin_table import MarginTable, single_tier
from hyperquote.local_exchange.oracle import IMPACT_USD, IMPACT_USD_MAJORS
from hyperquote.local_exchange.texts import decimal_text, usd_text

FIRST_TIERED_ID = 50  # below, the id of a margin table is its one leverage

_TIERS: dict[int, tuple[str, tuple[tuple[int, int], ...]]] = {
    51: ("tiered 10x", ((0, 10), (3_000_000, 5))),
    52: ("tiered 10x (2)", ((0, 10), (20_000_000, 5))),
    53: ("tiered 20x", ((0, 20), (40_000_000, 10))),
    54: ("tiered 20x (2)", ((0, 20), (70_000_000, 10))),
    55: ("tiered 25x", ((0, 25), (100_000_000, 15))),
    56: ("tiered 40x", ((0, 40), (150_000_000, 20))),
}


class Listing:
    """One perp. `start_px` (USD) is its oracle price until something moves it; `impact_usd` measures its depth."""

    def __init__(
        self,
        name: str,
        sz_decimals: int,
        margin_table_id: int,
        start_px: float,
        impact_usd: int = IMPACT_USD,
        grid: Grid | None = None,
    ) -> None:
        self.name = name
        self.sz_decimals = sz_decimals
        self.margin_table_id = margin_table_id
        self.grid = Grid(sz_decimals) if grid is None else grid
        self.start_units = self.grid.floor_units(start_px)
        self.impact_usd = impact_usd
        if self.start_units <= 0:
            raise ConfigError(f"{name} cannot start at {start_px} USD; give it a positive price")

    def start_text(self, start: int) -> str:
        """Return what was held before a fill."""
        return decimal_text(start, self.sz_decimals)

    def money_text(self, amount: int) -> str:
        """Return a value or a profit in dollars."""
        return usd_text(amount)

    def fee_text(self, fee: int, is_buy: bool) -> str:
        """Return a fee in the token that it is paid in."""
        return usd_text(fee)

    def fee_token(self, is_buy: bool) -> str:
        """Return the token that fees are paid in."""
        return "USDC"

    @property
    def margin_table(self) -> MarginTable:
        """The tiers that bound leverage by notional."""
        if self.margin_table_id < FIRST_TIERED_ID:
            return single_tier(self.margin_table_id)
        tiers = _TIERS[self.margin_table_id][1]
        return MarginTable([bound * MICRO for bound, _ in tiers], [leverage for _, leverage in tiers])


def tiers_of(margin_table_id: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the description and the (lower bound in USD, leverage) tiers of a margin table."""
    if margin_table_id < FIRST_TIERED_ID:
        return "", ((0, margin_table_id),)
    return _TIERS[margin_table_id]


def default_listings() -> list[Listing]:
    """Return the perps a local exchange lists unless told otherwise; the place in the list is the asset id."""
    return [
        Listing("BTC", 5, 56, 110_000.0, impact_usd=IMPACT_USD_MAJORS),
        Listing("ETH", 4, 55, 4_300.0, impact_usd=IMPACT_USD_MAJORS),
        Listing("SOL", 2, 54, 210.0),
        Listing("WLFI", 0, 5, 0.2),
    ]
