"""meta: the perpetuals of a dex, their size decimals, leverage and margin tiers."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, rows


class PerpInfo(Reply, frozen=True, kw_only=True):
    """One perpetual; its position in `Meta.universe` is its asset id. Flags are on the wire only when set."""

    sz_decimals: int
    name: str
    max_leverage: int
    margin_table_id: int = 0  # an id below 50 means one tier with that maximum leverage
    only_isolated: bool = False
    is_delisted: bool = False
    margin_mode: str | None = None
    growth_mode: str | None = None
    last_growth_mode_change_time: str | None = None


class MarginTier(Reply, frozen=True):
    """From this notional (USD) on, at most this leverage."""

    lower_bound: DecimalText
    max_leverage: int


class MarginTable(Reply, frozen=True):
    """Tiers in rising order of notional."""

    description: str
    margin_tiers: list[MarginTier]


class Meta(Reply, frozen=True, kw_only=True):
    """The perpetuals of one dex."""

    universe: list[PerpInfo]
    margin_tables: list[tuple[int, MarginTable]] = rows()
    collateral_token: int = msgspec.field(default_factory=int)  # spot token index; 0 is USDC


_REPLY = msgspec.json.Decoder(Meta)


class MetaRequest(InfoRequest[Meta], frozen=True, tag="meta"):
    """Ask for the perpetuals of a dex; the first dex when `dex` is empty. Weight 20."""

    dex: str | None = None

    def read(self, data: bytes | msgspec.Raw) -> Meta:
        """Return the universe; entries are never removed, so positions are stable."""
        return _REPLY.decode(data)
