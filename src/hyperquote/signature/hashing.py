"""keccak-256, the hash of everything that is signed.

`safe-pysha3` takes a fifth of the time of `pycryptodome` per call and is used where it is installed (extra `speed`).
"""

from collections.abc import Callable
from typing import Protocol


class _State(Protocol):
    def digest(self) -> bytes: ...


def portable() -> Callable[[bytes], bytes]:
    """Return `keccak256` by pycryptodome, which comes with the package and takes longer to load than to hash."""
    from Crypto.Hash import keccak  # noqa: PLC0415  with it comes a C parser: 5 MB that the optional library saves

    def hashed(data: bytes) -> bytes:
        return keccak.new(digest_bits=256, data=data).digest()

    return hashed


def fastest() -> Callable[[bytes], bytes]:
    """Return `keccak256` by the optional library where it is installed, else the portable one."""
    try:
        from sha3 import keccak_256  # noqa: PLC0415
    except ImportError:
        return portable()

    state: Callable[[bytes], _State] = keccak_256

    def hashed(data: bytes) -> bytes:
        return state(data).digest()

    return hashed


keccak256: Callable[[bytes], bytes] = fastest()
"""Return the 32-byte keccak-256 digest of some bytes."""
