"""Signatures agree byte for byte with those of the official SDKs."""

import json
from typing import Any

import msgspec
import pytest
from tests.shared_data import SHARED, require

from hyperquote.exchange.actions import AnyAction, decode_action
from hyperquote.exchange.actions.base import UserAction
from hyperquote.exchange.envelope import decode_envelope, seal, signer_of
from hyperquote.signature import l1_action, multisig, user_action
from hyperquote.signature.wallet import Signature, Wallet, recover_address

_AS_SPELT = msgspec.json.Decoder(AnyAction)
_PATH = "reference/vectors/signing.json"
VECTORS: list[dict[str, Any]] = json.loads((SHARED / _PATH).read_bytes()) if (SHARED / _PATH).exists() else []


def vectors(*schemes: str, key: str = "action", plain: bool = False) -> pytest.MarkDecorator:
    """The vectors of some schemes that have this key; `plain` ones need not be real actions."""
    chosen = [vector for vector in VECTORS if vector["scheme"] in schemes and vector.get(key)]
    if not plain:  # "dummy" and messages without a type test the hash alone
        chosen = [vector for vector in chosen if vector["action"].get("type") not in {None, "dummy"}]
    if not chosen:
        return pytest.mark.parametrize("vector", [pytest.param({}, marks=pytest.mark.skip(f"{_PATH} is absent"))])
    return pytest.mark.parametrize("vector", chosen, ids=[vector["name"] for vector in chosen])


def wallet_of(vector: dict[str, Any]) -> Wallet:
    return Wallet.from_key(vector["private_key"])


def expected(vector: dict[str, Any]) -> Signature:
    wanted = vector["expected"]
    return Signature(int(wanted["r"], 16), int(wanted["s"], 16), wanted["v"])


def encode_type(vector: dict[str, Any]) -> str:
    fields = ",".join(f"{each['type']} {each['name']}" for each in vector["types"])
    return f"{vector['primary_type']}({fields})"


def struct_of(vector: dict[str, Any]) -> Any:
    return _AS_SPELT.decode(json.dumps(vector["action"]))


def test_the_vectors_are_read() -> None:
    require(_PATH)
    assert len(VECTORS) > 200


@vectors("l1", plain=True)
def test_plain_data_hashes_and_signs_as_an_l1_action(vector: dict[str, Any]) -> None:
    arguments = (vector["action"], vector["nonce"])
    trailer = (vector["vault_address"], vector["expires_after"])
    assert "0x" + l1_action.action_hash(*arguments, *trailer).hex() == vector["expected"]["action_hash"]
    signature = expected(vector)
    assert l1_action.recover(signature, *arguments, vector["is_mainnet"], *trailer) == vector["expected"]["signer"]
    if vector["private_key"]:
        assert l1_action.sign(wallet_of(vector), *arguments, vector["is_mainnet"], *trailer) == signature


@vectors("l1")
def test_an_l1_struct_packs_to_the_signed_bytes(vector: dict[str, Any]) -> None:
    assert l1_action.packed(struct_of(vector)).hex() == vector["expected"]["msgpack_hex"]


@vectors("user_signed", "multi_sig_inner_user_signed", plain=True)
def test_plain_data_signs_as_a_user_action(vector: dict[str, Any]) -> None:
    message = vector.get("signed_message") or {"agentName": "", **vector["action"]}
    arguments = (encode_type(vector), vector["signature_chain_id"], message)
    assert "0x" + user_action.user_digest(*arguments).hex() == vector["expected"]["eip712_digest"]
    assert user_action.recover(expected(vector), *arguments) == vector["expected"]["signer"]
    if vector["private_key"]:
        assert user_action.sign(wallet_of(vector), *arguments) == expected(vector)


def check_opened(body: bytes, action: Any, vector: dict[str, Any]) -> None:
    """Opened, a body has the signer it should; one in a spelling that the venue does not hash (2000.0) has not."""
    opened = decode_envelope(body)
    signer = signer_of(opened, decode_action(opened.action), vector["is_mainnet"])
    assert (signer == vector["expected"]["signer"]) == (action.canonical() == action)


@vectors("l1", "user_signed", "multi_sig_outer", key="private_key")
def test_a_struct_is_sealed_and_opened(vector: dict[str, Any]) -> None:
    action = struct_of(vector)
    assert not isinstance(action, UserAction) or action.encode_type == encode_type(vector)
    trailer = (vector["vault_address"], vector["expires_after"])
    envelope = seal(action, wallet_of(vector), vector["nonce"], vector["is_mainnet"], *trailer)
    assert envelope.signature.value == expected(vector)
    check_opened(envelope.encode(), action, vector)


@vectors("l1", "user_signed", key="request")
def test_the_body_that_the_official_sdk_posts_is_opened(vector: dict[str, Any]) -> None:
    check_opened(json.dumps(vector["request"]).encode(), struct_of(vector), vector)


@vectors("l1", key="equivalent_received_actions")
def test_other_spellings_of_an_action_have_the_same_signer(vector: dict[str, Any]) -> None:
    for received in vector["equivalent_received_actions"]:
        assert decode_action(json.dumps(received).encode()) == struct_of(vector).canonical()


@vectors("phantom_agent_only", key="connection_id_input", plain=True)
def test_the_phantom_agent_signs(vector: dict[str, Any]) -> None:
    connection_id = bytes.fromhex(vector["connection_id_input"].removeprefix("0x"))
    digest = l1_action.agent_digest(connection_id, vector["is_mainnet"])
    assert "0x" + digest.hex() == vector["expected"]["eip712_digest"]
    assert wallet_of(vector).sign_digest(digest) == expected(vector)
    assert recover_address(expected(vector), digest) == vector["expected"]["signer"]


@vectors("multi_sig_inner_l1", key="signed_envelope", plain=True)
def test_a_user_signs_an_inner_l1_action(vector: dict[str, Any]) -> None:
    user, leader, action = vector["signed_envelope"]
    signature = l1_action.sign(
        wallet_of(vector),
        multisig.l1_envelope(user, leader, action),
        vector["nonce"],
        vector["is_mainnet"],
        vector["vault_address"],
        vector["expires_after"],
    )
    assert signature == expected(vector)


@vectors("multi_sig_outer", plain=True)
def test_a_leader_signs_the_wrapper(vector: dict[str, Any]) -> None:
    trailer = (vector["vault_address"], vector["expires_after"])
    hashed = multisig.outer_hash(vector["action"], vector["nonce"], *trailer)
    assert "0x" + hashed.hex() == vector["expected"]["multi_sig_action_hash"]
    signature = multisig.sign_outer(
        wallet_of(vector), vector["action"], vector["nonce"], vector["is_mainnet"], *trailer
    )
    assert signature == expected(vector)


@vectors("multi_sig_inner_user_signed", key="signed_message", plain=True)
def test_a_user_signs_an_inner_user_action(vector: dict[str, Any]) -> None:
    message = dict(vector["signed_message"])
    user, leader = message.pop("payloadMultiSigUser"), message.pop("outerSigner")
    plain = encode_type(vector).replace("address payloadMultiSigUser,address outerSigner,", "")
    message["signatureChainId"] = vector["signature_chain_id"]
    assert multisig.sign_inner_user_action(wallet_of(vector), plain, message, user, leader) == expected(vector)
