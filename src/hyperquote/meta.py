"""What can be traded: names, asset ids, ticks and lots."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from hyperquote.book.grid import Grid
from hyperquote.consts import MICRO, MIN_NOTIONAL_USD, PERP_PRICE_DECIMALS, SPOT_PRICE_DECIMALS
from hyperquote.errors import ProtocolError, ValidationError
from hyperquote.wire import Number, count_of, number_text, text_of, units_of

SPOT_OFFSET: Final = 10_000
_FEW: Final = 12  # so many names still fit into an error
_BUILDER_DEX_OFFSET: Final = 100_000
_BUILDER_DEX_STRIDE: Final = 10_000


class Asset:
    """One thing to trade. `index` is the asset id of the wire; `grid` turns prices and sizes into integers and back."""

    __slots__ = ("grid", "index", "is_delisted", "is_spot", "max_leverage", "name", "only_isolated", "sz_decimals")

    def __init__(
        self,
        name: str,
        index: int,
        sz_decimals: int,
        max_leverage: int = 1,
        is_spot: bool = False,
        only_isolated: bool = False,
        is_delisted: bool = False,
    ) -> None:
        self.name: Final = name
        self.index: Final = index
        self.sz_decimals: Final = sz_decimals
        self.max_leverage: Final = max_leverage  # 1 for spot
        self.is_spot: Final = is_spot
        self.only_isolated: Final = only_isolated
        self.is_delisted: Final = is_delisted  # it keeps its id, but nobody can trade it
        self.grid: Final = Grid(sz_decimals, SPOT_PRICE_DECIMALS if is_spot else PERP_PRICE_DECIMALS)

    def px_text(self, units: int) -> str:
        """Return a price (price units) as wire text."""
        return text_of(units, self.grid.px_decimals)

    def sz_text(self, lots: int) -> str:
        """Return a size (lots) as wire text."""
        return text_of(lots, self.sz_decimals)

    def px_units(self, text: str) -> int:
        """Return a wire price in price units, exact; ValidationError if it is finer than one."""
        return units_of(text, self.grid.px_decimals)

    def lots(self, text: str) -> int:
        """Return a wire size in lots, exact; ValidationError if it is finer than one."""
        return units_of(text, self.sz_decimals)

    def checked_px(self, px: Number) -> int:
        """Return a price (USD) in price units; ValidationError unless it stands on the tick."""
        grid = self.grid
        try:
            units = count_of(px, grid.px_decimals)
        except ValidationError:
            units = 0
        if grid.is_on_tick(units):
            return units
        text = number_text(px)
        near = float(text)
        hint = f": the nearest are {self.px_text(grid.floor_units(near))} and " if near > 0 else ""
        hint += self.px_text(grid.ceil_units(near)) if near > 0 else ": a price is positive"
        raise ValidationError(f"{text} is not on the tick of {self.name}{hint}")

    def checked_lots(self, size: Number) -> int:
        """Return a size (base units) in lots; ValidationError unless it is a positive whole number of them."""
        try:
            lots = count_of(size, self.sz_decimals)
        except ValidationError:
            raise ValidationError(
                f"{number_text(size)} {self.name} is no whole number of lots; "
                f"sizes have at most {self.sz_decimals} decimals"
            ) from None
        if lots > 0:
            return lots
        raise ValidationError(f"a size is positive; {number_text(size)} {self.name} is not")

    def check_notional(self, units: int, lots: int) -> None:
        """Raise ValidationError if the order is worth less than the venue's minimum."""
        smallest = MIN_NOTIONAL_USD * (MICRO if not self.is_spot else 10**SPOT_PRICE_DECIMALS)
        if units * lots < smallest:
            worth = units * lots * MIN_NOTIONAL_USD / smallest
            raise ValidationError(
                f"{self.sz_text(lots)} {self.name} at {self.px_text(units)} is worth {worth:.2f}; "
                f"the venue takes no opening order under {MIN_NOTIONAL_USD} USD"
            )

    def slippage_units(self, mid: float, is_buy: bool, slippage: float) -> int:
        """Return the limit price (price units) of a market order: mid · (1 ± slippage), to five figures, then decimals.

        `slippage` is a fraction. Rounded to the nearest as the official SDK does, so both send the same price.
        """
        if not mid > 0 or not 0 <= slippage < 1:
            raise ValidationError(
                f"a market order needs a positive mid and a slippage in [0, 1), not {mid}, {slippage}"
            )
        px = float(f"{mid * (1 + slippage if is_buy else 1 - slippage):.5g}")
        return units_of(number_text(round(px, self.grid.px_decimals)), self.grid.px_decimals)

    def __repr__(self) -> str:
        return f"Asset({self.name!r}, index={self.index}, sz_decimals={self.sz_decimals})"


