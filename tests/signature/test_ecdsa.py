"""The quick way into libsecp256k1 signs as coincurve itself does."""

import pytest
from coincurve import PrivateKey
from hypothesis import given
from hypothesis.strategies import binary, integers

from hyperquote.errors import SigningError
from hyperquote.signature.ecdsa import direct_signer, portable_signer, signer

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


@given(integers(1, ORDER - 1), binary(min_size=32, max_size=32))
def test_both_ways_give_the_same_65_bytes(key: int, digest: bytes) -> None:
    private = PrivateKey.from_int(key)
    assert direct_signer(private)(digest) == portable_signer(private)(digest) == signer(private)(digest)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_only_a_digest_is_signed(size: int) -> None:
    with pytest.raises(SigningError, match="32 bytes"):
        direct_signer(PrivateKey.from_int(1))(bytes(size))
