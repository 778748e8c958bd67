"""spotState: the spot balances of a user."""

from hyperquote.local_exchange.answers.spot_clearinghouse_state import state_of
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.state import StateOf
from hyperquote.ws.channels.spot_state import SpotStateFrame, UserSpotState


def spot_state(user: str) -> StateOf:
    """Return what tells the balances of a user."""

    def frame(exchange: LocalExchange, now_ms: int) -> SpotStateFrame:
        return SpotStateFrame(UserSpotState(user, state_of(exchange, user)))

    return frame
