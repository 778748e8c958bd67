"""clearinghouseState: margin and positions of a user on one dex."""

from hyperquote.info.requests.clearinghouse_state import ClearinghouseStateRequest
from hyperquote.local_exchange.answers import clearinghouse_state as answers
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.state import StateOf
from hyperquote.ws.channels.clearinghouse_state import ClearinghouseStateFrame, UserClearinghouseState


def clearinghouse_state(user: str, dex: str) -> StateOf:
    """Return what tells it; "" is the first dex."""

    def frame(exchange: LocalExchange, now_ms: int) -> ClearinghouseStateFrame:
        state = answers.answer(exchange, ClearinghouseStateRequest(user, dex), now_ms)
        return ClearinghouseStateFrame(UserClearinghouseState(dex, user, state))

    return frame
