"""Before the first event: what is wrong with the account or the settings is said with the way out."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.market_maker.infra.faulty_venue import FaultyVenue, says

from hyperquote import Hyperliquid
from hyperquote.errors import ConfigError, RefusedError
from hyperquote.local_exchange.changes import SetTrading
from hyperquote.local_exchange.server.app import wall_ms
from hyperquote.market_maker.config import load
from hyperquote.market_maker.infra.prepare import Prepared, clock_problem, prepare
from hyperquote.meta import Universe
from hyperquote.signature.wallet import Wallet

OURS = Wallet.from_key("0x" + "42" * 32)
AGENT = Wallet.from_key("0x" + "43" * 32)


@pytest.fixture
async def venue() -> AsyncIterator[FaultyVenue]:
    async with asyncio.timeout(30), FaultyVenue() as venue:
        venue.gateway.exchange.faucet(OURS.address, "1000", wall_ms())
        yield venue


async def prepared(venue: FaultyVenue, wallet: Wallet = OURS, account: str | None = None, **trading: Any) -> Prepared:
    async with Hyperliquid(venue.url, wallet, account_address=account) as hl:
        return await prepare(hl, load(None, {"trading": trading}))


async def test_an_account_with_money_is_ready_at_the_default_leverage_and_its_own_fee(venue: FaultyVenue) -> None:
    ready = await prepared(venue)
    assert (ready.asset.name, ready.account, ready.leverage) == ("BTC", OURS.address, 3)
    assert ready.maker_fee_rate == pytest.approx(0.00015)
    assert venue.gateway.exchange.leverage(OURS.address, 0) == 3


async def test_the_configured_leverage_is_set(venue: FaultyVenue) -> None:
    assert (await prepared(venue, asset="ETH", leverage=7)).leverage == 7
    assert venue.gateway.exchange.leverage(OURS.address, 1) == 7


async def test_an_unknown_asset_is_answered_with_the_nearest_name(venue: FaultyVenue) -> None:
    with pytest.raises(ConfigError, match=r"trading\.asset.*'WLF1'.*did you mean WLFI"):
        await prepared(venue, asset="WLF1")


async def test_a_spot_pair_is_not_traded(venue: FaultyVenue) -> None:
    spot_meta = {
        "tokens": [
            {"name": "USDC", "szDecimals": 8, "weiDecimals": 8, "index": 0, "tokenId": "0x0", "isCanonical": True},
            {"name": "PURR", "szDecimals": 0, "weiDecimals": 5, "index": 1, "tokenId": "0x1", "isCanonical": True},
        ],
        "universe": [{"name": "PURR/USDC", "tokens": [1, 0], "index": 0, "isCanonical": True}],
    }
    async with Hyperliquid(venue.url, OURS) as hl:
        hl.universe = Universe.of({"universe": []}, spot_meta)
        with pytest.raises(ConfigError, match="PURR/USDC is a spot pair"):
            await prepare(hl, load(None, {"trading": {"asset": "PURR/USDC"}}))


async def test_a_delisted_asset_is_refused_before_anything_is_set(venue: FaultyVenue) -> None:
    venue.gateway.change(SetTrading(asset=1, how="delisted"), wall_ms())
    with pytest.raises(ConfigError, match="ETH is delisted"):
        await prepared(venue, asset="ETH")


async def test_an_account_that_spent_all_its_money_cannot_start(venue: FaultyVenue) -> None:
    assert venue.gateway.exchange.transfer(OURS.address, AGENT.address, 1_000_000_000)
    with pytest.raises(RefusedError, match=f"{OURS.address} has no money .*deposit"):
        await prepared(venue)


async def test_an_address_the_venue_never_saw_is_told_what_it_lacks(venue: FaultyVenue) -> None:
    with pytest.raises(RefusedError, match=rf"does not know {AGENT.address}.*approved.*deposit"):
        await prepared(venue, AGENT)


async def test_an_agents_key_trades_for_the_account_that_approved_it_named_or_not(venue: FaultyVenue) -> None:
    async with Hyperliquid(venue.url, OURS) as hl:
        await hl.exchange.approve_agent(AGENT.address, "maker")
    for account in (None, OURS.address):
        ready = await prepared(venue, AGENT, account)
        assert ready.account == OURS.address
    assert venue.gateway.exchange.leverage(OURS.address, 0) == 3


async def test_a_key_does_not_trade_for_somebody_else(venue: FaultyVenue) -> None:
    venue.gateway.exchange.faucet(AGENT.address, "1000", wall_ms())
    with pytest.raises(ConfigError, match=f"may not act for {OURS.address}"):
        await prepared(venue, AGENT, OURS.address)


async def test_a_leverage_above_the_venues_names_the_highest_one(venue: FaultyVenue) -> None:
    with pytest.raises(ConfigError, match=r"trading\.leverage = 99.*write 40 or less"):
        await prepared(venue, leverage=99)


async def test_a_leverage_that_the_venue_did_not_take_over_stops_the_start(venue: FaultyVenue) -> None:
    venue.fault = says(200, '{"status":"ok","response":{"type":"default"}}')
    with pytest.raises(RefusedError, match="asked for 3x leverage on BTC, the venue says 20x"):
        await prepared(venue)


async def test_a_leverage_that_the_venue_refuses_stops_the_start_with_its_words(venue: FaultyVenue) -> None:
    venue.fault = says(200, '{"status":"err","response":"Cannot decrease leverage with open position."}')
    with pytest.raises(RefusedError, match="Cannot decrease leverage"):
        await prepared(venue)


@pytest.mark.parametrize(
    ("asked_ms", "answered_ms", "said"),
    [
        (1_000_000, 1_000_200, ""),
        (1_005_000, 1_005_200, ""),
        (1_005_001, 1_005_200, "5.0 s ahead"),
        (990_000, 1_000_000, ""),  # the answer was long under way: no proof of anything
        (990_000, 994_000, "6.0 s behind"),
    ],
)
def test_a_clock_that_is_off_is_told_by_how_much(asked_ms: int, answered_ms: int, said: str) -> None:
    problem = clock_problem(1_000_000, asked_ms, answered_ms)
    assert said in problem
    assert bool(said) == bool(problem)
