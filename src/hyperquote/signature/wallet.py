"""A private key that signs and never shows itself."""

import os
import re
from typing import Final, NamedTuple, NoReturn, SupportsIndex

from coincurve import PrivateKey, PublicKey

from hyperquote.errors import ConfigError, SigningError
from hyperquote.signature.ecdsa import signer
from hyperquote.signature.hashing import keccak256

KEY_VARIABLE: Final = "HYPERLIQUID_PRIVATE_KEY"
_KEY: Final = re.compile(r"(?:0x)?[0-9a-fA-F]{64}", re.ASCII)
V_OFFSET: Final = 27


class Signature(NamedTuple):
    """An ECDSA signature on secp256k1, low s; `v` is 27 or 28."""

    r: int
    s: int
    v: int


def _address_of(public: PublicKey) -> str:
    return "0x" + keccak256(public.format(compressed=False)[1:])[12:].hex()


class Wallet:
    """Signs digests with one key. The key is in no repr, text, exception or pickle.

    `sign_compact` signs 32 bytes and returns r ‖ s ‖ v − 27 as 65 bytes. RFC 6979: the same digest always gives the
    same signature.
    """

    __slots__ = ("address", "sign_compact")

    def __init__(self, key: PrivateKey) -> None:
        self.sign_compact: Final = signer(key)
        self.address: Final = _address_of(key.public_key)  # lower case

    @classmethod
    def from_key(cls, key: str) -> "Wallet":
        """Return the wallet of a private key in hex, with or without 0x; SigningError if it is none."""
        key = key.strip()
        if _KEY.fullmatch(key) is None:
            raise SigningError("a private key is 64 hex digits, with or without 0x in front")
        try:
            return cls(PrivateKey(bytes.fromhex(key.removeprefix("0x"))))
        except ValueError:
            raise SigningError("this private key is not a valid secp256k1 key: zero or too large") from None

    @classmethod
    def from_env(cls, variable: str = KEY_VARIABLE) -> "Wallet":
        """Return the wallet of the key in an environment variable; ConfigError if there is none."""
        key = os.environ.get(variable, "")
        if not key:
            raise ConfigError(f"no key: put the private key (64 hex digits) into the environment variable {variable}")
        return cls.from_key(key)

    def sign_digest(self, digest: bytes) -> Signature:
        """Sign 32 bytes and return the signature as numbers."""
        raw = self.sign_compact(digest)
        return Signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:64], "big"), raw[64] + V_OFFSET)

    def __repr__(self) -> str:
        return f"Wallet({self.address})"

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise SigningError("a wallet cannot be pickled or copied: its key stays in this process")


def recover_address(signature: Signature, digest: bytes) -> str:
    """Return the address (lower case) that signed the digest; SigningError if no key can have."""
    if signature.v not in {27, 28}:
        raise SigningError(f"v is 27 or 28, not {signature.v}")
    try:
        raw = signature.r.to_bytes(32, "big") + signature.s.to_bytes(32, "big") + bytes((signature.v - V_OFFSET,))
        return _address_of(PublicKey.from_signature_and_message(raw, digest, hasher=None))
    except Exception as error:  # coincurve raises bare Exception here
        raise SigningError("no key can have made this signature") from error
