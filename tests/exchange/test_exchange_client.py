"""The client signs what it was told, posts it once, and reads what the venue says."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from hyperquote.errors import (
    HyperquoteError,
    ProtocolError,
    RateLimited,
    RefusedError,
    RequestRefused,
    ServerError,
    TransportError,
    ValidationError,
)
from hyperquote.exchange.actions import decode_action
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.actions.order import GTC, IOC, Builder, Order, PlaceOrders
from hyperquote.exchange.actions.outcome import Error, Filled, Resting
from hyperquote.exchange.actions.twap_order import Running
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.exchange.client import ExchangeClient
from hyperquote.exchange.envelope import decode_envelope, signer_of
from hyperquote.meta import Asset, Universe
from hyperquote.signature.nonce import Nonces
from hyperquote.signature.wallet import Wallet
from hyperquote.transport.http import Http

WALLET = Wallet.from_key("11" * 32)
ETH = Asset("ETH", 1, 4, 25)
CLOID = "0x" + "ab" * 16
RELEASE: web.AppKey[asyncio.Event] = web.AppKey("release", asyncio.Event)


class Venue:
    """Answers every post with the next prepared body, and remembers what it was sent."""

    def __init__(self) -> None:
        self.url = ""
        self.status = 200
        self.body = b""
        self.received: list[bytes] = []

    async def exchange(self, request: web.Request) -> web.Response:
        self.received.append(await request.read())
        return web.Response(status=self.status, body=self.body, content_type="application/json")

    def says(self, kind: str, statuses: list[Any] | None = None) -> None:
        response: dict[str, Any] = {"type": kind}
        if statuses is not None:
            response["data"] = {"statuses": statuses}
        self.body = json.dumps({"status": "ok", "response": response}).encode()

    def reply(self, response: dict[str, Any]) -> None:
        self.body = json.dumps({"status": "ok", "response": response}).encode()

    @property
    def action(self) -> Any:
        """The last action, after its signature was checked."""
        envelope = decode_envelope(self.received[-1])
        action = decode_action(envelope.action)
        assert signer_of(envelope, action, is_mainnet=False) == WALLET.address
        return action


@pytest.fixture
async def venue() -> AsyncIterator[Venue]:
    venue = Venue()
    app = web.Application()
    app.router.add_post("/exchange", venue.exchange)
    async with TestServer(app) as server:
        venue.url = str(server.make_url("")).rstrip("/")
        yield venue


@pytest.fixture
async def client(venue: Venue) -> AsyncIterator[ExchangeClient]:
    client = ExchangeClient(venue.url, WALLET, nonces=Nonces(lambda: 1_700_000_000_000), universe=Universe([ETH]))
    yield client
    await client.close()


async def test_an_order_is_signed_and_its_outcome_read(venue: Venue, client: ExchangeClient) -> None:
    venue.says("order", [{"resting": {"oid": 7, "cloid": CLOID}}])
    outcome = await client.order("ETH", True, "0.4", 3120.1, cloid=CLOID)
    assert outcome == Resting(7, CLOID)
    assert venue.action == PlaceOrders(
        orders=(Order(asset=1, is_buy=True, px="3120.1", sz="0.4", kind=GTC, cloid=CLOID),)
    )


async def test_half_of_a_batch_may_fail(venue: Venue, client: ExchangeClient) -> None:
    filled = {"filled": {"totalSz": "0.4", "avgPx": "3120.1", "oid": 8}}
    venue.says("order", [{"error": "no"}, filled, "waitingForFill"])
    order = client.build("ETH").sell("0.4").at("3120.1").build()
    outcomes = await client.orders([order] * 3, builder=Builder("0x" + "12" * 20, 10))
    assert outcomes == [Error("no"), Filled("0.4", "3120.1", 8), "waitingForFill"]


async def test_one_error_for_the_whole_batch_is_told_for_each(venue: Venue, client: ExchangeClient) -> None:
    venue.says("order", [{"error": "all"}])
    order = client.build("ETH").sell("0.4").at("3120.1").build()
    assert await client.orders([order, order]) == [Error("all")] * 2


async def test_cancels_by_both_ids(venue: Venue, client: ExchangeClient) -> None:
    venue.says("cancel", ["success"])
    assert await client.cancel("ETH", 7) == "success"
    assert json.loads(venue.received[-1])["action"] == {"type": "cancel", "cancels": [{"a": 1, "o": 7}]}
    venue.says("cancel", [{"error": "gone"}])
    assert await client.cancel_by_cloid("ETH", CLOID.upper().replace("X", "x")) == Error("gone")
    assert venue.action.cancels[0].cloid == CLOID


async def test_a_modification_tells_the_new_order(venue: Venue, client: ExchangeClient) -> None:
    venue.says("order", [{"resting": {"oid": 9}}])
    order = client.build("ETH").buy("0.4").at("3100").post_only().build()
    assert await client.modify(7, order) == Resting(9)
    assert venue.action.modifies[0].order == order


async def test_market_orders_are_ioc_within_slippage(venue: Venue, client: ExchangeClient) -> None:
    venue.says("order", [{"error": "x"}])
    await client.market_open("ETH", True, 0.4, 1987.65)
    order = venue.action.orders[0]
    assert (order.px, order.kind, order.reduce_only) == ("2087", IOC, False)
    await client.market_close("ETH", 0.0001, 1987.65, slippage=0.01)
    order = venue.action.orders[0]
    assert (order.px, order.is_buy, order.reduce_only) == ("1967.8", False, True)


async def test_simple_actions_return_nothing(venue: Venue, client: ExchangeClient) -> None:
    venue.says("default")
    await client.update_leverage("ETH", 5, is_cross=False)
    assert (venue.action.leverage, venue.action.is_cross) == (5, False)
    await client.schedule_cancel(1_700_000_060_000)
    assert venue.action.time == 1_700_000_060_000
    await client.schedule_cancel()
    assert json.loads(venue.received[-1])["action"] == {"type": "scheduleCancel"}
    await client.usd_send("0x" + "AB" * 20, 1.50)
    assert venue.action.destination == "0x" + "ab" * 20
    assert venue.action.amount == "1.5"
    assert decode_envelope(venue.received[-1]).nonce == venue.action.own_nonce == 1_700_000_000_003


async def test_an_order_and_its_exits_go_in_one_request(venue: Venue, client: ExchangeClient) -> None:
    venue.says("order", [{"resting": {"oid": 7}}, "waitingForFill", "waitingForFill"])
    outcomes = await client.order_with_exits("ETH", True, "0.4", 3120.1, take_profit=3300, stop_loss=3000)
    assert outcomes == [Resting(7), "waitingForFill", "waitingForFill"]
    assert venue.action.grouping == "normalTpsl"


async def test_twap_orders_run_and_are_stopped(venue: Venue, client: ExchangeClient) -> None:
    venue.reply({"type": "twapOrder", "data": {"status": {"running": {"twapId": 9}}}})
    assert await client.twap_order("ETH", True, "1.50", 30) == Running(9)
    assert (venue.action.twap.sz, venue.action.twap.minutes) == ("1.5", 30)
    venue.reply({"type": "twapCancel", "data": {"status": {"error": "gone"}}})
    assert await client.twap_cancel("ETH", 9) == Error("gone")
    assert (venue.action.asset, venue.action.twap_id) == (1, 9)


async def test_money_moves_in_its_exact_amount(venue: Venue, client: ExchangeClient) -> None:
    other = "0x" + "AB" * 20
    venue.says("default")
    await client.sub_account_transfer(other, 1.25, is_deposit=True)
    assert (venue.action.sub_account_user, venue.action.usd) == (other.lower(), 1_250_000)
    await client.vault_transfer(other, "5", is_deposit=False)
    assert (venue.action.vault_address, venue.action.usd) == (other.lower(), 5_000_000)
    await client.update_isolated_margin("ETH", "-2.5")
    assert venue.action.ntli == -2_500_000
    with pytest.raises(ValidationError, match="more than 6 decimals"):
        await client.vault_transfer(other, "0.0000001", is_deposit=True)
    await client.spot_send(other, "PURR:0x12", 0.50)
    assert (venue.action.destination, venue.action.amount) == (other.lower(), "0.5")
    await client.sub_account_spot_transfer(other, "PURR:0x12", 3, is_deposit=True)
    assert (venue.action.sub_account_user, venue.action.amount) == (other.lower(), "3")
    await client.send_asset(other, "USDC", 1, destination_dex="spot")
    assert (venue.action.destination, venue.action.from_sub_account) == (other.lower(), "")


async def test_the_account_is_set_up_by_name(venue: Venue, client: ExchangeClient) -> None:
    venue.reply({"type": "createSubAccount", "data": "0x12"})
    assert await client.create_sub_account("second") == "0x12"
    venue.says("default")
    await client.set_referrer("CODE")
    assert venue.action.code == "CODE"
    await client.approve_builder_fee("0x" + "AB" * 20, "0.05%")
    assert (venue.action.builder, venue.action.max_fee_rate) == ("0x" + "ab" * 20, "0.05%")


async def test_a_vault_goes_only_where_it_is_signed(venue: Venue) -> None:
    vault = "0x" + "17" * 20
    client = ExchangeClient(venue.url, WALLET, vault_address=vault)
    venue.says("default")
    await client.send(Noop(), expires_after=1_800_000_000_000)
    assert json.loads(venue.received[-1])["vaultAddress"] == vault
    assert venue.action == Noop()
    await client.usd_class_transfer("1.5", to_perp=True)
    assert json.loads(venue.received[-1])["vaultAddress"] is None
    assert venue.action.amount == f"1.5 subaccount:{vault}"
    assert client.account_address == vault
    await client.close()


async def test_a_refusal_has_the_venues_words(venue: Venue, client: ExchangeClient) -> None:
    venue.body = b'{"status":"err","response":"Action already expired"}'
    with pytest.raises(RefusedError, match=r"^Action already expired$"):
        await client.send(Noop())


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b"<html>", ProtocolError),
        (200, b'{"status":"odd","response":{}}', ProtocolError),
        (200, b'{"status":"ok","response":{"type":"order"}}', ProtocolError),
        (302, b"", ProtocolError),
        (422, b"Failed to deserialize", RequestRefused),
        (429, b"null", RateLimited),
        (502, b"", ServerError),
    ],
)
async def test_other_answers_are_typed_errors(
    venue: Venue, client: ExchangeClient, status: int, body: bytes, error: type[HyperquoteError]
) -> None:
    venue.status, venue.body = status, body
    with pytest.raises(error) as caught:
        await client.send(Noop())
    assert type(caught.value) is error
    assert len(venue.received) == 1, "nothing is repeated by itself"


async def test_too_few_outcomes_are_a_protocol_error(venue: Venue, client: ExchangeClient) -> None:
    venue.says("order", [{"resting": {"oid": 1}}])
    order = client.build("ETH").sell("0.4").at("3120.1").build()
    with pytest.raises(ProtocolError, match="2 outcomes"):
        await client.orders([order, order])


async def test_nothing_invalid_is_sent(venue: Venue, client: ExchangeClient) -> None:
    with pytest.raises(ValidationError, match="did you mean ETH"):
        await client.order("eth", True, 1, 3000)
    with pytest.raises(ValidationError, match="tick"):
        await client.order("ETH", True, 1, 3000.15)
    with pytest.raises(ValidationError, match="time in force"):
        await client.order("ETH", True, 1, 3000, tif="Fok")
    with pytest.raises(ValidationError, match="empty batch"):
        await client.cancels([])
    with pytest.raises(ValidationError, match="1 to 25"):
        await client.update_leverage("ETH", 26)
    with pytest.raises(ValidationError, match="cannot expire"):
        await client.send(UsdSend(destination="0x" + "12" * 20, amount="1"), expires_after=1)
    assert venue.received == []


async def test_a_missing_venue_is_said_to_have_got_nothing(unused_tcp_port_url: str) -> None:
    async with Http(unused_tcp_port_url) as http:
        with pytest.raises(TransportError, match="nothing was sent"):
            await http.post("/exchange", b"{}")


@pytest.fixture
async def unused_tcp_port_url() -> str:
    server = TestServer(web.Application())
    await server.start_server()
    url = str(server.make_url("")).rstrip("/")
    await server.close()
    return url


async def test_silence_and_a_broken_connection_leave_the_outcome_unknown() -> None:
    async def hang_up(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def stay_silent(request: web.Request) -> web.Response:
        await request.app[RELEASE].wait()
        return web.Response()

    app = web.Application()
    app[RELEASE] = asyncio.Event()
    app.router.add_post("/broken", hang_up)
    app.router.add_post("/silent", stay_silent)
    async with TestServer(app) as server, Http(str(server.make_url("")).rstrip("/")) as http:
        with pytest.raises(TransportError, match="outcome is unknown"):
            await http.post("/broken", b"{}")
        with pytest.raises(TransportError, match=r"within 0\.05 s: the outcome is unknown"):
            await http.post("/silent", b"{}", timeout_s=0.05)
        app[RELEASE].set()
