"""The stream tells the newest picture and every note, whatever the pace of its reader."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import msgspec
from tests import fake_view
from tests.dashboard.served import new_board, served

from hyperquote.dashboard.board import COLUMNS, MAX_NOTES
from hyperquote.market_maker.commands import Note

SECOND_NS = 1_000_000_000


async def events(answer: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, Any]]:
    kind = ""
    async for line in answer.content:
        if line.startswith(b"event: "):
            kind = line[7:].strip().decode()
        elif line.startswith(b"data: "):
            yield kind, msgspec.json.decode(line[6:])


async def test_a_page_hears_the_notes_so_far_the_newest_picture_and_what_comes() -> None:
    async with served() as (board, _, page), aiohttp.ClientSession() as http:
        for i in range(3):
            board.on_command(i * SECOND_NS, Note("info", "fill", f"number {i}"))
        board.on_view(fake_view.view(position=0.01))
        board.on_view(fake_view.view(position=0.02))
        async with http.get(page.address + "stream") as answer:
            told = events(answer)
            assert [(await anext(told))[1]["text"] for _ in range(3)] == ["number 0", "number 1", "number 2"]
            kind, picture = await anext(told)
            assert (kind, picture["position"]) == ("frame", 0.02)
            board.on_command(3 * SECOND_NS, Note("warning", "risk", "look"))
            board.on_view(fake_view.view(position=0.03))
            assert (await anext(told))[1]["text"] == "look"
            assert (await anext(told))[1]["position"] == 0.03


async def test_what_is_told_is_what_the_view_says() -> None:
    board = new_board()
    assert board.encoded() == b""
    board.on_view(fake_view.view())
    told = msgspec.json.decode(board.encoded())
    view = fake_view.view()
    assert told["mid"] == view.mid
    assert told["money"]["total"] == view.money.total
    assert told["money"]["fees"] == -view.money.fees
    assert told["half_spread"] == [[part.name, part.bps] for part in view.spread]
    assert told["markouts"] == [["1s", 0.31, 0.12], ["10s", -0.05, 0.20]]
    assert {(order["px"], order["is_buy"]) for order in told["orders"]} == {(o.px, o.is_buy) for o in view.orders}
    assert (told["our_bid"], told["our_ask"]) == (110_695.0, 110_772.0)


def test_a_picture_is_encoded_once_for_all_pages_and_never_for_none() -> None:
    board = new_board()
    board.on_view(fake_view.view())
    assert board.encoded() is board.encoded()
    first = board.encoded()
    board.on_view(fake_view.view())
    assert board.encoded() is not first


def test_the_last_hour_has_one_sample_a_second_and_each_fill_once() -> None:
    board = new_board()
    start_ns = fake_view.NOON_MS * 1_000_000
    board.on_event(fake_view.fill())
    for i in range(4_000 * 2):
        board.on_view(fake_view.view(local_ns=start_ns + i * SECOND_NS // 2))
    board.on_event(fake_view.fill(tid=2, exchange_ms=fake_view.NOON_MS + 9_000))
    board.on_view(fake_view.view(local_ns=start_ns + 5_000 * SECOND_NS))
    history = msgspec.json.decode(board.history())
    assert list(history["columns"]) == COLUMNS
    seconds = history["columns"]["s"]
    assert len(seconds) == 3_600
    assert seconds[1] - seconds[0] == 1.0
    assert [round(fill[0] - fake_view.NOON_MS / 1e3, 3) for fill in history["fills"]] == [3.377, 9.0]


def test_the_event_log_is_bounded() -> None:
    board = new_board()
    for i in range(3 * MAX_NOTES):
        board.on_command(i, Note("info", "x", "y"))
    assert len(board.notes) == MAX_NOTES
    assert board.notes[-1].number == 3 * MAX_NOTES
