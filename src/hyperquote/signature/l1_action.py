"""L1 actions: the hash of the MessagePack form is signed in the name of a phantom agent.

    connectionId = keccak(msgpack(action) ‖ nonce ‖ vault marker ‖ expiry marker)
    digest       = EIP-712 of Agent(source, connectionId) in the domain Exchange/1/1337

`source` keeps mainnet ("a") and everything else ("b") apart.
"""

from typing import Final

import msgspec

from hyperquote.errors import SigningError
from hyperquote.signature.eip712 import L1_DOMAIN
from hyperquote.signature.hashing import keccak256
from hyperquote.signature.wallet import Signature, Wallet, recover_address

_ENCODER: Final = msgspec.msgpack.Encoder()
_MAP16: Final = 0xDE
_AGENT: Final = keccak256(b"Agent(string source,bytes32 connectionId)")
_MAINNET: Final = _AGENT + keccak256(b"a")
_OTHER: Final = _AGENT + keccak256(b"b")
_DIGEST_HEAD: Final = b"\x19\x01" + L1_DOMAIN


def packed(action: object) -> bytes:
    """Return the MessagePack form of an action, every header as short as can be."""
    try:
        data = _ENCODER.encode(action)
        if data[0] == _MAP16:  # msgspec sizes a struct's header for all of its fields, those left out included
            data = _ENCODER.encode(msgspec.to_builtins(action))
    except (OverflowError, UnicodeEncodeError) as error:
        raise SigningError(f"an action has 64-bit integers and valid text only: {error}") from error
    return data


def action_hash(
    action: object, nonce: int, vault_address: str | None = None, expires_after: int | None = None
) -> bytes:
    """Return the connection id of an action: a struct, or plain data with its keys in signing order.

    SigningError if a number in it does not fit 64 bits.
    """
    trailer = nonce.to_bytes(8, "big")
    if vault_address is None:
        trailer += b"\x00"
    else:
        trailer += b"\x01" + bytes.fromhex(vault_address.removeprefix("0x"))
    if expires_after is not None:
        trailer += b"\x00" + expires_after.to_bytes(8, "big")
    return keccak256(packed(action) + trailer)


def agent_digest(connection_id: bytes, is_mainnet: bool) -> bytes:
    """Return the digest of the phantom agent that stands for an action."""
    return keccak256(_DIGEST_HEAD + keccak256((_MAINNET if is_mainnet else _OTHER) + connection_id))


def sign(
    wallet: Wallet,
    action: object,
    nonce: int,
    is_mainnet: bool,
    vault_address: str | None = None,
    expires_after: int | None = None,
) -> Signature:
    """Sign an action; `nonce` and `expires_after` are UTC ms."""
    return wallet.sign_digest(agent_digest(action_hash(action, nonce, vault_address, expires_after), is_mainnet))


def recover(
    signature: Signature,
    action: object,
    nonce: int,
    is_mainnet: bool,
    vault_address: str | None = None,
    expires_after: int | None = None,
) -> str:
    """Return the address that signed exactly this; SigningError if no key can have."""
    digest = agent_digest(action_hash(action, nonce, vault_address, expires_after), is_mainnet)
    return recover_address(signature, digest)
