"""maxBuilderFee: the most a user lets a builder charge."""

from hyperquote.info.requests.max_builder_fee import MaxBuilderFeeRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: MaxBuilderFeeRequest, now_ms: int) -> int:
    """Return tenths of a basis point; 0 when none is approved."""
    return exchange.registry.builders.most(request.user.lower(), request.builder.lower())
