"""Every public method of the official SDK is called in a flow here or beside, or stands in a list with the reason."""

import ast
import asyncio
import inspect
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hyperquote.consts import MICRO
from hyperquote.local_exchange.builder_dex import default_dexs
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms
from hyperquote.local_exchange.spot_listing import PURR, default_pairs

pytest.importorskip("hyperliquid", reason="the official SDK is a test dependency")
from eth_account import Account
from hyperliquid.exchange import Exchange
from hyperliquid.info import Info
from hyperliquid.utils.error import Error
from hyperliquid.utils.signing import get_timestamp_ms, sign_l1_action, sign_multi_sig_l1_action_payload
from hyperliquid.utils.types import Cloid

ME, OTHER, THIRD = (Account.from_key("0x" + f"{n}" * 64) for n in (5, 6, 7))
GTC: Any = {"limit": {"tif": "Gtc"}}
REASONS = {
    "post": "the other methods call it",
    "disconnect_websocket": "called by the flow of streams, through `finally`",
    "set_perp_meta": "it changes the client's own tables; the constructor calls it",
}


@pytest.fixture
async def served() -> AsyncIterator[tuple[ExchangeServer, str]]:
    exchange = LocalExchange(wall_ms(), pairs=default_pairs(), dexs=default_dexs())
    server = ExchangeServer(Gateway(exchange), block_ms=5)
    for account in (ME, OTHER, THIRD):
        exchange.faucet(account.address, "100000", server.now_ms)
    exchange.give(ME.address.lower(), PURR, 1_000_000 * 10**5)
    port = await server.start()
    yield server, f"http://127.0.0.1:{port}"
    await server.close()


def ok(reply: Any) -> Any:
    assert reply["status"] == "ok", reply
    return reply["response"]


def err(reply: Any) -> str:
    assert reply["status"] == "err", reply
    return str(reply["response"])


