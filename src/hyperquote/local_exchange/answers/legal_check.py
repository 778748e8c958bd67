"""legalCheck: whether the venue's own site would serve an account; here everybody is served."""

from hyperquote.info.requests.legal_check import LegalCheck, LegalCheckRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: LegalCheckRequest, now_ms: int) -> LegalCheck:
    """Return no restrictions."""
    return LegalCheck(accepted_terms=True, user_allowed=True, restrictions="n")
