"""An action of an account that takes several signatures: each user signs it, then one of them, the leader, sends it.

wrapped for   user, leader, nonce, network, vault and expiry: all must be the same for everyone
each user     signature = sign_inner(wallet, action, terms)
the leader    client.send_multi_sig(action, terms, signatures)
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from hyperquote.exchange.actions.base import Action, UserAction
from hyperquote.exchange.actions.multi_sig import MultiSig, MultiSigPayload, payload_action
from hyperquote.exchange.hex_signature import HexSignature
from hyperquote.helpers import checked_address
from hyperquote.signature import l1_action, multisig, user_action
from hyperquote.signature.wallet import Wallet, recover_address


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What all signers must agree on besides the action: whose it is, who sends it, and its nonce (UTC ms)."""

    multi_sig_user: str
    leader: str
    nonce: int
    is_mainnet: bool
    vault_address: str | None = None
    expires_after: int | None = None  # UTC ms

    def __post_init__(self) -> None:
        checked_address(self.multi_sig_user)
        checked_address(self.leader)


def _agreed(action: Action[Any], terms: Terms) -> Action[Any]:
    return action.canonical().stamped(terms.nonce, terms.is_mainnet)


def sign_inner(wallet: Wallet, action: Action[Any], terms: Terms) -> HexSignature:
    """Sign an action as one authorised user of the account; an agent's key does not count."""
    agreed = _agreed(action, terms)
    if isinstance(agreed, UserAction):
        plain = msgspec.to_builtins(agreed)
        signature = multisig.sign_inner_user_action(
            wallet, agreed.encode_type, plain, terms.multi_sig_user, terms.leader
        )
    else:
        envelope = multisig.l1_envelope(terms.multi_sig_user, terms.leader, msgspec.to_builtins(agreed))
        trailer = (terms.vault_address, terms.expires_after)
        signature = l1_action.sign(wallet, envelope, terms.nonce, terms.is_mainnet, *trailer)
    return HexSignature.of(signature)


def inner_signer(signature: HexSignature, action: Action[Any], terms: Terms) -> str:
    """Return the address (lower case) that signed an action under these terms; SigningError if no key can have.

    Another action or other terms do not fail: they recover some other address.
    """
    if isinstance(action, UserAction):
        extras = {"payloadMultiSigUser": terms.multi_sig_user.lower(), "outerSigner": terms.leader.lower()}
        message = {**msgspec.to_builtins(action), **extras}
        digest = user_action.user_digest(multisig.inner_type(action.encode_type), action.signature_chain_id, message)
    else:
        envelope = multisig.l1_envelope(terms.multi_sig_user, terms.leader, msgspec.to_builtins(action))
        action_hash = l1_action.action_hash(envelope, terms.nonce, terms.vault_address, terms.expires_after)
        digest = l1_action.agent_digest(action_hash, terms.is_mainnet)
    return recover_address(signature.value, digest)


def wrap(action: Action[Any], terms: Terms, signatures: Iterable[HexSignature]) -> MultiSig:
    """Return the wrapper that the leader signs and sends with `terms.nonce`."""
    payload = MultiSigPayload(
        terms.multi_sig_user.lower(), terms.leader.lower(), payload_action(_agreed(action, terms))
    )
    return MultiSig(signatures=tuple(signatures), payload=payload)
