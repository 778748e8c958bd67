"""alignedQuoteTokenInfo: stablecoins that share their yield with the venue; there are none here."""

from hyperquote.info.requests.aligned_quote_token_info import AlignedQuoteTokenInfo, AlignedQuoteTokenInfoRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: AlignedQuoteTokenInfoRequest, now_ms: int) -> AlignedQuoteTokenInfo | None:
    """Return None: no token is one."""
    return None
