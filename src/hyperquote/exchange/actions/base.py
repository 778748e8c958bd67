"""What every action is: a frozen value whose fields stand in signing order, and that reads its own reply.

Presence on the wire is part of a class, since it is signed: a field with a plain default is left out while it has
that default; a `field(default_factory=…)` is always written and may be missing when reading. Decoding refuses
unknown keys.
"""

from abc import abstractmethod
from typing import Any, ClassVar, Generic, Self, TypeVar

import msgspec
from msgspec import field

from hyperquote.errors import ProtocolError

R_co = TypeVar("R_co", covariant=True)
DEFAULT_CHAIN_ID = "0x66eee"  # any chain will do for a key that is not in a browser wallet


class Part(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, rename="camel"):
    """An object inside an action."""


class Action(
    msgspec.Struct,
    Generic[R_co],
    frozen=True,
    kw_only=True,
    tag_field="type",
    omit_defaults=True,
    forbid_unknown_fields=True,
    rename="camel",
):
    """Something to do for `POST /exchange`, signed as an L1 action; `R_co` is the type of its outcome."""

    has_vault: ClassVar[bool] = True
    """Whether it can act for a sub-account or vault; if not, the envelope's `vaultAddress` is null."""
    is_plain: ClassVar[bool] = True
    """Whether it is an L1 action with neither nonce nor chain among its fields; others are `stamped` with them."""

    @abstractmethod
    def read(self, response: bytes | msgspec.Raw) -> R_co:
        """Return the typed outcome from the `response` object of an "ok" reply; ProtocolError if it is none."""

    def canonical(self) -> Self:
        """Return the form that is signed: numbers in their one spelling, hex in lower case."""
        return self

    def stamped(self, nonce: int, is_mainnet: bool) -> Self:
        """Return the action for one network and one nonce, ready to sign."""
        return self


def null() -> None:
    """Return the default of a field that is written as null while it is unset."""
    return


class _Default(msgspec.Struct, tag="default", tag_field="type"):
    pass


_DEFAULT = msgspec.json.Decoder(_Default)


def read_default(response: bytes | msgspec.Raw) -> None:
    """Read the reply of an action that has nothing to tell but success."""
    try:
        _DEFAULT.decode(response)
    except msgspec.MsgspecError as error:
        raise ProtocolError(f"expected a plain success, got {bytes(response)[:200]!r}") from error


class SimpleAction(Action[None], frozen=True, kw_only=True):
    """An L1 action whose outcome is success or a refusal of the whole."""

    def read(self, response: bytes | msgspec.Raw) -> None:
        """Return nothing: a refusal was raised before."""
        read_default(response)


class AddressReply(msgspec.Struct, tag_field="type"):
    """A reply whose data is the address of what was created; subclasses have the tag."""

    data: str


def read_address(decoder: "msgspec.json.Decoder[Any]", response: bytes | msgspec.Raw) -> str:
    """Read the address of what was created; ProtocolError if there is none."""
    try:
        return str(decoder.decode(response).data)
    except msgspec.MsgspecError as error:
        raise ProtocolError(f"expected the address of what was created, got {bytes(response)[:200]!r}") from error


def _check_one(struct: msgspec.Struct) -> None:
    given = [name for name in struct.__struct_fields__ if getattr(struct, name) is not msgspec.UNSET]
    if len(given) != 1:
        choice = ", ".join(struct.__struct_fields__)
        raise ValueError(f"{type(struct).__name__} takes one of {choice}; {len(given)} were given")


class OneOf(Part, frozen=True, kw_only=True):
    """An object with several forms: exactly one of its fields is given."""

    def __post_init__(self) -> None:
        _check_one(self)


class VariantAction(SimpleAction, frozen=True, kw_only=True):
    """An action with several forms: exactly one of its fields is given. None of them acts for a vault."""

    has_vault: ClassVar[bool] = False

    def __post_init__(self) -> None:
        _check_one(self)


def _unsigned_chain() -> str:
    return ""


class UserAction(Action[None], frozen=True, kw_only=True):
    """An action that only the account's own key can sign: its fields are an EIP-712 message.

    Chain and nonce are filled in when it is signed. `encode_type` is the EIP-712 type, in the order that is hashed.
    """

    has_vault: ClassVar[bool] = False
    is_plain: ClassVar[bool] = False
    encode_type: ClassVar[str] = ""
    nonce_field: ClassVar[str] = "nonce"  # "time" in the older ones

    signature_chain_id: str = field(default_factory=lambda: DEFAULT_CHAIN_ID)
    hyperliquid_chain: str = field(default_factory=_unsigned_chain)

    def read(self, response: bytes | msgspec.Raw) -> None:
        """Return nothing: a refusal was raised before."""
        read_default(response)

    def stamped(self, nonce: int, is_mainnet: bool) -> Self:
        """Return the action for one network and one nonce, ready to sign."""
        chain = "Mainnet" if is_mainnet else "Testnet"
        changes: dict[str, Any] = {self.nonce_field: nonce, "hyperliquid_chain": chain}
        return msgspec.structs.replace(self, **changes)

    @property
    def own_nonce(self) -> int:
        """The nonce inside the action; the venue wants it equal to the envelope's."""
        return int(getattr(self, self.nonce_field))
