"""batchClearinghouseStates: margin and positions of several users at once."""

from hyperquote.info.requests.batch_clearinghouse_states import BatchClearinghouseStatesRequest
from hyperquote.info.requests.clearinghouse_state import ClearinghouseState, ClearinghouseStateRequest
from hyperquote.local_exchange.answers import clearinghouse_state
from hyperquote.local_exchange.exchange import LocalExchange


def answer(
    exchange: LocalExchange, request: BatchClearinghouseStatesRequest, now_ms: int
) -> list[ClearinghouseState | None]:
    """Return the accounts in the order asked; zeros for an address nobody has seen."""
    asked = (ClearinghouseStateRequest(user, request.dex) for user in request.users)
    return [clearinghouse_state.answer(exchange, each, now_ms) for each in asked]
