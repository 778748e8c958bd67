"""finalizeEvmContract: prove that an EVM contract belongs to the deployer of a token."""

from typing import ClassVar, Literal

from hyperquote.exchange.actions.base import Part, SimpleAction


class CreationNonce(Part, frozen=True):
    """The nonce with which the deployer's account created the contract."""

    nonce: int


class Created(Part, frozen=True):
    """The contract was created by the deployer's own account."""

    create: CreationNonce


class FinalizeEvmContract(SimpleAction, frozen=True, kw_only=True, tag="finalizeEvmContract"):
    """Link the contract asked for with `RequestEvmContract` to `token`: by its creation, or by a storage slot."""

    has_vault: ClassVar[bool] = False

    token: int
    input: Created | Literal["firstStorageSlot", "customStorageSlot"]