def used_in(*files: Path) -> set[str]:
    """Return the names of all attributes that are used in these files, methods that are called among them."""
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text())))
    return {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def test_every_method_is_called_or_has_a_reason_not_to_be() -> None:
    here = Path(__file__).parent
    called = used_in(*here.glob("test_official*.py"))
    for kind in (Exchange, Info):
        methods = {name for name, _ in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")}
        assert methods - called - set(REASONS) == set(), kind.__name__


def test_every_ccxt_call_that_traders_live_by_is_in_its_flow() -> None:
    called = used_in(Path(__file__).parent / "test_ccxt.py")
    assert {
        "load_markets",
        "fetch_balance",
        "fetch_order_book",
        "create_order",
        "edit_order",
        "cancel_order",
        "fetch_order",
        "fetch_open_orders",
        "fetch_my_trades",
        "fetch_positions",
        "fetch_funding_rates",
        "fetch_funding_history",
    } <= called


async def test_batches_client_ids_and_timers(served: tuple[ExchangeServer, str]) -> None:
    await asyncio.to_thread(batches, served[1])


def batches(url: str) -> None:
    info, mine = Info(url, skip_ws=True), Exchange(ME, url)
    cloids = [Cloid.from_int(n) for n in range(1, 5)]
    order: Any = {"coin": "ETH", "is_buy": True, "sz": 0.1, "limit_px": 4000, "order_type": GTC, "reduce_only": False}
    placed = ok(mine.bulk_orders([{**order, "cloid": cloid} for cloid in cloids]))["data"]["statuses"]
    oids = [each["resting"]["oid"] for each in placed]
    changes: Any = [{"oid": oid, "order": {**order, "limit_px": 4001}} for oid in oids[:2]]
    changed = ok(mine.bulk_modify_orders_new(changes))["data"]["statuses"]
    assert all("resting" in each for each in changed)
    requests: Any = [{"coin": "ETH", "oid": each["resting"]["oid"]} for each in changed]
    assert ok(mine.bulk_cancel(requests))["data"]["statuses"] == ["success", "success"]
    assert ok(mine.cancel_by_cloid("ETH", cloids[2]))["data"]["statuses"] == ["success"]
    assert ok(mine.bulk_cancel_by_cloid([{"coin": "ETH", "cloid": cloids[3]}]))["data"]["statuses"] == ["success"]
    assert info.open_orders(ME.address) == []
    ok(mine.schedule_cancel(get_timestamp_ms() + 60_000))
    ok(mine.schedule_cancel(None))
    ok(mine.noop(get_timestamp_ms()))
    mine.set_expires_after(get_timestamp_ms() - 1_000)
    assert err(mine.order("ETH", True, 0.1, 4000, GTC)) == "Action already expired"
    mine.set_expires_after(None)
    assert info.name_to_asset("ETH") == 1


async def test_a_vault_is_opened_filled_traded_and_left(served: tuple[ExchangeServer, str]) -> None:
    await asyncio.to_thread(vault, served[1])


def vault(url: str) -> None:
    """The SDK has no method for opening a vault: its users sign the action with its own functions."""
    info, mine, theirs = Info(url, skip_ws=True), Exchange(ME, url), Exchange(OTHER, url)
    opened = ok(
        signed(mine, {"type": "createVault", "name": "trend", "description": "d" * 10, "initialUsd": 200 * MICRO})
    )
    address = opened["data"]
    ok(theirs.vault_usd_transfer(address, True, 1_000 * MICRO))
    assert [row["vaultAddress"] for row in info.user_vault_equities(OTHER.address)] == [address]
    leader = Exchange(ME, url, vault_address=address)
    assert "resting" in ok(leader.order("ETH", True, 0.01, 4_000, GTC))["data"]["statuses"][0]
    assert [row["coin"] for row in info.open_orders(address)] == ["ETH"]
    assert err(Exchange(THIRD, url, vault_address=address).order("ETH", True, 0.01, 4_000, GTC)) == (
        "Only leader can perform this vault action"
    )
    assert "lock" in err(theirs.vault_usd_transfer(address, False, 1_000 * MICRO)).lower()
    assert info.user_role(address)["role"] == "vault"


def signed(exchange: Exchange, action: dict[str, Any]) -> Any:
    """Send an action that the SDK has no method for, signed with its own functions."""
    nonce = get_timestamp_ms()
    if action["type"] == "createVault":
        action = {**action, "nonce": nonce}
    signature = sign_l1_action(exchange.wallet, action, None, nonce, None, False)
    return exchange._post_action(action, signature, nonce)


async def test_a_twap_is_begun_and_ended(served: tuple[ExchangeServer, str]) -> None:
    await asyncio.to_thread(twap, served[1])


def twap(url: str) -> None:
    info, mine = Info(url, skip_ws=True), Exchange(ME, url)
    terms = {"a": 1, "b": True, "s": "1", "r": False, "m": 5, "t": False}
    begun = ok(signed(mine, {"type": "twapOrder", "twap": terms}))
    twap_id = begun["data"]["status"]["running"]["twapId"]
    assert ok(signed(mine, {"type": "twapCancel", "a": 1, "t": twap_id}))["data"]["status"] == "success"
    assert info.user_twap_slice_fills(ME.address) == []


async def test_referrers_builders_and_assets_on_the_move(served: tuple[ExchangeServer, str]) -> None:
    await asyncio.to_thread(relations, served[1])


def relations(url: str) -> None:
    info, mine, theirs = Info(url, skip_ws=True), Exchange(ME, url), Exchange(OTHER, url)
    ok(signed(theirs, {"type": "registerReferrer", "code": "FRIEND"}))
    ok(mine.set_referrer("FRIEND"))
    assert info.query_referral_state(ME.address)["referredBy"]["code"] == "FRIEND"
    assert "error" not in ok(mine.approve_builder_fee(OTHER.address, "0.01%"))
    builder: Any = {"b": OTHER.address.lower(), "f": 10}
    assert "resting" in ok(mine.order("ETH", True, 0.1, 4000, GTC, builder=builder))["data"]["statuses"][0]
    sub = ok(mine.create_sub_account("desk"))["data"]
    ok(mine.sub_account_spot_transfer(sub, True, "PURR:0xc1fb593aeffbeb02f85e0308e9956a90", 10.0))
    assert info.spot_user_state(sub)["balances"][0]["total"] == "10.0"
    ok(mine.usd_class_transfer(50.0, False))
    ok(mine.send_asset(OTHER.address, "spot", "spot", "USDC", 5.0))
    assert info.user_non_funding_ledger_updates(OTHER.address, 0)


async def test_two_sign_together(served: tuple[ExchangeServer, str]) -> None:
    await asyncio.to_thread(together, served[1])


def together(url: str) -> None:
    info, third, mine = Info(url, skip_ws=True), Exchange(THIRD, url), Exchange(ME, url)
    assert info.query_user_to_multi_sig_signers(THIRD.address) is None
    ok(third.convert_to_multi_sig_user(sorted([ME.address.lower(), OTHER.address.lower()]), 2))
    assert info.query_user_to_multi_sig_signers(THIRD.address)["threshold"] == 2
    assert err(third.order("ETH", True, 0.1, 4000, GTC)) == "Multi-sig required"
    wire = {"a": 1, "b": True, "p": "4000", "s": "0.1", "r": False, "t": GTC}
    action = {"type": "order", "orders": [wire], "grouping": "na"}
    nonce = get_timestamp_ms()
    signatures = [
        sign_multi_sig_l1_action_payload(each, action, False, None, nonce, None, THIRD.address, ME.address)
        for each in (ME, OTHER)
    ]
    assert "resting" in ok(mine.multi_sig(THIRD.address, action, signatures, nonce))["data"]["statuses"][0]


async def test_modes_stakes_and_the_other_questions(served: tuple[ExchangeServer, str]) -> None:
    await asyncio.to_thread(modes, served[1])


def modes(url: str) -> None:
    info, mine, me = Info(url, skip_ws=True), Exchange(ME, url), ME.address
    ok(mine.use_big_blocks(True))
    for reply in (
        mine.user_dex_abstraction(me, True),
        mine.user_set_abstraction(me, "unifiedAccount"),
        mine.agent_enable_dex_abstraction(),
        mine.agent_set_abstraction("u"),
        mine.token_delegate("0x" + "1" * 40, 10**8, False),
        mine.perp_deploy_set_oracle("xyz", {"xyz:TSLA": "400.0"}, [], {}),
    ):
        assert reply["status"] in {"ok", "err"}
    assert info.query_user_abstraction_state(me) is not None
    info.query_user_dex_abstraction_state(me)
    assert [dex and dex["name"] for dex in info.perp_dexs()] == [None, "xyz"]
    assert info.meta("xyz")["universe"]
    assert info.spot_meta()["tokens"]
    assert info.user_state(me, "xyz")["assetPositions"] == []
    assert info.user_fills_by_time(me, 0) == []
    assert info.delegator_history(me) == []
    assert info.user_staking_rewards(me) == []
    assert info.query_perp_deploy_auction_status() is not None


async def test_a_subscription_ends(served: tuple[ExchangeServer, str]) -> None:
    await asyncio.to_thread(unsubscribes, served[1])


def unsubscribes(url: str) -> None:
    info, came = Info(url), threading.Event()
    try:
        number = info.subscribe({"type": "allMids"}, lambda message: came.set())
        assert came.wait(timeout=10)
        assert info.unsubscribe({"type": "allMids"}, number)
    finally:
        info.disconnect_websocket()


async def test_what_the_venue_alone_does_is_refused_in_words(served: tuple[ExchangeServer, str]) -> None:
    await asyncio.to_thread(refused, *served)


def refused(server: ExchangeServer, url: str) -> None:
    """Validators, auctions, tokens of one's own: an error or an HTTP refusal, never a crash and never a success."""
    info, mine, before = Info(url, skip_ws=True), Exchange(ME, url), server.gateway.exchange.house.imbalance_micro()
    profile: Any = ("1.2.3.4", "me", "d", True, True, 100, None)
    attempts = [
        mine.c_signer_jail_self,
        mine.c_signer_unjail_self,
        lambda: mine.c_signer_inner("jailSelf"),
        lambda: mine.c_validator_change_profile(*profile),
        lambda: mine.c_validator_register("1.2.3.4", "me", "d", True, 100, ME.address, True, 10**8),
        mine.c_validator_unregister,
        lambda: mine.gossip_priority_bid(0, "1.2.3.4", 10),
        lambda: mine.perp_deploy_register_asset("mine", 1, "mine:X", 2, "10.0", 10, True, None),
        lambda: mine.spot_deploy_enable_freeze_privilege(5),
        lambda: mine.spot_deploy_enable_quote_token(5),
        lambda: mine.spot_deploy_freeze_user(5, OTHER.address, True),
        lambda: mine.spot_deploy_genesis(5, "1000", True),
        lambda: mine.spot_deploy_register_hyperliquidity(5, 1.0, 1.0, 5, None),
        lambda: mine.spot_deploy_register_spot(5, 0),
        lambda: mine.spot_deploy_register_token("X", 2, 8, 100, "X coin"),
        lambda: mine.spot_deploy_revoke_freeze_privilege(5),
        lambda: mine.spot_deploy_set_deployer_trading_fee_share(5, "1%"),
        lambda: mine.spot_deploy_token_action_inner("freeze", 5),
        lambda: mine.spot_deploy_user_genesis(5, [(ME.address.lower(), "1")], []),
        lambda: info.query_spot_deploy_auction_status(ME.address),
        lambda: info.portfolio(ME.address),
    ]
    for attempt in attempts:
        try:
            reply: Any = attempt()
        except Error:
            continue  # 422, as an older venue would
        assert not isinstance(reply, dict) or reply.get("status") != "ok", reply
    assert server.gateway.exchange.house.imbalance_micro() == before == 0
