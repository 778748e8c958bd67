"""Multi-sig: each authorised user signs the inner action, a leader signs the wrapper around it."""

from collections.abc import Mapping
from typing import Any, Final

from hyperquote.signature import l1_action, user_action
from hyperquote.signature.wallet import Signature, Wallet

_OUTER: Final = "HyperliquidTransaction:SendMultiSig(string hyperliquidChain,bytes32 multiSigActionHash,uint64 nonce)"
_CHAIN_FIELD: Final = "string hyperliquidChain,"
_INNER_FIELDS: Final = "address payloadMultiSigUser,address outerSigner,"


def l1_envelope(multi_sig_user: str, leader: str, action: object) -> list[object]:
    """Return what a user signs (as an L1 action) in place of an inner L1 action. Addresses in lower case."""
    return [multi_sig_user.lower(), leader.lower(), action]


def inner_type(encode_type: str) -> str:
    """Return the EIP-712 type of an inner user-signed action: both addresses stand right after the chain."""
    return encode_type.replace(_CHAIN_FIELD, _CHAIN_FIELD + _INNER_FIELDS, 1)


def sign_inner_user_action(
    wallet: Wallet, encode_type: str, action: Mapping[str, Any], multi_sig_user: str, leader: str
) -> Signature:
    """Sign an inner user-signed action, given with its chain ids and nonce under wire names."""
    message = {**action, "payloadMultiSigUser": multi_sig_user.lower(), "outerSigner": leader.lower()}
    return user_action.sign(wallet, inner_type(encode_type), action["signatureChainId"], message)


def outer_hash(
    wrapper: Mapping[str, Any], nonce: int, vault_address: str | None = None, expires_after: int | None = None
) -> bytes:
    """Return the hash of a wrapper (keys in wire order); its `type` is not part of it."""
    untagged = {key: value for key, value in wrapper.items() if key != "type"}
    return l1_action.action_hash(untagged, nonce, vault_address, expires_after)


def outer_digest(
    wrapper: Mapping[str, Any],
    nonce: int,
    is_mainnet: bool,
    vault_address: str | None = None,
    expires_after: int | None = None,
) -> bytes:
    """Return the digest that the leader signs."""
    message = {
        "hyperliquidChain": "Mainnet" if is_mainnet else "Testnet",
        "multiSigActionHash": outer_hash(wrapper, nonce, vault_address, expires_after).hex(),
        "nonce": nonce,
    }
    return user_action.user_digest(_OUTER, wrapper["signatureChainId"], message)


def sign_outer(
    leader: Wallet,
    wrapper: Mapping[str, Any],
    nonce: int,
    is_mainnet: bool,
    vault_address: str | None = None,
    expires_after: int | None = None,
) -> Signature:
    """Sign a wrapper that holds the inner signatures, as its leader."""
    return leader.sign_digest(outer_digest(wrapper, nonce, is_mainnet, vault_address, expires_after))
