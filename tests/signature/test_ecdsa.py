"""The quick way into libsecp256k1 signs as coincurve itself does."""

from concurrent.futures import ThreadPoolExecutor

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


def test_threads_do_not_write_into_one_anothers_memory() -> None:
    digests = [bytes([n]) * 32 for n in range(64)]
    one_by_one = [direct_signer(PrivateKey.from_int(7))(digest) for digest in digests]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(direct_signer(PrivateKey.from_int(7)), digests * 20)) == one_by_one * 20


@pytest.mark.parametrize("size", [0, 31, 33])
def test_only_a_digest_is_signed(size: int) -> None:
    with pytest.raises(SigningError, match="32 bytes"):
        direct_signer(PrivateKey.from_int(1))(bytes(size))
