import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis.strategies import integers, lists

from hyperquote.errors import ProtocolError, ValidationError
from hyperquote.info.client import InfoClient
from hyperquote.info.requests.user_fills import Fill
from hyperquote.info.requests.user_fills_by_time import PAGE_ROWS

USER, VAULT = "0x" + "0a" * 20, "0x" + "0b" * 20


class Canned:
    """Answers every request with the same bytes and remembers what was asked."""

    def __init__(self, reply: bytes) -> None:
        self.reply = reply
        self.asked: list[tuple[str, bytes]] = []

    async def post(self, path: str, body: bytes, timeout_s: float) -> bytes:
        self.asked.append((path, body))
        return self.reply


class History:
    """Serves fills as the venue does: the oldest of the range, at most a page of them."""

    def __init__(self, times: list[int]) -> None:
        self.fills = [
            Fill(
                coin="ETH",
                px="1.0",
                sz="1.0",
                side="B",
                time=time,
                start_position="0.0",
                dir="Open Long",
                closed_pnl="0.0",
                hash="0x0",
                oid=number,
                crossed=False,
                fee="0.0",
                tid=number,
            )
            for number, time in enumerate(sorted(times))
        ]
        self.requests = 0

    async def post(self, path: str, body: bytes, timeout_s: float) -> bytes:
        self.requests += 1
        asked = json.loads(body)
        end = asked.get("endTime", 1 << 60)
        found = [fill for fill in self.fills if asked["startTime"] <= fill.time <= end]
        return msgspec.json.encode(found[:PAGE_ROWS])


async def test_asks_at_info_and_returns_typed_answers() -> None:
    http = Canned(b'{"BTC":"110743.5"}')
    assert await InfoClient(http).all_mids() == {"BTC": "110743.5"}
    assert http.asked == [("/info", b'{"type":"allMids"}')]


async def test_an_unknown_coin_is_told_as_such() -> None:
    with pytest.raises(ValidationError, match="no coin 'btc'"):
        await InfoClient(Canned(b"null")).l2_book("btc")


async def test_a_strange_answer_is_a_protocol_error() -> None:
    with pytest.raises(ProtocolError, match="UserRoleRequest"):
        await InfoClient(Canned(b"[1]")).user_role(USER)


@settings(max_examples=15, deadline=None)
@given(lists(integers(1, 3), min_size=0, max_size=6))
async def test_paging_returns_every_fill_once_however_they_share_milliseconds(pattern: list[int]) -> None:
    times = [ms for ms, hundreds in enumerate(pattern) for _ in range(hundreds * 600)]
    history = History(times)
    fills = await InfoClient(history).user_fills_by_time(USER, 0)
    assert fills == history.fills


async def test_a_page_filled_by_one_millisecond_is_an_error_and_not_a_silent_loss() -> None:
    with pytest.raises(ProtocolError, match="one millisecond"):
        await InfoClient(History([7] * (PAGE_ROWS + 1))).user_fills_by_time(USER, 0)


async def test_no_sub_accounts_are_an_empty_list_and_no_vault_is_an_error() -> None:
    nothing = InfoClient(Canned(b"null"))
    assert await nothing.sub_accounts(USER) == []
    with pytest.raises(ValidationError, match=f"no vault at {VAULT}"):
        await nothing.vault_details(VAULT)


async def test_plain_answers_are_plain_values() -> None:
    assert await InfoClient(Canned(b"10")).max_builder_fee(USER, VAULT) == 10
    assert await InfoClient(Canned(b'"unifiedAccount"')).user_abstraction(USER) == "unifiedAccount"
    assert (await InfoClient(Canned(b'{"time":5,"specialStatuses":null}')).exchange_status()).time == 5
