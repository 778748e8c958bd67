"""ECDSA on secp256k1 by libsecp256k1: the signature of a digest, in 65 bytes.

coincurve's own `sign_recoverable` is the same two calls of the library with conversions around them, which cost a
signer of orders 3 % of its time. Where coincurve keeps its binding elsewhere than we know, its method is used.
"""

from collections.abc import Callable
from typing import Any, Final

from coincurve import PrivateKey

from hyperquote.errors import SigningError


def portable_signer(key: PrivateKey) -> Callable[[bytes], bytes]:
    """Return `signer` as coincurve itself offers it."""

    def sign(digest: bytes) -> bytes:
        return key.sign_recoverable(digest, None)

    return sign


def direct_signer(key: PrivateKey) -> Callable[[bytes], bytes]:
    """Return `signer` through coincurve's binding; ImportError or AttributeError if it is not what we know."""
    from coincurve._libsecp256k1 import ffi, lib  # noqa: PLC0415 - private, hence optional

    new, buffer, default = ffi.new, ffi.buffer, ffi.NULL
    sign_recoverable = lib.secp256k1_ecdsa_sign_recoverable
    serialize = lib.secp256k1_ecdsa_recoverable_signature_serialize_compact
    context, secret = key.context.ctx, key.secret
    spare: list[tuple[Any, Any, Any, Any]] = []  # memory to write into; a thread takes a set for itself, or makes one

    def fresh() -> tuple[Any, Any, Any, Any]:
        compact = new("unsigned char[64]")
        return new("secp256k1_ecdsa_recoverable_signature *"), compact, buffer(compact), new("int *")

    def sign(digest: bytes) -> bytes:
        if len(digest) != 32:  # the library would read past the end
            raise SigningError(f"a digest has 32 bytes, not {len(digest)}")
        try:
            memory = spare.pop()
        except IndexError:
            memory = fresh()
        signature, compact, view, recovery = memory
        if not sign_recoverable(context, signature, digest, secret, default, default):
            raise SigningError("this digest cannot be signed with this key")
        serialize(context, compact, recovery, signature)
        raw: bytes = view[:] + _RECOVERY[recovery[0]]
        spare.append(memory)
        return raw

    return sign


_RECOVERY: Final = (b"\x00", b"\x01", b"\x02", b"\x03")


def signer(key: PrivateKey) -> Callable[[bytes], bytes]:
    """Return the function that signs 32 bytes with a key: r ‖ s ‖ recovery id, low s, the nonce by RFC 6979."""
    try:
        return direct_signer(key)
    except (ImportError, AttributeError):
        return portable_signer(key)
