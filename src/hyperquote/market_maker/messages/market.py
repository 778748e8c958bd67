"""Public messages of the venue become events. A message that cannot be one becomes a `Rejected` that names why."""

from typing import Final

import msgspec
from librt.vecs import vec

from hyperquote.info.requests.l2_book import L2Book
from hyperquote.info.requests.meta_and_asset_ctxs import PerpAssetCtx
from hyperquote.info.requests.recent_trades import Trade as TradeMessage
from hyperquote.market_maker.events import NO_TIME, AssetContext, Bbo, Book, Event, Feed, Rejected, Trade
from hyperquote.ws.channels.bbo import Bbo as BboMessage

_FLOATS: Final = list[float]  # read in one go: a book has eighty numbers, and no other message so many
_NOBODY: Final[frozenset[str]] = frozenset()
BUYER: Final = "B"  # the aggressor's side on the wire


def bbo_event(message: BboMessage, local_ns: int) -> Event:
    """Return the best bid and offer; a book with an empty side is no market to quote in."""
    bid, ask = message.bbo
    if bid is None or ask is None:
        return Rejected(message.time, local_ns, Feed.BBO, "one side of the book is empty")
    try:
        return Bbo(message.time, local_ns, float(bid.px), float(bid.sz), float(ask.px), float(ask.sz))
    except ValueError:
        return Rejected(message.time, local_ns, Feed.BBO, "a price or size is not a number")


def book_event(message: L2Book, local_ns: int) -> Event:
    """Return the whole book; `is_deep` unless it is the fast five-level feed."""
    bids, asks = message.levels
    if not bids or not asks:
        return Rejected(message.time, local_ns, Feed.BOOK, "one side of the book is empty")
    texts = [level.px for level in bids]
    texts += [level.sz for level in bids]
    texts += [level.px for level in asks]
    texts += [level.sz for level in asks]
    try:
        numbers = msgspec.convert(texts, _FLOATS, strict=False)
    except msgspec.ValidationError:
        return Rejected(message.time, local_ns, Feed.BOOK, "a price or size is not a number")
    ask_start = 2 * len(bids)
    ask_sizes = ask_start + len(asks)
    return Book(
        message.time,
        local_ns,
        vec[float](numbers[: len(bids)]),
        vec[float](numbers[len(bids) : ask_start]),
        vec[float](numbers[ask_start:ask_sizes]),
        vec[float](numbers[ask_sizes:]),
        not message.fast,
    )


def trade_event(message: TradeMessage, local_ns: int, liquidators: frozenset[str] = _NOBODY) -> Event:
    """Return one public trade; it is forced when either side is in `liquidators` (addresses in lower case)."""
    try:
        px, size = float(message.px), float(message.sz)
    except ValueError:
        return Rejected(message.time, local_ns, Feed.TRADES, "a price or size is not a number")
    users = message.users
    is_forced = bool(liquidators) and users is not None and not liquidators.isdisjoint(map(str.lower, users))
    return Trade(message.time, local_ns, px, size, message.side == BUYER, message.tid, is_forced)


def context_event(context: PerpAssetCtx, local_ns: int) -> Event:
    """Return mark, oracle, funding and open interest; the venue does not stamp them."""
    try:
        return AssetContext(
            NO_TIME,
            local_ns,
            float(context.mark_px),
            float(context.oracle_px),
            float(context.funding),
            float(context.open_interest),
        )
    except ValueError:
        return Rejected(NO_TIME, local_ns, "context", "a number is not one")
