"""perpAnnotation: what the deployer of a dex says about a perp."""

from hyperquote.info.requests.perp_annotation import PerpAnnotation, PerpAnnotationRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: PerpAnnotationRequest, now_ms: int) -> PerpAnnotation | None:
    """Return the words; None where nobody left any."""
    return next((words for coin, words in annotations(exchange) if coin == request.coin), None)


def annotations(exchange: LocalExchange) -> list[tuple[str, PerpAnnotation]]:
    """Return the words about every perp that has some, sorted by coin."""
    assets = [asset for dex in exchange.dexs for asset in dex.assets]
    return sorted(
        ((asset.listing.name, asset.annotation) for asset in assets if asset.annotation is not None), key=_coin
    )


def _coin(row: tuple[str, PerpAnnotation]) -> str:
    return row[0]
