"""l2Book: the order book of one coin, summed by price."""

from decimal import Decimal

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest


class Level(msgspec.Struct, frozen=True, gc=False):
    """All orders at one price: price (USD), size (base units), number of orders."""

    px: DecimalText
    sz: DecimalText
    n: int

    @property
    def price(self) -> Decimal:
        """The price as an exact number (USD)."""
        return Decimal(self.px)

    @property
    def size(self) -> Decimal:
        """The size as an exact number (base units)."""
        return Decimal(self.sz)


class L2Book(msgspec.Struct, frozen=True, omit_defaults=True):
    """Bids from the highest, asks from the lowest, at the end of the block of `time` (ms)."""

    coin: str
    time: int
    levels: tuple[list[Level], list[Level]]
    spread: DecimalText | None = None  # only of an aggregated book
    fast: bool = False  # only on the WebSocket: five levels, more often

    @property
    def bids(self) -> list[Level]:
        """Bids, best first."""
        return self.levels[0]

    @property
    def asks(self) -> list[Level]:
        """Asks, best first."""
        return self.levels[1]

    def __repr__(self) -> str:
        bid, ask = (f"{side[0].sz} @ {side[0].px}" if side else "nothing" for side in self.levels)
        return f"L2Book({self.coin!r}, {bid} | {ask}, {len(self.bids)} + {len(self.asks)} levels, {self.time} ms)"


_REPLY: msgspec.json.Decoder[L2Book | None] = msgspec.json.Decoder(L2Book | None)


class L2BookRequest(InfoRequest[L2Book | None], frozen=True, tag="l2Book"):
    """Ask for up to 20 levels a side, aggregated to `n_sig_figs` (2 to 5) when given. Weight 2."""

    coin: str
    n_sig_figs: int | None = None
    mantissa: int | None = None

    def read(self, data: bytes | msgspec.Raw) -> L2Book | None:
        """Return the book; None when the coin does not exist."""
        return _REPLY.decode(data)
