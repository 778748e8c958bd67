"""meta: what is listed."""

from hyperquote.info.requests.meta import MarginTable, MarginTier, Meta, MetaRequest, PerpInfo
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.listing import FIRST_TIERED_ID, tiers_of
from hyperquote.local_exchange.texts import decimal_text


def answer(exchange: LocalExchange, request: MetaRequest, now_ms: int) -> Meta:
    """Return the universe and the margin tables it uses; those with an id below 50 are not listed."""
    return universe(exchange)


def universe(exchange: LocalExchange) -> Meta:
    """Return the same as a value that other answers embed."""
    ids = sorted(
        {listing.margin_table_id for listing in exchange.listings if listing.margin_table_id >= FIRST_TIERED_ID}
    )
    return Meta(
        universe=[
            PerpInfo(
                sz_decimals=listing.sz_decimals,
                name=listing.name,
                max_leverage=listing.margin_table.max_leverage,
                margin_table_id=listing.margin_table_id,
                is_delisted=exchange.core.assets[asset].conduct.is_delisted,
            )
            for asset, listing in enumerate(exchange.listings)
        ],
        margin_tables=[(table_id, _table(table_id)) for table_id in ids],
        collateral_token=0,
    )


def _table(table_id: int) -> MarginTable:
    description, tiers = tiers_of(table_id)
    return MarginTable(description, [MarginTier(decimal_text(bound, 0), leverage) for bound, leverage in tiers])
