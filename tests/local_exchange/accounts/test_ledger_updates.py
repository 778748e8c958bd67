"""Movements of money are told to each account they concern."""

from typing import Any

import msgspec
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.info.requests.ledger_deltas import Deposit, InternalTransfer
from hyperquote.info.requests.user_non_funding_ledger_updates import LedgerUpdate
from hyperquote.local_exchange.gateway import Gateway


def updates(gateway: Gateway, user: str, **span: int) -> list[LedgerUpdate]:
    found = ask(gateway, {"type": "userNonFundingLedgerUpdates", "user": user, **span})
    return msgspec.convert(found, list[LedgerUpdate])


def test_a_faucet_is_a_deposit(gateway: Gateway, maker: Desk) -> None:
    (row,) = updates(gateway, maker.address.upper().replace("0X", "0x"))
    assert (row.time, row.typed) == (NOW_MS, Deposit(usdc="100000.0"))


def test_both_sides_of_a_transfer_see_the_same_row(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    assert maker.send(UsdSend(destination=taker.address, amount="12.5"))["status"] == "ok"
    mine, theirs = updates(gateway, maker.address)[-1], updates(gateway, taker.address)[-1]
    assert mine == theirs
    assert mine.typed == InternalTransfer(usdc="12.5", user=maker.address, destination=taker.address, fee="0.0")
    assert mine.hash != updates(gateway, maker.address)[0].hash


def test_only_rows_of_the_asked_span_are_told(gateway: Gateway, maker: Desk) -> None:
    assert updates(gateway, maker.address, startTime=NOW_MS + 1) == []
    assert updates(gateway, maker.address, endTime=NOW_MS - 1) == []


def test_a_listener_gets_the_past_and_then_each_block(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    subscription = {"type": "userNonFundingLedgerUpdates", "user": maker.address}
    gateway.hear(1, msgspec.json.encode({"method": "subscribe", "subscription": subscription}).decode(), NOW_MS)
    (snapshot,) = frames(gateway, 70)
    assert snapshot["isSnapshot"] is True
    assert [row["delta"]["type"] for row in snapshot["nonFundingLedgerUpdates"]] == ["deposit"]
    maker.send(UsdSend(destination=taker.address, amount="1"))
    (news,) = frames(gateway, 140)
    assert "isSnapshot" not in news
    assert [row["delta"]["type"] for row in news["nonFundingLedgerUpdates"]] == ["internalTransfer"]
    assert frames(gateway, 210) == []


def frames(gateway: Gateway, after_ms: int) -> list[Any]:
    told = gateway.make_block(NOW_MS + after_ms).get(1, [])
    return [frame["data"] for frame in map(msgspec.json.decode, told) if frame["channel"] != "subscriptionResponse"]
