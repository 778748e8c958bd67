"""What things cost: mids, and the contexts of perps and spot pairs."""

from typing import TYPE_CHECKING

from hyperquote.consts import MICRO
from hyperquote.info.requests.all_mids import AllMids
from hyperquote.info.requests.meta_and_asset_ctxs import PerpAssetCtx
from hyperquote.info.requests.spot_meta_and_asset_ctxs import SpotAssetCtx
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.spot_listing import SpotListing
from hyperquote.local_exchange.texts import decimal_text, usd_text

if TYPE_CHECKING:
    from hyperquote.local_exchange.exchange import LocalExchange


def mids(exchange: "LocalExchange", dex: str | None = None) -> AllMids:
    """Return mids of a dex by coin, sorted; a book with an empty side shows its last trade, before any the mark."""
    prefix = f"{dex}:" if dex else ""
    names = [name for name in exchange.ids if (name.startswith(prefix) if prefix else ":" not in name)]
    return {name: _mid(exchange, exchange.ids[name]) for name in sorted(names)}


def asset_ctx(exchange: "LocalExchange", asset: int) -> PerpAssetCtx:
    """Return funding, open interest, volumes and prices of an asset."""
    listing, oracle, day = exchange.listings[asset], exchange.oracle.assets[asset], exchange.days[asset]
    px_decimals = listing.grid.px_decimals
    is_delisted = exchange.core.assets[asset].conduct.is_delisted
    impact = None
    if not is_delisted and oracle.impact_bid_units is not None and oracle.impact_ask_units is not None:
        impact = (_fine(exchange, oracle.impact_bid_units, asset), _fine(exchange, oracle.impact_ask_units, asset))
    return PerpAssetCtx(
        funding=decimal_text(0 if is_delisted else oracle.funding_e10, 10),
        open_interest=decimal_text(exchange.house.of(asset).open_interest_lots(asset), listing.sz_decimals),
        prev_day_px=decimal_text(day.prev_day_units, px_decimals),
        day_ntl_vlm=usd_text(day.ntl_micro),
        premium=None
        if is_delisted or oracle.last_premium is None
        else decimal_text(round(oracle.last_premium * 1e10), 10),
        oracle_px=decimal_text(oracle.oracle_units, px_decimals),
        mark_px=mark_text(exchange, asset),
        mid_px=shapes.mid_text(exchange.markets[asset], listing),
        impact_pxs=impact,
        day_base_vlm=decimal_text(day.lots, listing.sz_decimals),
    )


def mark_text(exchange: "LocalExchange", asset: int) -> str:
    """Return the mark of an asset as the venue prints it."""
    return decimal_text(exchange.house.of(asset).mark_units(asset), exchange.listings[asset].grid.px_decimals)


def perp_ctxs(exchange: "LocalExchange", dex: str | None = None) -> list[PerpAssetCtx]:
    """Return the contexts of a dex in the order of its universe."""
    return [asset_ctx(exchange, asset) for asset in exchange.perps_of(dex)]


def spot_ctxs(exchange: "LocalExchange") -> list[SpotAssetCtx]:
    """Return the contexts of all spot pairs, each at the index of its pair."""
    return [spot_ctx(exchange, pair) for pair in exchange.pairs]


def spot_ctx(exchange: "LocalExchange", pair: SpotListing) -> SpotAssetCtx:
    """Return volumes, prices and supply of a spot pair."""
    day, px_decimals = exchange.days[pair.asset], pair.grid.px_decimals
    supply = decimal_text(pair.base.supply, 0)
    return SpotAssetCtx(
        prev_day_px=decimal_text(day.prev_day_units, px_decimals),
        day_ntl_vlm=pair.money_text(day.ntl_micro),
        mark_px=mark_text(exchange, pair.asset),
        mid_px=shapes.mid_text(exchange.markets[pair.asset], pair),
        circulating_supply=supply,
        coin=pair.name,
        total_supply=supply,
        day_base_vlm=decimal_text(day.lots, pair.sz_decimals),
    )


def _mid(exchange: "LocalExchange", asset: int) -> str:
    market, listing = exchange.markets[asset], exchange.listings[asset]
    mid = shapes.mid_text(market, listing)
    return mid or decimal_text(
        market.last_units() or exchange.house.of(asset).mark_units(asset), listing.grid.px_decimals
    )


def _fine(exchange: "LocalExchange", units: float, asset: int) -> str:
    """Return a price between the grid's, to six decimals as impact prices are printed."""
    return decimal_text(round(units * MICRO / exchange.listings[asset].grid.units_per_usd), 6)
