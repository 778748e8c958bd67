"""Keys sign, recover, and stay secret; nonces never repeat."""

import copy
import pickle
import threading
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.strategies import binary, booleans, integers, none

from hyperquote.errors import ConfigError, SigningError
from hyperquote.signature import hashing, l1_action
from hyperquote.signature.eip712 import domain_separator, struct_type, user_domain
from hyperquote.signature.nonce import Nonces
from hyperquote.signature.wallet import Signature, Wallet, recover_address

KEY = "0123456789abcdef" * 4
SMALL = integers(1, 2**128)


def test_an_address_is_the_one_everybody_derives() -> None:
    wallet = Wallet.from_key("0x" + "0123456789" * 6 + "0123")
    assert wallet.address == "0x14791697260e4c9a71f18484c9f997b308e59325"


@settings(deadline=None)
@given(SMALL, binary(min_size=32, max_size=32))
def test_the_signer_is_recovered(key: int, digest: bytes) -> None:
    wallet = Wallet.from_key(f"{key:064x}")
    signature = wallet.sign_digest(digest)
    assert recover_address(signature, digest) == wallet.address
    assert signature == wallet.sign_digest(digest)


@settings(deadline=None)
@given(integers(0, 2**64 - 1), booleans(), none() | integers(0, 2**64 - 1), booleans())
def test_network_nonce_vault_and_expiry_are_signed(
    nonce: int, is_mainnet: bool, expires_after: int | None, has_vault: bool
) -> None:
    wallet, action = Wallet.from_key(KEY), {"type": "noop"}
    vault = "0x" + "17" * 20 if has_vault else None
    signature = l1_action.sign(wallet, action, nonce, is_mainnet, vault, expires_after)
    assert l1_action.recover(signature, action, nonce, is_mainnet, vault, expires_after) == wallet.address
    for other in (
        (action, nonce ^ 1, is_mainnet, vault, expires_after),
        (action, nonce, not is_mainnet, vault, expires_after),
        (action, nonce, is_mainnet, "0x" + "18" * 20, expires_after),
        (action, nonce, is_mainnet, vault, 0 if expires_after is None else None),
        ({"type": "claimRewards"}, nonce, is_mainnet, vault, expires_after),
    ):
        assert l1_action.recover(signature, *other) != wallet.address


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        lambda wallet: f"{wallet!r} {wallet}",
        lambda wallet: repr([getattr(wallet, name) for name in dir(wallet) if not name.startswith("_")]),
    ],
)
def test_no_text_of_a_wallet_has_its_key(show: Callable[[Wallet], str]) -> None:
    text = show(Wallet.from_key(KEY)).lower()
    assert KEY not in text
    assert str(int(KEY, 16)) not in text


@pytest.mark.parametrize("bad", [KEY + "0", KEY[:-1] + "z", "0" * 64, "f" * 64, "0x0x" + KEY])
def test_no_error_has_the_key(bad: str) -> None:
    with pytest.raises(SigningError) as caught:
        Wallet.from_key(bad)
    # what a log prints; locals are not part of it
    text = "".join(traceback.format_exception(caught.value))
    assert bad not in text


@pytest.mark.parametrize("take", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_wallet_is_not_copied_out(take: Callable[[Any], object]) -> None:
    with pytest.raises(SigningError, match="stays in this process"):
        take(Wallet.from_key(KEY))


def test_a_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPERLIQUID_PRIVATE_KEY", "0x" + KEY)
    assert Wallet.from_env().address == Wallet.from_key(KEY).address
    monkeypatch.delenv("HYPERLIQUID_PRIVATE_KEY")
    with pytest.raises(ConfigError, match="HYPERLIQUID_PRIVATE_KEY"):
        Wallet.from_env()


@pytest.mark.parametrize(
    "signature", [Signature(0, 0, 27), Signature(1, 1, 29), Signature(2**256, 1, 27), Signature(-1, 1, 28)]
)
def test_an_impossible_signature_is_refused(signature: Signature) -> None:
    with pytest.raises(SigningError):
        recover_address(signature, bytes(32))


def test_both_hashes_agree() -> None:
    for length in (0, 1, 135, 136, 137, 1000):
        assert hashing.keccak256(b"x" * length) == hashing.portable()(b"x" * length)


def test_domains_are_the_published_ones() -> None:
    assert (
        domain_separator("Exchange", 1337).hex() == "d79297fcdf2ffcd4ae223d01edaa2ba214ff8f401d7c9300d995d17c82aa4040"
    )
    assert user_domain("0x66eee").hex() == "feb1393ca4412a4ca577bd51d04f0a77033514c602f4d0a11490fb95f7428df6"
    assert user_domain("0xa4b1").hex() == "2f54e643b38c9c2b65cb731aaf11c54f01705ee0cdf45aea16e2ac0a5ce7531a"
    assert user_domain("0x539") == domain_separator("HyperliquidSignTransaction", 1337)


@pytest.mark.parametrize("chain", ["", "66eee", "0x", "0xzz", "0x" + "f" * 65])
def test_a_chain_id_that_is_none_is_refused(chain: str) -> None:
    with pytest.raises(SigningError, match="chain id"):
        user_domain(chain)


@pytest.mark.parametrize("values", [{}, {"a": "0x12"}, {"a": 7}, {"a": "0x" + "z" * 40}])
def test_a_message_that_does_not_fit_its_type_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(SigningError):
        struct_type("X(address a)").hash(values)


def test_nonces_follow_the_clock_and_never_repeat() -> None:
    times = iter([1000, 1000, 999, 1005])
    nonces = Nonces(lambda: next(times))
    assert [nonces.next() for _ in range(4)] == [1000, 1001, 1002, 1005]
    assert nonces.high_water == 1005


def test_nonces_continue_above_what_a_former_run_used() -> None:
    nonces = Nonces(lambda: 1000)
    nonces.high_water = 2000
    nonces.high_water = 1500  # never lowered
    assert nonces.next() == 2001


def test_threads_never_share_a_nonce() -> None:
    nonces, seen = Nonces(lambda: 1000), [list[int]() for _ in range(4)]
    threads = [
        threading.Thread(target=lambda mine=mine: mine.extend(nonces.next() for _ in range(500))) for mine in seen
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({nonce for mine in seen for nonce in mine}) == 2000
