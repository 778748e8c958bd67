"""The signed envelope around an action: how a client makes it and a server opens it."""

from typing import Any, Final

import msgspec
from msgspec import field

from hyperquote.errors import ProtocolError, SigningError, ValidationError
from hyperquote.exchange.actions.base import Action, UserAction, null
from hyperquote.exchange.actions.multi_sig import MultiSig
from hyperquote.exchange.hex_signature import HexSignature
from hyperquote.helpers import checked_address
from hyperquote.signature import multisig, user_action
from hyperquote.signature.l1_action import action_hash, agent_digest
from hyperquote.signature.wallet import Wallet, recover_address


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """The body of `POST /exchange`. Null and absent mean the same; `is_frontend` is not signed."""

    action: msgspec.Raw
    nonce: int
    signature: HexSignature
    vault_address: str | None = field(default_factory=null)
    expires_after: int | None = field(default_factory=null)
    is_frontend: bool | None = None

    def encode(self) -> bytes:
        """Return the JSON body."""
        return _ENCODER.encode(self)


_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(Envelope)
_U64: Final = 1 << 64


def decode_envelope(data: bytes | msgspec.Raw) -> Envelope:
    """Return the envelope of a request body; ProtocolError if it is none (unknown keys included)."""
    try:
        envelope = _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(f"unreadable request: {error}") from error
    if not 0 <= envelope.nonce < _U64 or not 0 <= (envelope.expires_after or 0) < _U64:
        raise ProtocolError("unreadable request: nonce and expiresAfter are unsigned 64-bit numbers")
    if envelope.vault_address is not None:
        try:
            lowered = checked_address(envelope.vault_address)
        except ValidationError as error:
            raise ProtocolError(f"unreadable request: {error}") from error
        if lowered != envelope.vault_address:
            envelope = msgspec.structs.replace(envelope, vault_address=lowered)
    return envelope


def _digest(
    action: Action[Any], nonce: int, is_mainnet: bool, vault_address: str | None, expires_after: int | None
) -> bytes:
    if isinstance(action, UserAction):
        return user_action.user_digest(action.encode_type, action.signature_chain_id, action)
    if isinstance(action, MultiSig):
        wrapper = msgspec.to_builtins(action)
        return multisig.outer_digest(wrapper, nonce, is_mainnet, vault_address, expires_after)
    return agent_digest(action_hash(action, nonce, vault_address, expires_after), is_mainnet)


def seal(
    action: Action[Any],
    wallet: Wallet,
    nonce: int,
    is_mainnet: bool,
    vault_address: str | None = None,
    expires_after: int | None = None,
) -> Envelope:
    """Sign an action and put it into its envelope.

    Exactly what is given is signed: `action` is in its `canonical` form, as `OrderBuilder` and `decode_action` make it.
    `expires_after` is UTC ms. ValidationError if a user-signed action is given an expiry: the venue has none for them.
    The vault goes only with actions that can act for one.
    """
    if not action.has_vault:
        vault_address = None
    if action.is_plain:
        digest = agent_digest(action_hash(action, nonce, vault_address, expires_after), is_mainnet)
    else:
        if expires_after is not None and isinstance(action, UserAction):
            raise ValidationError(f"{type(action).__name__} is signed by the account itself and cannot expire")
        action = action.stamped(nonce, is_mainnet)
        digest = _digest(action, nonce, is_mainnet, vault_address, expires_after)
    signature = HexSignature.of_compact(wallet.sign_compact(digest))
    return Envelope(msgspec.Raw(_ENCODER.encode(action)), nonce, signature, vault_address, expires_after)


def signer_of(envelope: Envelope, action: Action[Any], is_mainnet: bool) -> str:
    """Return the address (lower case) whose key signed the envelope; SigningError if no key can have.

    `action` is `decode_action(envelope.action)`. A wrong hash does not fail: it recovers some other address.
    """
    trailer = (envelope.vault_address, envelope.expires_after)
    return recover_address(envelope.signature.value, _digest(action, envelope.nonce, is_mainnet, *trailer))


__all__ = ["Envelope", "HexSignature", "SigningError", "decode_envelope", "seal", "signer_of"]
