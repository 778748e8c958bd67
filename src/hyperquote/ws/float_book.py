"""l2Book again, read as floats: one pass from the text of a frame to numbers to think with.

The venue's text is exact, and a float is what a belief is made of. Turning the eighty numbers of a book from text into
floats afterwards takes longer than all else that a client does with it; done while reading, it costs next to nothing.
"""

from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from hyperquote.errors import ProtocolError
from hyperquote.info.requests.l2_book import L2Book
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription
from hyperquote.ws.channels.l2_book import L2BookSubscription

FiniteFloat: TypeAlias = Annotated[float, Meta(ge=0.0, le=1e18)]
"""A price or a size; the bounds keep out what is no number and what has no end."""


class FloatLevel(msgspec.Struct, frozen=True, gc=False):
    """All orders at one price: price (USD), size (base units), number of orders."""

    px: FiniteFloat
    sz: FiniteFloat
    n: int


class FloatBook(msgspec.Struct, frozen=True):
    """Bids from the highest, asks from the lowest, at the end of the block of `time` (ms)."""

    coin: str
    time: int
    levels: tuple[list[FloatLevel], list[FloatLevel]]
    fast: bool = False

    @property
    def bids(self) -> list[FloatLevel]:
        """Bids, best first."""
        return self.levels[0]

    @property
    def asks(self) -> list[FloatLevel]:
        """Asks, best first."""
        return self.levels[1]

    def __repr__(self) -> str:
        bid, ask = (f"{side[0].sz} @ {side[0].px}" if side else "nothing" for side in self.levels)
        return f"FloatBook({self.coin!r}, {bid} | {ask}, {len(self.bids)} + {len(self.asks)} levels, {self.time} ms)"


class FloatBookSubscription(Subscription[FloatBook], frozen=True, tag="l2Book"):
    """Follow a book as `L2BookSubscription` does, with floats in it; the venue is asked for the same feed."""

    coin: str
    n_sig_figs: int | None = None
    mantissa: int | None = None
    fast: bool = False

    @property
    def as_text(self) -> L2BookSubscription:
        """The feed that the venue knows."""
        return L2BookSubscription(self.coin, self.n_sig_figs, self.mantissa, self.fast)

    @property
    def is_state(self) -> bool:
        """Each message is the whole book."""
        return self.as_text.is_state

    @property
    def stale_after_s(self) -> float | None:
        """As of the same feed in text."""
        return self.as_text.stale_after_s

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by coin."""
        return self.as_text.routing_key


class FloatBookFrame(ChannelFrame[FloatBook], frozen=True, tag="l2Book"):
    """A push of one book, read as floats."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by coin."""
        return ("l2Book", self.data.coin)


_FRAME: msgspec.json.Decoder[FloatBookFrame] = msgspec.json.Decoder(FloatBookFrame, strict=False)


def frame_head(coin: str) -> bytes:
    """Return how every frame of a coin's book begins at the venue, down to the spaces that are not there."""
    return b'{"channel":"l2Book","data":{"coin":%b,' % msgspec.json.encode(coin)


def decode_float_book(data: bytes) -> FloatBookFrame:
    """Return a frame that begins with `frame_head`; ProtocolError if it is no book or a number is none."""
    try:
        return _FRAME.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProtocolError(f"unreadable data on channel l2Book: {error}") from error


def float_book(book: L2Book) -> FloatBook:
    """Return a book of text as one of floats: for frames that begin in another way. ProtocolError as above."""
    try:
        return msgspec.convert(msgspec.to_builtins(book), FloatBook, strict=False)
    except msgspec.ValidationError as error:
        raise ProtocolError(f"unreadable data on channel l2Book: {error}") from error
