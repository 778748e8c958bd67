"""Commands become signed requests, and whatever comes back, or does not, becomes one outcome per order."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from tests.market_maker.infra.faulty_venue import (
    Fault,
    FaultyVenue,
    answer_lost,
    lost,
    obeyed_in_silence,
    obeys_and_says,
    says,
    silent,
    truncated,
)

from hyperquote import Hyperliquid
from hyperquote.exchange.actions.outcome import Resting
from hyperquote.local_exchange.server.app import wall_ms
from hyperquote.market_maker.commands import Cancel, NewOrder, OrderRef, Place
from hyperquote.market_maker.events import CancelReply, Outcome, PlaceReply
from hyperquote.market_maker.infra.executor import HyperliquidExecutor
from hyperquote.signature.wallet import Wallet

KEY = "4242424242424242424242424242424242424242424242424242424242424242"
OURS = Wallet.from_key("0x" + KEY)
OTHER = Wallet.from_key("0x" + "33" * 32)
SHORT_S = 0.15
HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>"


@pytest.fixture
async def venue() -> AsyncIterator[FaultyVenue]:
    async with asyncio.timeout(30), FaultyVenue() as venue:
        for wallet in (OURS, OTHER):
            venue.gateway.exchange.faucet(wallet.address, "100000", wall_ms())
        yield venue


@pytest.fixture
async def hl(venue: FaultyVenue) -> AsyncIterator[Hyperliquid]:
    async with Hyperliquid(venue.url, OURS) as hl:
        yield hl


@pytest.fixture
async def executor(hl: Hyperliquid) -> AsyncIterator[HyperliquidExecutor]:
    executor = HyperliquidExecutor(hl, hl.universe.asset("BTC"), lambda: 5, timeout_s=SHORT_S)
    yield executor
    await executor.close()


def cloid(number: int) -> str:
    return f"0x68716d6d{number:024x}"


def bid(number: int, px: int, tif: str = "Alo", lots: int = 1_000) -> NewOrder:
    """An order to buy 0.01 BTC at a whole price in USD."""
    return NewOrder(cloid(number), True, 10 * px, lots, tif, False, 0)


TWO = Place([bid(1, 100_000), bid(2, 99_000)])


def told(reply: PlaceReply | CancelReply) -> list[str]:
    """Return the states told; no text may ever hold the key."""
    assert all(KEY not in outcome.error for outcome in reply.outcomes)
    return [outcome.status for outcome in reply.outcomes]


async def resting(hl: Hyperliquid) -> set[str | None]:
    return {row.cloid for row in await hl.info.open_orders(OURS.address)}


async def test_orders_are_placed_and_cancelled_in_bulk(hl: Hyperliquid, executor: HyperliquidExecutor) -> None:
    placed = await executor.place(TWO)
    assert told(placed) == [Outcome.RESTING, Outcome.RESTING]
    assert [outcome.cloid for outcome in placed.outcomes] == [cloid(1), cloid(2)]
    assert all(outcome.oid for outcome in placed.outcomes)
    assert placed.local_ns == 5
    [first, second] = sorted(await hl.info.open_orders(OURS.address), key=lambda row: row.oid)
    assert (first.limit_px, first.sz, second.limit_px) == ("100000.0", "0.01", "99000.0")
    by_cloid = await executor.cancel(Cancel([OrderRef(cloid(1), first.oid)]))
    by_oid = await executor.cancel(Cancel([OrderRef("", second.oid)]))
    assert told(by_cloid) + told(by_oid) == [Outcome.CANCELLED, Outcome.CANCELLED]
    assert await resting(hl) == set()


async def test_a_post_only_order_that_would_trade_is_rejected_alone(
    venue: FaultyVenue, hl: Hyperliquid, executor: HyperliquidExecutor
) -> None:
    async with Hyperliquid(venue.url, OTHER) as other:
        assert isinstance(await other.exchange.order("BTC", False, 0.01, 110_000, tif="Alo"), Resting)
    reply = await executor.place(Place([bid(1, 110_000), bid(2, 109_000)]))
    assert told(reply) == [Outcome.REJECTED, Outcome.RESTING]
    assert "immediately matched" in reply.outcomes[0].error
    assert await resting(hl) == {cloid(2)}


@pytest.mark.parametrize(("tif", "state"), [("Gtc", Outcome.RESTING), ("Ioc", Outcome.FILLED)])
async def test_what_trades_in_part_rests_on_unless_it_must_not(
    venue: FaultyVenue, executor: HyperliquidExecutor, tif: str, state: str
) -> None:
    async with Hyperliquid(venue.url, OTHER) as other:
        await other.exchange.order("BTC", False, 0.004, 110_000)
    reply = await executor.place(Place([bid(1, 110_000, tif)]))
    assert told(reply) == [state]
    assert reply.outcomes[0].filled_lots == 400


async def test_cancelling_what_is_not_there_finds_it_gone(executor: HyperliquidExecutor) -> None:
    await executor.place(TWO)
    reply = await executor.cancel(Cancel([OrderRef(cloid(9), 0), OrderRef(cloid(2), 0), OrderRef("", 999_999)]))
    assert told(reply) == [Outcome.GONE, Outcome.CANCELLED, Outcome.GONE]


def statuses(*each: object, kind: str = "order") -> str:
    return json.dumps({"status": "ok", "response": {"type": kind, "data": {"statuses": list(each)}}})


RESTS = {"resting": {"oid": 7}}
TOO_MANY = {"error": "Too many open orders"}
DOUBTS: dict[str, Fault] = {
    "R1 lost": lost,
    "R1 silent": silent,
    "R2 answer lost": answer_lost,
    "R2 obeyed in silence": obeyed_in_silence,
    "R3 500": says(500, HTML, "text/html"),
    "R3 502 obeyed": obeys_and_says(502, HTML, "text/html"),
    "R3 503 empty": says(503, ""),
    "R3 HTML with 200": says(200, HTML, "text/html"),
    "R3 empty with 200": obeys_and_says(200, ""),
    "R3 truncated": truncated,
    "R3 half a JSON": obeys_and_says(200, '{"status":"ok","response":{"type":"or'),
    "R3 a redirect": says(302, ""),
    "R4 shorter": obeys_and_says(200, statuses(RESTS)),
    "R4 longer": obeys_and_says(200, statuses(RESTS, RESTS, RESTS)),
    "R4 none": obeys_and_says(200, statuses()),
    "R4 no statuses": obeys_and_says(200, '{"status":"ok","response":{"type":"default"}}'),
    "R4 an empty status": obeys_and_says(200, statuses({}, {})),
    "R4 a strange word": obeys_and_says(200, '{"status":"maybe","response":"?"}'),
}
REFUSALS: dict[str, Fault] = {
    "R3 429": says(429, HTML, "text/html"),
    "R3 422": says(422, "Failed to deserialize the JSON body into the target type"),
    "R4 one error for the batch": says(200, statuses(TOO_MANY)),
    "R4 the same for each": says(200, statuses(TOO_MANY, TOO_MANY)),
    "the whole is refused": says(200, '{"status":"err","response":"Must deposit before performing actions."}'),
}


@pytest.mark.parametrize("name", DOUBTS)
async def test_a_place_without_a_clear_answer_is_unknown_whether_it_was_obeyed_or_not(
    venue: FaultyVenue, executor: HyperliquidExecutor, name: str
) -> None:
    venue.fault = DOUBTS[name]
    reply = await executor.place(TWO)
    assert told(reply) == [Outcome.UNKNOWN, Outcome.UNKNOWN]
    assert all(outcome.error and outcome.oid == 0 for outcome in reply.outcomes)
    assert len(venue.requests) == 1  # nothing is ever sent twice


@pytest.mark.parametrize("name", REFUSALS)
async def test_a_refusal_of_the_whole_request_rejects_each_order(
    venue: FaultyVenue, hl: Hyperliquid, executor: HyperliquidExecutor, name: str
) -> None:
    venue.fault = REFUSALS[name]
    reply = await executor.place(TWO)
    assert told(reply) == [Outcome.REJECTED, Outcome.REJECTED]
    assert await resting(hl) == set()


@pytest.mark.parametrize("name", [*DOUBTS, *REFUSALS])
async def test_a_cancel_that_was_not_confirmed_is_unknown_and_may_be_sent_again(
    venue: FaultyVenue, hl: Hyperliquid, executor: HyperliquidExecutor, name: str
) -> None:
    await executor.place(TWO)
    venue.fault = (DOUBTS | REFUSALS)[name]
    both = Cancel([OrderRef(cloid(1), 0), OrderRef(cloid(2), 0)])
    assert told(await executor.cancel(both)) == [Outcome.UNKNOWN, Outcome.UNKNOWN]
    venue.fault = None
    assert set(told(await executor.cancel(both))) <= {Outcome.CANCELLED, Outcome.GONE}
    assert await resting(hl) == set()


async def test_accepted_and_refused_orders_of_one_batch_keep_their_own_outcome(
    venue: FaultyVenue, executor: HyperliquidExecutor
) -> None:
    filled = {"filled": {"totalSz": "0.01", "avgPx": "100000.0", "oid": 8}}
    strange = {"filled": {"totalSz": "0.0000001", "avgPx": "100000.0", "oid": 9}}
    venue.fault = says(200, statuses(RESTS, TOO_MANY, filled, "waitingForFill", strange))
    reply = await executor.place(Place([bid(number, 100_000, "Gtc") for number in range(5)]))
    assert told(reply) == [Outcome.RESTING, Outcome.REJECTED, Outcome.FILLED, Outcome.UNKNOWN, Outcome.UNKNOWN]
    assert [outcome.oid for outcome in reply.outcomes] == [7, 0, 8, 0, 9]
    assert [outcome.cloid for outcome in reply.outcomes] == [cloid(number) for number in range(5)]


async def test_an_order_that_cannot_be_written_is_rejected_and_never_sent(
    venue: FaultyVenue, executor: HyperliquidExecutor
) -> None:
    odd = NewOrder("not a cloid", True, 1_000_000, 1_000, "Alo", False, 0)
    assert told(await executor.place(Place([odd]))) == [Outcome.REJECTED]
    assert venue.requests == []


async def test_no_number_of_unanswered_places_makes_a_cancel_wait(venue: FaultyVenue, hl: Hyperliquid) -> None:
    patient = HyperliquidExecutor(hl, hl.universe.asset("BTC"), timeout_s=20.0)
    venue.fault = silent
    places = [asyncio.create_task(patient.place(Place([bid(number, 100_000)]))) for number in range(40)]
    for _ in range(16):
        await venue.arrived.acquire()
    venue.fault = None
    async with asyncio.timeout(5):
        assert told(await patient.cancel(Cancel([OrderRef(cloid(1), 0)]))) == [Outcome.GONE]
    assert not any(place.done() for place in places)
    for place in places:
        place.cancel()
    await asyncio.gather(*places, return_exceptions=True)
    await patient.close()


async def test_nonces_of_places_and_cancels_never_repeat(venue: FaultyVenue, executor: HyperliquidExecutor) -> None:
    venue.fault = says(200, statuses(RESTS))
    await asyncio.gather(
        *[executor.place(Place([bid(number, 100_000)])) for number in range(10)],
        *[executor.cancel(Cancel([OrderRef(cloid(number), 0)])) for number in range(10)],
    )
    nonces = [json.loads(body)["nonce"] for body in venue.requests]
    assert len(set(nonces)) == 20
