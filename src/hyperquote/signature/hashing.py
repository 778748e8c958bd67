"""keccak-256, the hash of everything that is signed.

`safe-pysha3` takes a fifth of the time of `pycryptodome` per call and is used where it is installed (extra `speed`).
"""

from collections.abc import Callable
from typing import Protocol

from Crypto.Hash import keccak as _keccak


def portable_keccak256(data: bytes) -> bytes:
    """Return the digest as `keccak256` does, without the optional library."""
    return _keccak.new(digest_bits=256, data=data).digest()


class _State(Protocol):
    def digest(self) -> bytes: ...


def _fastest() -> Callable[[bytes], bytes]:
    try:
        from sha3 import keccak_256  # noqa: PLC0415
    except ImportError:
        return portable_keccak256

    state: Callable[[bytes], _State] = keccak_256

    def fast(data: bytes) -> bytes:
        return state(data).digest()

    return fast


keccak256: Callable[[bytes], bytes] = _fastest()
"""Return the 32-byte keccak-256 digest of some bytes."""
