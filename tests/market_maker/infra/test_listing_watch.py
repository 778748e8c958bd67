"""A session ends by itself when what it trades is not there any more, or not what it was prepared for."""

import asyncio
import re

import pytest
from tests.market_maker.infra.faulty_venue import FaultyVenue

from hyperquote import Hyperliquid
from hyperquote.errors import TransportError
from hyperquote.local_exchange.changes import SetTrading
from hyperquote.local_exchange.server.app import wall_ms
from hyperquote.market_maker.infra.listing_watch import reason_to_stop, watch_listing
from hyperquote.meta import Asset, Universe

BTC = Asset("BTC", 0, 5, 40)


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (BTC, ""),
        (Asset("BTC", 0, 5, 10), ""),
        (Asset("BTC", 0, 5, 40, is_delisted=True), "has delisted BTC"),
        (Asset("ETH", 1, 4, 25), "no longer lists BTC"),
        (Asset("BTC", 0, 4, 40), "other terms .*4 decimals.*start again"),
        (Asset("XBT", 0, 5, 40), "other terms .*XBT.*start again"),
        (Asset("BTC", 0, 5, 2), "allows 2x for BTC now, this session uses 3x"),
    ],
)
def test_the_list_of_now_is_held_against_what_was_prepared_for(now: Asset, reason: str) -> None:
    told = reason_to_stop(Universe([now]), BTC, 3)
    assert re.search(reason, told) if reason else told == ""


async def test_a_delisting_is_noticed_and_ends_the_watch() -> None:
    told: list[str] = []
    async with asyncio.timeout(30), FaultyVenue() as venue, Hyperliquid(venue.url) as hl:
        asset = hl.universe.asset("ETH")
        venue.gateway.change(SetTrading(asset=asset.index, how="delisted"), wall_ms())
        await watch_listing(hl, asset, 3, told.append, look_s=0.0)
    assert told == ["the venue has delisted ETH"]


async def test_a_list_that_cannot_be_had_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    tries = 0
    async with asyncio.timeout(30), FaultyVenue() as venue, Hyperliquid(venue.url) as hl:
        asset = hl.universe.asset("ETH")
        refresh = hl.refresh

        async def refresh_later() -> object:
            nonlocal tries
            tries += 1
            if tries < 3:
                raise TransportError("no answer")
            return await refresh()

        monkeypatch.setattr(hl, "refresh", refresh_later)
        venue.gateway.change(SetTrading(asset=asset.index, how="delisted"), wall_ms())
        await watch_listing(hl, asset, 3, told.append, look_s=0.0)
    assert tries == 3
    assert told == ["the venue has delisted ETH"]
