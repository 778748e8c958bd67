"""User-signed actions: the action's own fields are an EIP-712 message that only the account's key can sign."""

from collections.abc import Mapping
from typing import Any

import msgspec

from hyperquote.signature.eip712 import digest, struct_type, user_domain
from hyperquote.signature.wallet import Signature, Wallet, recover_address


def user_digest(encode_type: str, signature_chain_id: str, action: msgspec.Struct | Mapping[str, Any]) -> bytes:
    """Return the digest of an action of the given EIP-712 type.

    `signature_chain_id` is hex text. The fields are taken from the action under their wire names.
    """
    values = msgspec.to_builtins(action) if isinstance(action, msgspec.Struct) else dict(action)
    return digest(user_domain(signature_chain_id), struct_type(encode_type).hash(values))


def sign(
    wallet: Wallet, encode_type: str, signature_chain_id: str, action: msgspec.Struct | Mapping[str, Any]
) -> Signature:
    """Sign an action that has its chain and nonce; SigningError if a field does not fit its type."""
    return wallet.sign_digest(user_digest(encode_type, signature_chain_id, action))


def recover(
    signature: Signature, encode_type: str, signature_chain_id: str, action: msgspec.Struct | Mapping[str, Any]
) -> str:
    """Return the address that signed exactly this; SigningError if no key can have."""
    return recover_address(signature, user_digest(encode_type, signature_chain_id, action))
