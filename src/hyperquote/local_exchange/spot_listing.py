"""Which tokens there are on a local exchange, and the pairs that they trade in."""

from hyperquote.book.grid import Grid, power_of_ten
from hyperquote.local_exchange.clearing.houses import FIRST_SPOT_ASSET
from hyperquote.local_exchange.clearing.spot import USDC_TOKEN
from hyperquote.local_exchange.clearing.spot_house import SpotPair
from hyperquote.local_exchange.listing import Listing
from hyperquote.local_exchange.texts import decimal_text

SPOT_PRICE_DECIMALS = 8
VALUE_DECIMALS = 8  # of lots × price units


class Token:
    """A token; `index` is its place in the venue's list. `supply` is in whole tokens."""

    def __init__(self, name: str, index: int, sz_decimals: int, wei_decimals: int, token_id: str, supply: int) -> None:
        self.name = name
        self.index = index
        self.sz_decimals = sz_decimals
        self.wei_decimals = wei_decimals
        self.token_id = token_id
        self.supply = supply

    @property
    def full_name(self) -> str:
        """The name with the id, as transfers spell it."""
        return f"{self.name}:{self.token_id}"


class SpotListing(Listing):
    """One spot pair. Its asset id is 10000 + `index`; one that is not canonical is called `@index`."""

    def __init__(self, index: int, base: Token, quote: Token, start_px: float, *, is_canonical: bool = False) -> None:
        name = f"{base.name}/{quote.name}" if is_canonical else f"@{index}"
        grid = Grid(base.sz_decimals, SPOT_PRICE_DECIMALS)
        super().__init__(name, base.sz_decimals, 1, start_px, grid=grid)
        self.index = index
        self.base = base
        self.quote = quote
        self.is_canonical = is_canonical

    @property
    def asset(self) -> int:
        """The asset id of its orders."""
        return FIRST_SPOT_ASSET + self.index

    @property
    def pair(self) -> SpotPair:
        """What its house needs to know."""
        return SpotPair(self.base.index, self.quote.index, power_of_ten(self.base.wei_decimals - self.base.sz_decimals))

    def start_text(self, start: int) -> str:
        return decimal_text(start, self.base.wei_decimals)

    def money_text(self, amount: int) -> str:
        return decimal_text(amount, VALUE_DECIMALS)

    def fee_text(self, fee: int, is_buy: bool) -> str:
        return decimal_text(fee, self.base.wei_decimals if is_buy else self.quote.wei_decimals)

    def fee_token(self, is_buy: bool) -> str:
        return self.base.name if is_buy else self.quote.name


USDC = Token("USDC", USDC_TOKEN, 8, 8, "0x6d1e7cde53ba9467b783cb7c530ce054", 1_000_000_000)
PURR = Token("PURR", 1, 0, 5, "0xc1fb593aeffbeb02f85e0308e9956a90", 596_000_000)
HYPE = Token("HYPE", 2, 2, 8, "0x0d01dc56dcaaca66ad901c959b4011ec", 334_000_000)


def default_tokens() -> list[Token]:
    """Return the tokens of a local exchange; each stands at its index."""
    return [USDC, PURR, HYPE]


def default_pairs() -> list[SpotListing]:
    """Return the spot pairs of a local exchange."""
    return [SpotListing(0, PURR, USDC, 0.15, is_canonical=True), SpotListing(1, HYPE, USDC, 45.0)]
