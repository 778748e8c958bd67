"""perpCategories: what kind of thing each perp is on."""

from hyperquote.info.requests.perp_categories import PerpCategories, PerpCategoriesRequest
from hyperquote.local_exchange.answers.perp_annotation import annotations
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: PerpCategoriesRequest, now_ms: int) -> PerpCategories:
    """Return the categories that deployers gave, by coin."""
    return [(coin, words.category) for coin, words in annotations(exchange)]
