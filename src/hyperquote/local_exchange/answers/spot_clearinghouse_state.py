"""spotClearinghouseState: what an account holds as tokens."""

from hyperquote.info.requests.spot_clearinghouse_state import (
    SpotBalance,
    SpotClearinghouseState,
    SpotClearinghouseStateRequest,
)
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.spot_listing import VALUE_DECIMALS
from hyperquote.local_exchange.texts import decimal_text


def answer(exchange: LocalExchange, request: SpotClearinghouseStateRequest, now_ms: int) -> SpotClearinghouseState:
    """Return the balances."""
    return state_of(exchange, request.user.lower())


def state_of(exchange: LocalExchange, address: str) -> SpotClearinghouseState:
    """Return a balance of each token that was ever held. Dollars have no entry: they are what is paid with."""
    spot, balances = exchange.spot, []
    for index in spot.tokens_of(address):
        token = exchange.tokens[index]
        entry_e8 = spot.entry_e8(address, index) if index else 0
        balances.append(
            SpotBalance(
                coin=token.name,
                token=index,
                total=decimal_text(spot.balance_wei(address, index), token.wei_decimals),
                hold=decimal_text(spot.hold_wei(address, index), token.wei_decimals),
                entry_ntl=decimal_text(entry_e8, VALUE_DECIMALS),
            )
        )
    return SpotClearinghouseState(balances=balances)
