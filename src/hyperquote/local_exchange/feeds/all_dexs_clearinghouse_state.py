"""allDexsClearinghouseState: margin and positions of a user on every dex."""

from hyperquote.local_exchange.answers import clearinghouse_state as answers
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.state import StateOf
from hyperquote.ws.channels.all_dexs_clearinghouse_state import (
    AllDexsClearinghouseStateFrame,
    UserClearinghouseStates,
)


def all_dexs_clearinghouse_state(user: str) -> StateOf:
    """Return what tells it."""

    def frame(exchange: LocalExchange, now_ms: int) -> AllDexsClearinghouseStateFrame:
        return AllDexsClearinghouseStateFrame(
            UserClearinghouseStates(user, answers.on_all_dexs(exchange, user, now_ms))
        )

    return frame
