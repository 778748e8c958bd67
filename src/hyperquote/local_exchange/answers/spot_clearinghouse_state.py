"""spotClearinghouseState: what an account holds as tokens."""

from hyperquote.info.requests.spot_clearinghouse_state import (
    SpotBalance,
    SpotClearinghouseState,
    SpotClearinghouseStateRequest,
)
from hyperquote.local_exchange.answers.spot_meta import USDC
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import decimal_text

_TOKENS = (USDC,)
_NOTHING = "0.0"


def answer(exchange: LocalExchange, request: SpotClearinghouseStateRequest, now_ms: int) -> SpotClearinghouseState:
    """Return a balance of each token that was ever held; no order holds any, for no pair is listed."""
    address = request.user.lower()
    return SpotClearinghouseState(
        balances=[
            SpotBalance(
                coin=_TOKENS[token].name,
                token=token,
                total=decimal_text(exchange.spot.balance_wei(address, token), _TOKENS[token].wei_decimals),
                hold=_NOTHING,
                entry_ntl=_NOTHING,  # of dollars: what is paid with has no entry
            )
            for token in exchange.spot.tokens_of(address)
        ]
    )
