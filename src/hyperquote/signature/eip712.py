"""EIP-712: the digest of typed data, as far as the venue uses it (flat structs of five kinds of fields)."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final, NamedTuple

from hyperquote.errors import SigningError
from hyperquote.signature.hashing import keccak256

_DOMAIN_TYPE: Final = keccak256(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
_VERSION: Final = keccak256(b"1")
_NO_CONTRACT: Final = bytes(32)
L1_CHAIN_ID: Final = 1337
_CHAIN_ID: Final = re.compile(r"0x[0-9a-fA-F]{1,64}", re.ASCII)


@cache
def domain_separator(name: str, chain_id: int) -> bytes:
    """Return the hash of the domain (version 1, no contract)."""
    return keccak256(_DOMAIN_TYPE + keccak256(name.encode()) + _VERSION + chain_id.to_bytes(32, "big") + _NO_CONTRACT)


def chain_id_of(text: str) -> int:
    """Return the number of a hex chain id such as `0x66eee`; SigningError if it is none."""
    if _CHAIN_ID.fullmatch(text) is None:
        raise SigningError(f"{text[:80]!r} is not a hex chain id such as 0x66eee")
    return int(text, 16)


def user_domain(signature_chain_id: str) -> bytes:
    """Return the domain separator of user-signed actions for a chain id such as `0x66eee`."""
    return _user_domain(chain_id_of(signature_chain_id))


@cache
def _known_user_domain(chain_id: int) -> bytes:
    return domain_separator("HyperliquidSignTransaction", chain_id)


_KNOWN_CHAINS: Final = frozenset({1, 42161, 421614})


def _user_domain(chain_id: int) -> bytes:
    if chain_id in _KNOWN_CHAINS:  # others come from strangers: they must not fill a cache
        return _known_user_domain(chain_id)
    return domain_separator.__wrapped__("HyperliquidSignTransaction", chain_id)


L1_DOMAIN: Final = domain_separator("Exchange", L1_CHAIN_ID)


def digest(domain: bytes, struct_hash: bytes) -> bytes:
    """Return the 32 bytes that are signed."""
    return keccak256(b"\x19\x01" + domain + struct_hash)


def _text(value: str | None) -> bytes:
    return keccak256((value or "").encode())


def _hex_bytes(value: str) -> bytes:
    return keccak256(bytes.fromhex(value.removeprefix("0x")))


def _fixed(value: str) -> bytes:
    raw = bytes.fromhex(value.removeprefix("0x"))
    if len(raw) != 32:
        raise SigningError("a bytes32 field takes 64 hex digits")
    return raw


def _address(value: str) -> bytes:
    raw = bytes.fromhex(value.removeprefix("0x"))
    if len(raw) != 20:
        raise SigningError(f"{value[:80]!r} is not an address: it takes 0x and 40 hex digits")
    return bytes(12) + raw


def _number(value: int) -> bytes:
    return int(value).to_bytes(32, "big")


_ENCODERS: Final[dict[str, Callable[[Any], bytes]]] = {
    "string": _text,
    "bytes": _hex_bytes,
    "bytes32": _fixed,
    "address": _address,
    "bool": _number,
    "uint32": _number,
    "uint64": _number,
}


class StructType(NamedTuple):
    """A parsed `Name(type field,…)`: its hash, and name and encoder of each field in order."""

    type_hash: bytes
    fields: tuple[tuple[str, Callable[[Any], bytes]], ...]

    def hash(self, values: dict[str, Any]) -> bytes:
        """Return the struct hash of a message; SigningError if a value does not fit its type."""
        try:
            return keccak256(self.type_hash + b"".join(encode(values[name]) for name, encode in self.fields))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise SigningError(f"a field of the message does not fit its EIP-712 type: {error}") from error


@cache
def struct_type(encode_type: str) -> StructType:
    """Parse an EIP-712 type string; SigningError if a field has a type the venue does not use."""
    arguments = encode_type[encode_type.index("(") + 1 : encode_type.rindex(")")]
    fields = []
    for argument in filter(None, arguments.split(",")):
        kind, _, name = argument.partition(" ")
        if kind not in _ENCODERS:
            raise SigningError(f"{kind} is not an EIP-712 type that the venue uses")
        fields.append((name, _ENCODERS[kind]))
    return StructType(keccak256(encode_type.encode()), tuple(fields))
