"""R1 to R7 as a client of the HTTP API meets them."""

import asyncio

import pytest
from tests.local_exchange.faults.faulty_exchange import MAKER, faulty

from hyperquote.errors import ProtocolError, RateLimited, ServerError, TransportError
from hyperquote.exchange.actions.order import PlaceOrders
from hyperquote.exchange.actions.outcome import Rejected, Resting
from hyperquote.info.requests.order_status import KnownOrder


async def test_r1_a_request_is_lost_and_nothing_happened() -> None:
    async with faulty({"fault": "R1", "endpoint": "exchange", "times": 1}) as it, it.client() as maker:
        with pytest.raises(TransportError):
            await maker.exchange.order("ETH", True, 0.01, 2_990)
        assert it.exchange.open_order_count == 0
        assert isinstance(await maker.exchange.order("ETH", True, 0.01, 2_990), Resting)
        assert it.struck == ["R1"]


async def test_r2_a_request_is_done_and_its_reply_lost() -> None:
    async with faulty({"fault": "R2", "kind": "order", "times": 1}) as it, it.client() as maker:
        with pytest.raises(TransportError):
            await maker.exchange.order("ETH", True, 0.01, 2_990)
        assert it.exchange.open_order_count == 1
        assert it.struck == ["R2"]


async def test_r2_a_reply_is_late() -> None:
    async with faulty({"fault": "R2", "how": "late", "kind": "order", "delay_ms": 80}) as it, it.client() as maker:
        placing = asyncio.create_task(maker.exchange.order("ETH", True, 0.01, 2_990))
        await it.reached(lambda: it.exchange.open_order_count > 0)
        assert not placing.done()
        assert isinstance(await placing, Resting)


@pytest.mark.parametrize(("status", "error"), [(429, RateLimited), (500, ServerError), (502, ServerError)])
@pytest.mark.parametrize("body", ["html", "empty", "null"])
async def test_r3_a_server_in_trouble_answers_without_the_exchange(
    status: int, error: type[Exception], body: str
) -> None:
    line = {"fault": "R3", "endpoint": "exchange", "status": status, "body": body, "times": 1}
    async with faulty(line) as it, it.client() as maker:
        with pytest.raises(error):
            await maker.exchange.order("ETH", True, 0.01, 2_990)
        assert it.exchange.open_order_count == 0


async def test_r3_the_exchange_may_have_done_it_all_the_same() -> None:
    line = {"fault": "R3", "endpoint": "exchange", "status": 503, "is_processed": True, "times": 1}
    async with faulty(line) as it, it.client() as maker:
        with pytest.raises(ServerError):
            await maker.exchange.order("ETH", True, 0.01, 2_990)
        assert it.exchange.open_order_count == 1


async def test_r3_a_reply_is_cut_in_half() -> None:
    line = {"fault": "R3", "endpoint": "info", "kind": "allMids", "status": 200, "body": "truncated"}
    async with faulty(line) as it, it.client() as maker:
        with pytest.raises(ProtocolError):
            await maker.info.all_mids()
        assert it.struck == ["R3"]


async def test_r4_every_order_of_a_batch_is_an_error() -> None:
    async with faulty({"fault": "R4", "text": "Not today."}) as it, it.client() as maker:
        orders = [maker.exchange.build("ETH").buy(0.01).at(px).build() for px in (2_990, 2_991)]
        assert await maker.exchange.orders(orders) == [Rejected("Not today.")] * 2
        assert it.exchange.open_order_count == 0


async def test_r4_one_error_stands_for_the_batch() -> None:
    async with faulty({"fault": "R4", "how": "single"}) as it, it.client() as maker:
        orders = [maker.exchange.build("ETH").buy(0.01).at(px).build() for px in (2_990, 2_991)]
        outcomes = await maker.exchange.send(PlaceOrders(orders=tuple(orders)))
        assert {type(each) for each in outcomes} == {Rejected}
        assert it.exchange.open_order_count == 0


@pytest.mark.parametrize(("how", "rows"), [("short", 1), ("long", 3)])
async def test_r4_the_list_of_outcomes_has_another_length(how: str, rows: int) -> None:
    async with faulty({"fault": "R4", "how": how, "kind": "order"}) as it, it.client() as maker:
        orders = tuple(maker.exchange.build("ETH").buy(0.01).at(px).build() for px in (2_990, 2_991))
        envelope = maker.exchange.seal(PlaceOrders(orders=orders))
        async with it.http.post(it.url + "/exchange", data=envelope.encode(), headers=JSON) as reply:
            statuses = (await reply.json())["response"]["data"]["statuses"]
        assert len(statuses) == rows
        assert it.exchange.open_order_count == 2


@pytest.mark.parametrize("body", ["html", "empty", "null", "truncated"])
async def test_r4_leaves_a_reply_alone_that_another_fault_has_spoilt(body: str) -> None:
    spoilt = {"fault": "R3", "kind": "order", "status": 200, "body": body, "is_processed": True}
    async with faulty(spoilt, {"fault": "R4", "how": "short"}) as it, it.client() as maker:
        with pytest.raises(ProtocolError):
            await maker.exchange.order("ETH", True, 0.01, 2_990)
        assert it.struck == ["R3", "R4"]
        assert it.exchange.open_order_count == 1


JSON = {"Content-Type": "application/json"}


async def test_r5_a_question_is_answered_as_it_was() -> None:
    line = {"fault": "R5", "kind": "openOrders", "age_ms": 60_000}
    async with faulty(line) as it, it.client() as maker:
        assert await maker.info.open_orders(MAKER.address) == []
        await maker.exchange.order("ETH", True, 0.01, 2_990)
        assert await maker.info.open_orders(MAKER.address) == []
        it.server.clock.set_forward(it.server.now_ms + 61_000)
        assert len(await maker.info.open_orders(MAKER.address)) == 1


async def test_r6_an_order_is_unknown_for_a_while() -> None:
    async with faulty({"fault": "R6", "hold_ms": 60_000}) as it, it.client() as maker:
        rested = await maker.exchange.order("ETH", True, 0.01, 2_990)
        assert isinstance(rested, Resting)
        assert not isinstance(await maker.info.order_status(MAKER.address, rested.oid), KnownOrder)
        it.server.clock.set_forward(it.server.now_ms + 60_000)
        assert isinstance(await maker.info.order_status(MAKER.address, rested.oid), KnownOrder)


async def test_r7_the_second_of_two_is_answered_first() -> None:
    async with faulty({"fault": "R7", "endpoint": "exchange", "window_ms": 80}) as it, it.client() as maker:
        answered: list[float] = []

        async def place(px: float) -> None:
            await maker.exchange.order("ETH", True, 0.01, px)
            answered.append(px)

        first = asyncio.create_task(place(2_990))
        await it.reached(lambda: it.exchange.open_order_count > 0)
        await asyncio.gather(first, place(2_991))
        assert answered == [2_991, 2_990]
