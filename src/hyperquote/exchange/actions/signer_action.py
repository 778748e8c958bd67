"""CSignerAction: what the signer of a validator may do."""

from msgspec import UNSET, UnsetType

from hyperquote.exchange.actions.base import VariantAction


class SignerAction(VariantAction, frozen=True, kw_only=True, tag="CSignerAction"):
    """`jail_self=None` leaves the active set, `unjail_self=None` comes back.

    "Signer invalid or inactive for current epoch" for others.
    """

    jail_self: UnsetType | None = UNSET
    unjail_self: UnsetType | None = UNSET
