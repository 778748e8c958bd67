"""spotMeta: the tokens and the pairs made of them."""

from hyperquote.info.requests.spot_meta import SpotMeta, SpotMetaRequest, SpotPair, SpotToken
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.spot_listing import Token

CANONICAL = ("USDC", "PURR")


def answer(exchange: LocalExchange, request: SpotMetaRequest, now_ms: int) -> SpotMeta:
    """Return all tokens, for clients index the list by the collateral token, and all pairs."""
    pairs = [
        SpotPair((pair.base.index, pair.quote.index), pair.name, pair.index, pair.is_canonical)
        for pair in exchange.pairs
    ]
    return SpotMeta(pairs, [_token(token) for token in exchange.tokens])


def _token(token: Token) -> SpotToken:
    return SpotToken(
        name=token.name,
        sz_decimals=token.sz_decimals,
        wei_decimals=token.wei_decimals,
        index=token.index,
        token_id=token.token_id,
        is_canonical=token.name in CANONICAL,
        full_name=None,
        deployer_trading_fee_share="0.0",
    )
