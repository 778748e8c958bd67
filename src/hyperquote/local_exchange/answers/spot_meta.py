"""spotMeta: no pairs, and the one token that margin is kept in."""

from hyperquote.info.requests.spot_meta import SpotMeta, SpotMetaRequest, SpotToken
from hyperquote.local_exchange.exchange import LocalExchange

USDC = SpotToken(
    name="USDC",
    sz_decimals=8,
    wei_decimals=8,
    index=0,
    token_id="0x" + "6d1e7cde53ba9467b783cb7c530ce054",
    is_canonical=True,
    full_name=None,
    deployer_trading_fee_share="0.0",
)


def answer(exchange: LocalExchange, request: SpotMetaRequest, now_ms: int) -> SpotMeta:
    """Return USDC, for clients index the token list by the collateral token."""
    return SpotMeta([], [USDC])