class Universe:
    """All assets of a venue by name and by asset id. A spot pair is known by its name and by `BASE/QUOTE`."""

    __slots__ = ("_by_index", "_by_name")

    def __init__(self, assets: Iterable[Asset] = ()) -> None:
        self._by_name: Final[dict[str, Asset]] = {}
        self._by_index: Final[dict[int, Asset]] = {}
        for asset in assets:
            self.add(asset)

    def add(self, asset: Asset, alias: str | None = None) -> None:
        """Let the universe know one more asset; a name that is taken keeps its first owner."""
        self._by_index.setdefault(asset.index, asset)
        self._by_name.setdefault(asset.name, asset)
        if alias is not None:
            self._by_name.setdefault(alias, asset)

    def asset(self, name: str) -> Asset:
        """Return the asset of that name; ValidationError with the nearest names if there is none."""
        found = self._by_name.get(name)
        if found is None:
            raise ValidationError(f"no asset is called {name!r}{self._near(name)}")
        return found

    def __getitem__(self, name: str) -> Asset:
        return self.asset(name)

    def coin(self, name: str) -> str:
        """Return what questions and feeds call an asset: `HYPE/USDC` is `@107` there. Unknown names stay."""
        found = self._by_name.get(name)
        return name if found is None else found.name

    def by_index(self, index: int) -> Asset:
        """Return the asset with that asset id; ValidationError if there is none."""
        found = self._by_index.get(index)
        if found is None:
            raise ValidationError(f"no asset has the id {index}; ids differ between mainnet and testnet")
        return found

    def _near(self, name: str) -> str:
        dex, colon, _ = name.partition(":")
        if colon and not any(known.startswith(f"{dex}:") for known in self._by_name):
            return f"; it is on a dex of its own: Hyperliquid(network, perp_dexs=[{dex!r}]) reads its assets"
        folded = {known.casefold(): known for known in self._by_name}
        near = [folded[match] for match in get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)]
        if near:
            return f"; did you mean {' or '.join(near)}?"
        if len(self._by_index) <= _FEW:
            return f"; there are {', '.join(asset.name for asset in self)}"
        return f"; {len(self._by_index)} assets are known"

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Asset]:
        return iter(self._by_index.values())

    def __len__(self) -> int:
        return len(self._by_index)

    def __repr__(self) -> str:
        return f"Universe({len(self)} assets)"

    @classmethod
    def of(cls, meta: Mapping[str, Any], spot_meta: Mapping[str, Any] | None = None, dex: int = 0) -> "Universe":
        """Build from the plain replies of `meta` and `spotMeta`; ProtocolError if they are not such.

        `dex` is the place of a builder-deployed dex in `perpDexs`, 0 for the venue's own.
        """
        universe = cls()
        first = _BUILDER_DEX_OFFSET + dex * _BUILDER_DEX_STRIDE if dex else 0
        try:
            for place, perp in enumerate(meta["universe"]):
                universe.add(
                    Asset(
                        perp["name"],
                        first + place,
                        perp["szDecimals"],
                        perp["maxLeverage"],
                        only_isolated=bool(perp.get("onlyIsolated", False)),
                        is_delisted=bool(perp.get("isDelisted", False)),
                    )
                )
            if spot_meta is not None:
                tokens = {token["index"]: token for token in spot_meta["tokens"]}
                for pair in spot_meta["universe"]:
                    base, quote = (tokens[index] for index in pair["tokens"])
                    spot = Asset(pair["name"], SPOT_OFFSET + pair["index"], base["szDecimals"], is_spot=True)
                    universe.add(spot, alias=f"{base['name']}/{quote['name']}")
        except (KeyError, TypeError, ValueError) as error:
            raise ProtocolError(f"the venue's list of assets is unreadable: {error!r}") from error
        return universe


Assets = Universe
