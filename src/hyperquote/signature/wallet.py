"""A private key that signs and never shows itself."""

import os
from pathlib import Path
from typing import Final, NamedTuple, NoReturn, SupportsIndex

from coincurve import PrivateKey, PublicKey

from hyperquote.errors import ConfigError, SigningError
from hyperquote.signature.ecdsa import signer
from hyperquote.signature.hashing import keccak256
from hyperquote.signature.held import Held
from hyperquote.signature.keystore import NO_KEY, ask_password, read_key, secret_of

KEY_VARIABLE: Final = "HYPERLIQUID_PRIVATE_KEY"
KEYSTORE_VARIABLE: Final = "HYPERLIQUID_KEYSTORE"
V_OFFSET: Final = 27


class Signature(NamedTuple):
    """An ECDSA signature on secp256k1, low s; `v` is 27 or 28."""

    r: int
    s: int
    v: int


def _address_of(public: PublicKey) -> str:
    return "0x" + keccak256(public.format(compressed=False)[1:])[12:].hex()


def _private_key(secret: bytes) -> PrivateKey | None:
    try:
        return PrivateKey(secret)
    except ValueError:
        return None


class Wallet:
    """Signs digests with one key. The key is in no repr, text, exception, local variable of a traceback or pickle.

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
        secret = secret_of(key)
        del key  # here and below: an error's traceback may be shown with local variables
        if secret is None:
            raise SigningError(NO_KEY)
        private = _private_key(secret)
        del secret
        if private is None:
            raise SigningError("this private key is not a valid secp256k1 key: zero or too large")
        return cls(private)

    @classmethod
    def from_file(cls, path: Path | str, password: str | None = None) -> "Wallet":
        """Return the wallet of a keystore file (version 3).

        Without a password it is taken from HYPERQUOTE_KEYSTORE_PASSWORD or asked for on the terminal. SigningError
        for a wrong one, ConfigError where there is no file, no password or no `eth-keyfile` to read it with.
        """
        path = Path(path).expanduser()
        held = Held(ask_password(path) if password is None else password)
        del password
        return cls.from_key(read_key(path, held.take()).hex())

    @classmethod
    def of(cls, key_or_path: str) -> "Wallet":
        """Return the wallet of a key in hex or, where the text has a slash or ends in .json, of a keystore file."""
        # anything else is taken for a key: a mistyped one must not turn up in a message as a file's name
        is_path = "/" in key_or_path or os.sep in key_or_path or key_or_path.endswith(".json")
        if is_path:
            return cls.from_file(key_or_path)
        held = Held(key_or_path)
        del key_or_path
        return cls.from_key(held.take())

    @classmethod
    def from_env(cls, variable: str = KEY_VARIABLE) -> "Wallet":
        """Return the wallet of the key in an environment variable, or else of the keystore HYPERLIQUID_KEYSTORE names.

        ConfigError if there is neither.
        """
        if os.environ.get(variable):
            return cls.from_key(os.environ[variable])
        path = os.environ.get(KEYSTORE_VARIABLE, "")
        if path:
            return cls.from_file(path)
        raise ConfigError(
            f"no key: put the private key (64 hex digits) into the environment variable {variable}, "
            f"or the path of a keystore file into {KEYSTORE_VARIABLE}"
        )

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
