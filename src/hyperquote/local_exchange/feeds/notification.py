"""notification: what the venue's own site would show a user, in words."""

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed
from hyperquote.local_exchange.matching.facts import FillFact
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.texts import decimal_text
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.notification import Notification, NotificationFrame


class NotificationFeed(Feed):
    """One frame for each fill of an order that rested, or that a liquidation forced; no snapshot."""

    rank = 5
    has_snapshot = False

    def __init__(self, user: str) -> None:
        super().__init__()
        self._user = user

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return what there is to show of the block's fills."""
        facts = block.fills.get(self._user, ())
        told = [_words(exchange, fact) for fact in facts if not fact.crossed or _is_liquidated(fact)]
        return [encode(NotificationFrame(Notification(words))) for words in told]


def _is_liquidated(fact: FillFact) -> bool:
    return fact.forced is not None and fact.forced.liquidated_user == fact.account


def _words(exchange: LocalExchange, fact: FillFact) -> str:
    listing = exchange.listings[fact.asset]
    size = decimal_text(fact.lots, listing.sz_decimals).removesuffix(".0")
    price = decimal_text(fact.px_units, listing.grid.px_decimals).removesuffix(".0")
    what = "Position liquidated" if _is_liquidated(fact) else "Resting order filled"
    return f"{what}: {'Bought' if fact.is_buy else 'Sold'} {size} {listing.name} at ${price}"
