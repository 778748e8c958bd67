"""An action of a multi-sig account: who sent it, who signed it, and whether that is enough."""

import msgspec

from hyperquote.errors import ProtocolError, SigningError
from hyperquote.exchange.actions import AnyAction, decode_action
from hyperquote.exchange.actions.base import UserAction
from hyperquote.exchange.actions.multi_sig import MultiSig
from hyperquote.exchange.actions.user_set_abstraction import UserSetAbstraction
from hyperquote.exchange.envelope import Envelope
from hyperquote.exchange.multi_sig import Terms, inner_signer
from hyperquote.local_exchange.exchange import LocalExchange

_MODES = {"i": "disabled", "u": "unifiedAccount", "p": "portfolioMargin"}


def inner_action(wrapper: MultiSig) -> AnyAction:
    """Return the action in a wrapper as its users signed it; ProtocolError if there is none."""
    action = decode_action(msgspec.json.encode(wrapper.payload.action))
    if isinstance(action, MultiSig):
        raise ProtocolError("unreadable action: a multi-sig action in another")
    if isinstance(action, UserSetAbstraction):
        return msgspec.structs.replace(action, abstraction=_MODES.get(action.abstraction, action.abstraction))
    return action


def refusal_of(exchange: LocalExchange, envelope: Envelope, wrapper: MultiSig, sender: str, now_ms: int) -> str:
    """Return why a wrapper that `sender` signed cannot be executed; "" when enough users signed what is in it.

    The leader is one of the users, or an agent of one that is an account too.
    """
    payload = wrapper.payload
    signers = exchange.registry.multi_sig.signers_of(payload.multi_sig_user)
    if signers is None:
        return "Invalid multi-sig user"
    leader = exchange.admission.principal(sender, now_ms)
    if sender != payload.outer_signer or leader not in signers.authorized_users:
        return "Invalid multi-sig outer signer"
    if not exchange.is_funded(sender):
        return "Multi-sig outer signer must be an L1 user."
    inner = inner_action(wrapper)
    if isinstance(inner, UserAction) and inner.own_nonce != envelope.nonce:
        return "Nonce mismatch."
    terms = Terms(
        multi_sig_user=payload.multi_sig_user,
        leader=payload.outer_signer,
        nonce=envelope.nonce,
        is_mainnet=False,
        vault_address=envelope.vault_address,
        expires_after=envelope.expires_after,
    )
    agreed = set()
    for signature in wrapper.signatures:
        try:
            user = inner_signer(signature, inner, terms)
        except SigningError:
            return "Invalid multi-sig inner signer"
        if user not in signers.authorized_users:
            return "Invalid multi-sig inner signer"
        agreed.add(user)
    return "" if len(agreed) >= signers.threshold else "Multi-sig threshold not met"
