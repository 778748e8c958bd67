"""meta: what is listed."""

from hyperquote.info.requests.meta import MarginTable, MarginTier, Meta, MetaRequest, PerpInfo
from hyperquote.local_exchange.clearing.houses import DexHouse
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.listing import FIRST_TIERED_ID, tiers_of
from hyperquote.local_exchange.texts import decimal_text

NEVER = "1970-01-01T00:00:00"  # when a setting changed that has not changed yet


def answer(exchange: LocalExchange, request: MetaRequest, now_ms: int) -> Meta:
    """Return the universe and the margin tables it uses; those with an id below 50 are not listed."""
    return universe(exchange, request.dex)


def universe(exchange: LocalExchange, dex: str | None = None) -> Meta:
    """Return the same as a value that other answers embed."""
    assets = exchange.perps_of(dex)
    used = {exchange.listings[asset].margin_table_id for asset in assets}
    ids = sorted(table_id for table_id in used if table_id >= FIRST_TIERED_ID)
    return Meta(
        universe=[_perp(exchange, asset) for asset in assets],
        margin_tables=[(table_id, table_of(table_id)) for table_id in ids],
        collateral_token=0,
    )


def _perp(exchange: LocalExchange, asset: int) -> PerpInfo:
    listing, house = exchange.listings[asset], exchange.house.of(asset)
    margin_mode = house.assets[asset].margin_mode
    is_growing = isinstance(house, DexHouse) and house.is_growing(asset)
    return PerpInfo(
        sz_decimals=listing.sz_decimals,
        name=listing.name,
        max_leverage=listing.margin_table.max_leverage,
        margin_table_id=listing.margin_table_id,
        only_isolated=margin_mode != "",
        is_delisted=exchange.core.assets[asset].conduct.is_delisted,
        margin_mode=margin_mode or None,
        growth_mode="enabled" if is_growing else None,
        last_growth_mode_change_time=NEVER if is_growing else None,
    )


def table_of(table_id: int) -> MarginTable:
    """Return the tiers of a margin table; an id below 50 has one, with that leverage."""
    description, tiers = tiers_of(table_id)
    return MarginTable(description, [MarginTier(decimal_text(bound, 0), leverage) for bound, leverage in tiers])
