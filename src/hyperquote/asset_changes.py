"""What became of the venue's list of assets between two looks at it."""

from typing import Final

from hyperquote.meta import Asset, Universe


class AssetChange:
    """One asset that is new (`before` is None), gone or delisted, or has other decimals or leverage than before."""

    __slots__ = ("after", "before")

    def __init__(self, before: Asset | None, after: Asset | None) -> None:
        self.before: Final = before
        self.after: Final = after

    @property
    def kind(self) -> str:
        """Return `listed`, `delisted` or `changed`."""
        if self.before is None:
            return "listed"
        is_gone = self.after is None or (self.after.is_delisted and not self.before.is_delisted)
        return "delisted" if is_gone else "changed"

    def __repr__(self) -> str:
        asset = self.before if self.after is None else self.after
        return f"AssetChange({self.kind}: {asset!r})"


def changes(before: Universe, after: Universe) -> list[AssetChange]:
    """Return what differs, by asset id. Orders carry the id and the decimals: both must be those of now."""
    old, new = ({asset.index: asset for asset in universe} for universe in (before, after))
    return [
        AssetChange(old.get(index), new.get(index))
        for index in sorted(old.keys() | new.keys())
        if index not in old or index not in new or _terms(old[index]) != _terms(new[index])
    ]


def _terms(asset: Asset) -> tuple[object, ...]:
    return asset.name, asset.sz_decimals, asset.max_leverage, asset.only_isolated, asset.is_delisted
