"""spotUser: settings of the spot side of an account, and an old transfer."""

from msgspec import UNSET, UnsetType

from hyperquote.exchange.actions.base import Part, VariantAction


class ToggleSpotDusting(Part, frozen=True):
    """Whether the venue leaves small balances alone (`opt_out`) or sells them."""

    opt_out: bool


class ClassTransfer(Part, frozen=True):
    """Move `usdc` micro-USD between spot and perp; `UsdClassTransfer` has taken its place."""

    usdc: int
    to_perp: bool


class SpotUser(VariantAction, frozen=True, kw_only=True, tag="spotUser"):
    """One of two."""

    toggle_spot_dusting: ToggleSpotDusting | UnsetType = UNSET
    class_transfer: ClassTransfer | UnsetType = UNSET
