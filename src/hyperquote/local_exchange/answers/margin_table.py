"""marginTable: the margin tiers of one id."""

from hyperquote.errors import ValidationError
from hyperquote.info.requests.margin_table import MarginTableRequest
from hyperquote.info.requests.meta import MarginTable
from hyperquote.local_exchange.answers.meta import table_of
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: MarginTableRequest, now_ms: int) -> MarginTable:
    """Return the tiers, whether anything listed uses them or not; raises ValidationError for an id that has none."""
    try:
        return table_of(request.id)
    except KeyError as error:
        raise ValidationError(f"there is no margin table {request.id}") from error
