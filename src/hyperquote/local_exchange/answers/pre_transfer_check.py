"""preTransferCheck: what a transfer to an address would cost, and what is known of it."""

from hyperquote.info.requests.pre_transfer_check import PreTransferCheck, PreTransferCheckRequest
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import usd_text


def answer(exchange: LocalExchange, request: PreTransferCheckRequest, now_ms: int) -> PreTransferCheck:
    """Return the fee of a first transfer, and whether the receiver is an account that has acted."""
    receiver = request.user.lower()
    return PreTransferCheck(
        fee=usd_text(exchange.activation_fee_micro(receiver)),
        is_sanctioned=False,
        user_exists=exchange.is_funded(receiver),
        user_has_sent_tx=exchange.requests_used(receiver) > 0,
    )
