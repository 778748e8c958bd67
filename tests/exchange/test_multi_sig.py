"""Several users sign one action, and their leader's wrapper is that of the official SDK."""

from typing import Any

import pytest

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions import decode_action
from hyperquote.exchange.actions.base import Action
from hyperquote.exchange.actions.order import GTC, Order, PlaceOrders
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.exchange.actions.user_set_abstraction import UserSetAbstraction
from hyperquote.exchange.envelope import decode_envelope, seal, signer_of
from hyperquote.exchange.multi_sig import Terms, sign_inner, wrap
from hyperquote.signature.wallet import Wallet

LEADER, SECOND = Wallet.from_key("11" * 32), Wallet.from_key("22" * 32)
ACCOUNT = "0x" + "Ab" * 20
NONCE = 1_700_000_000_000
ORDER = PlaceOrders(orders=(Order(asset=4, is_buy=True, px="1100.0", sz="0.2", kind=GTC),))
SEND = UsdSend(destination="0x" + "12" * 20, amount="1")
MODE = UserSetAbstraction(user=ACCOUNT.lower(), abstraction="unifiedAccount")


def terms(**changes: Any) -> Terms:
    agreed = {"multi_sig_user": ACCOUNT, "leader": LEADER.address, "nonce": NONCE, "is_mainnet": False}
    return Terms(**{**agreed, **changes})


@pytest.mark.parametrize("action", [ORDER, SEND, MODE])
@pytest.mark.parametrize("expires_after", [None, NONCE + 1_000])
def test_a_wrapper_is_that_of_the_official_sdk(action: Action[Any], expires_after: int | None) -> None:
    signing = pytest.importorskip("hyperliquid.utils.signing")
    account = pytest.importorskip("eth_account").Account.from_key("11" * 32)
    agreed = terms(expires_after=expires_after)
    wrapper = wrap(action, agreed, [sign_inner(each, action, agreed) for each in (LEADER, SECOND)])
    envelope = seal(wrapper, LEADER, NONCE, is_mainnet=False, expires_after=expires_after)
    opened = decode_envelope(envelope.encode())
    decoded = decode_action(opened.action)
    assert decoded == wrapper
    assert signer_of(opened, decoded, is_mainnet=False) == LEADER.address
    plain: dict[str, Any] = {"type": "multiSig", "signatureChainId": "0x66eee"}
    plain["signatures"] = [{"r": each.r, "s": each.s, "v": each.v} for each in wrapper.signatures]
    payload = wrapper.payload
    plain["payload"] = {
        "multiSigUser": payload.multi_sig_user,
        "outerSigner": payload.outer_signer,
        "action": payload.action,
    }
    theirs = signing.sign_multi_sig_action(account, plain, False, None, NONCE, expires_after)
    assert (envelope.signature.r, envelope.signature.s) == (theirs["r"], theirs["s"])


def test_an_inner_order_is_signed_as_the_official_sdk_signs_it() -> None:
    signing = pytest.importorskip("hyperliquid.utils.signing")
    account = pytest.importorskip("eth_account").Account.from_key("22" * 32)
    ours = sign_inner(SECOND, ORDER, terms())
    action = {**wrap(ORDER, terms(), [ours]).payload.action}
    theirs = signing.sign_multi_sig_l1_action_payload(
        account, action, False, None, NONCE, None, ACCOUNT, LEADER.address
    )
    assert (ours.r, ours.s, ours.v) == (theirs["r"], theirs["s"], theirs["v"])


def test_a_mode_is_one_letter_in_the_payload_and_a_word_under_the_signature() -> None:
    assert wrap(MODE, terms(), []).payload.action["abstraction"] == "u"
    with pytest.raises(ValidationError, match="no account mode"):
        wrap(UserSetAbstraction(user=ACCOUNT, abstraction="odd"), terms(), [])


def test_terms_name_addresses() -> None:
    with pytest.raises(ValidationError, match="not an address"):
        terms(leader="me")
