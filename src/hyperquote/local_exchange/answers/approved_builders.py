"""approvedBuilders: the builders that may charge a user."""

from hyperquote.info.requests.approved_builders import ApprovedBuildersRequest, Builders
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: ApprovedBuildersRequest, now_ms: int) -> Builders:
    """Return their addresses in the order they were approved."""
    return exchange.registry.builders.approved_by(request.user.lower())
