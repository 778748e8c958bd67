"""userToMultiSigSigners: who signs for an account."""

from hyperquote.info.requests.user_to_multi_sig_signers import MultiSigSigners, UserToMultiSigSignersRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: UserToMultiSigSignersRequest, now_ms: int) -> MultiSigSigners | None:
    """Return the signers; null for an ordinary account."""
    signers = exchange.registry.multi_sig.signers_of(request.user.lower())
    return None if signers is None else MultiSigSigners(signers.authorized_users, signers.threshold)
