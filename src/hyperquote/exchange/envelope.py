"""The signed envelope around an action: how a client makes it and a server opens it."""

import re
from typing import Any, Final

import msgspec
from msgspec import field

from hyperquote.errors import ProtocolError, SigningError, ValidationError
from hyperquote.exchange.actions.base import Action, UserAction
from hyperquote.helpers import checked_address
from hyperquote.signature import l1_action, user_action
from hyperquote.signature.l1_action import action_hash, agent_digest
from hyperquote.signature.wallet import V_OFFSET, Signature, Wallet

_HEX: Final = re.compile(r"0x[0-9a-fA-F]{1,64}", re.ASCII)


def _null() -> None:
    return None


class HexSignature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signature as it stands on the wire: `r` and `s` are hex numbers whose leading zeros may be missing."""

    r: str
    s: str
    v: int

    @classmethod
    def of(cls, signature: Signature) -> "HexSignature":
        """Return a signature in the minimal hex that the venue itself prints."""
        return cls(hex(signature.r), hex(signature.s), signature.v)

    @classmethod
    def of_compact(cls, raw: bytes) -> "HexSignature":
        """Return the same of a signature in 65 bytes, r ‖ s ‖ v − 27."""
        digits = raw.hex()
        return cls("0x" + digits[:64].lstrip("0"), "0x" + digits[64:128].lstrip("0"), raw[64] + V_OFFSET)

    @property
    def value(self) -> Signature:
        """The numbers; ProtocolError if they are none."""
        return Signature(_number(self.r), _number(self.s), self.v)


def _number(text: str) -> int:
    if _HEX.fullmatch(text) is None:
        raise ProtocolError("a signature's r and s are 0x and up to 64 hex digits")
    return int(text, 16)


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """The body of `POST /exchange`. Null and absent mean the same; `is_frontend` is not signed."""

    action: msgspec.Raw
    nonce: int
    signature: HexSignature
    vault_address: str | None = field(default_factory=_null)
    expires_after: int | None = field(default_factory=_null)
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
    except msgspec.MsgspecError as error:
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
    if isinstance(action, UserAction):
        if expires_after is not None:
            raise ValidationError(f"{type(action).__name__} is signed by the account itself and cannot expire")
        action = action.stamped(nonce, is_mainnet)
        digest = user_action.user_digest(action.encode_type, action.signature_chain_id, action)
    else:
        digest = agent_digest(action_hash(action, nonce, vault_address, expires_after), is_mainnet)
    signature = HexSignature.of_compact(wallet.sign_compact(digest))
    return Envelope(msgspec.Raw(_ENCODER.encode(action)), nonce, signature, vault_address, expires_after)


def signer_of(envelope: Envelope, action: Action[Any], is_mainnet: bool) -> str:
    """Return the address (lower case) whose key signed the envelope; SigningError if no key can have.

    `action` is `decode_action(envelope.action)`. A wrong hash does not fail: it recovers some other address.
    """
    signature = envelope.signature.value
    if isinstance(action, UserAction):
        return user_action.recover(signature, action.encode_type, action.signature_chain_id, action)
    return l1_action.recover(
        signature, action, envelope.nonce, is_mainnet, envelope.vault_address, envelope.expires_after
    )


__all__ = ["Envelope", "HexSignature", "SigningError", "decode_envelope", "seal", "signer_of"]
