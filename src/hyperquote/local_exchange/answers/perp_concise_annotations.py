"""perpConciseAnnotations: what deployers say about their perps, in short."""

from hyperquote.info.requests.perp_concise_annotations import (
    ConciseAnnotation,
    ConciseAnnotations,
    PerpConciseAnnotationsRequest,
)
from hyperquote.local_exchange.answers.perp_annotation import annotations
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: PerpConciseAnnotationsRequest, now_ms: int) -> ConciseAnnotations:
    """Return the words without the description, by coin."""
    return [
        (coin, ConciseAnnotation(words.category, words.display_name, words.keywords))
        for coin, words in annotations(exchange)
    ]
