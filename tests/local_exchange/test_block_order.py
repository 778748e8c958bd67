"""A block executes what cannot take, then cancels, then what may take, each as it arrived."""

from typing import Any

import msgspec
import pytest
from tests.local_exchange.desk import NOW_MS, Desk

from hyperquote.exchange.actions import AnyAction
from hyperquote.exchange.actions.base import Action
from hyperquote.exchange.actions.batch_modify import BatchModify, Replacement
from hyperquote.exchange.actions.cancel import Cancel, OrderRef
from hyperquote.exchange.actions.cancel_by_cloid import CancelByCloid, CloidRef
from hyperquote.exchange.actions.modify import Modify
from hyperquote.exchange.actions.multi_sig import MultiSig, MultiSigPayload, payload_action
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.actions.order import ALO, FRONTEND_MARKET, GTC, IOC, Order, OrderType, PlaceOrders, Trigger
from hyperquote.exchange.actions.twap_cancel import TwapCancel
from hyperquote.exchange.actions.update_leverage import UpdateLeverage
from hyperquote.exchange.envelope import seal
from hyperquote.local_exchange.block_queue import BlockQueue, Turn, turn_of
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.participant import Participant
from hyperquote.local_exchange.reply import Reply
from hyperquote.local_exchange.rules import Rules

ETH = 1
BLOCK_MS = 70
STOP = OrderType(trigger=Trigger(is_market=True, trigger_px="4000", tpsl="sl"))
GONE = {"error": "Order was never placed, already canceled, or filled. asset=1"}


def order(px: str, kind: OrderType = GTC, *, is_buy: bool = True) -> Order:
    return Order(asset=ETH, is_buy=is_buy, px=px, sz="0.1", kind=kind)


def placing(*orders: Order) -> PlaceOrders:
    return PlaceOrders(orders=orders)


class Waiting:
    """A desk whose actions go through `submit`; `replies` holds what was told so far, by label."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.replies: list[tuple[str, Any]] = []

    def submit(self, label: str, action: Action[Any], desk: Desk | None = None) -> None:
        by = desk or self.desk
        by.nonce += 1
        body = seal(action, by.wallet, by.nonce, is_mainnet=False).encode()
        by.gateway.submit(body, NOW_MS, lambda reply: self._told(label, reply))

    def _told(self, label: str, reply: Reply) -> None:
        said = msgspec.json.decode(reply.body)
        response = said["response"]
        statuses = response["data"]["statuses"] if isinstance(response, dict) and "data" in response else [response]
        self.replies.append((label, statuses[0]))

    @property
    def order_of_execution(self) -> list[str]:
        return [label for label, _ in self.replies]


@pytest.fixture
def gateway() -> Gateway:
    return Gateway(LocalExchange(NOW_MS, rules=Rules(blocks=True)))


@pytest.mark.parametrize(
    ("action", "turn"),
    [
        (placing(order("1", ALO), order("2", ALO)), Turn.QUIET),
        (placing(order("1", ALO), order("2", GTC)), Turn.TAKING),
        (placing(order("1", IOC)), Turn.TAKING),
        (placing(order("1", FRONTEND_MARKET)), Turn.TAKING),
        (placing(order("1", STOP)), Turn.QUIET),
        (UpdateLeverage(asset=ETH, is_cross=True, leverage=5), Turn.QUIET),
        (Noop(), Turn.QUIET),
        (Cancel(cancels=(OrderRef(ETH, 1),)), Turn.CANCEL),
        (CancelByCloid(cancels=(CloidRef(ETH, "0x" + "0" * 32),)), Turn.CANCEL),
        (TwapCancel(asset=ETH, twap_id=1), Turn.CANCEL),
        (Modify(oid=1, order=order("1", ALO), always_place=True), Turn.QUIET),
        (Modify(oid=1, order=order("1", GTC), always_place=True), Turn.TAKING),
        (Modify(oid=1, order=order("1", GTC)), Turn.QUIET),
        (BatchModify(modifies=(Replacement(1, order("1", IOC)),), always_place=True), Turn.TAKING),
        (BatchModify(modifies=(Replacement(1, order("1", ALO)),), always_place=True), Turn.QUIET),
    ],
)
def test_what_an_action_sends_decides_its_turn(action: AnyAction, turn: Turn) -> None:
    assert turn_of(action) is turn
    payload = MultiSigPayload("0x" + "1" * 40, "0x" + "2" * 40, payload_action(action))
    assert turn_of(MultiSig(signatures=(), payload=payload)) is turn


def test_a_wrapper_around_nothing_readable_waits_for_its_refusal_in_the_first_turn() -> None:
    payload = MultiSigPayload("0x" + "1" * 40, "0x" + "2" * 40, {"type": "no such"})
    assert turn_of(MultiSig(signatures=(), payload=payload)) is Turn.QUIET


def test_each_turn_is_first_come_first_served() -> None:
    queue: BlockQueue[str] = BlockQueue()
    for item in ("T1", "C1", "Q1", "T2", "C2", "Q2"):
        queue.put({"Q": Turn.QUIET, "C": Turn.CANCEL, "T": Turn.TAKING}[item[0]], item)
    assert len(queue) == 6
    assert [queue.take(turn) for turn in Turn] == [["Q1", "Q2"], ["C1", "C2"], ["T1", "T2"]]
    assert [queue.take(turn) for turn in Turn] == [[], [], []]


def test_replies_wait_for_the_block_and_cancels_win_against_takers(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    maker.send(placing(order("4310", ALO, is_buy=False)))  # at once: oid 1000
    waiting = Waiting(maker)
    waiting.submit("take", placing(order("4310", IOC)), taker)
    waiting.submit("cancel", Cancel(cancels=(OrderRef(ETH, 1_000),)))
    waiting.submit("quote", placing(order("4311", ALO, is_buy=False)))
    assert waiting.replies == []
    gateway.make_block(NOW_MS + BLOCK_MS)
    no_match = {"error": "Order could not immediately match against any resting orders. asset=1"}
    assert waiting.replies == [("quote", {"resting": {"oid": 1_001}}), ("cancel", "success"), ("take", no_match)]
    gateway.make_block(NOW_MS + 2 * BLOCK_MS)
    assert len(waiting.replies) == 3, "each is told once"


def test_without_blocks_everything_happens_as_it_arrives() -> None:
    gateway = Gateway(LocalExchange(NOW_MS))
    maker, taker = Desk(gateway, "1"), Desk(gateway, "2")
    for desk in (maker, taker):
        gateway.exchange.faucet(desk.address, "100000", NOW_MS)
    waiting = Waiting(maker)
    waiting.submit("quote", placing(order("4310", ALO, is_buy=False)))
    waiting.submit("take", placing(order("4310", IOC)), taker)
    waiting.submit("cancel", Cancel(cancels=(OrderRef(ETH, 1_000),)))
    filled = {"filled": {"totalSz": "0.1", "avgPx": "4310.0", "oid": 1_001}}
    assert waiting.replies == [("quote", {"resting": {"oid": 1_000}}), ("take", filled), ("cancel", GONE)]


def test_what_cannot_be_read_is_told_at_once_and_what_is_refused_in_its_block(gateway: Gateway) -> None:
    told: list[int] = []
    gateway.submit(b"{", NOW_MS, lambda reply: told.append(reply.status))
    assert told == [400]
    stranger = Waiting(Desk(gateway, "9"))
    stranger.submit("order", placing(order("4000")))
    assert stranger.replies == []
    gateway.make_block(NOW_MS + BLOCK_MS)
    assert stranger.replies[0][1].startswith("User or API Wallet")


class Snatcher(Participant):
    """A trader of the exchange's own who buys whatever is offered."""

    account = "0x" + "5" * 40

    def step(self, exchange: LocalExchange, now_ms: int) -> None:
        best = exchange.core.best_units(ETH, False)
        if best:
            exchange.core.place(self.account, ETH, True, best, 1_000, "Ioc", False, "", now_ms)


def test_the_exchanges_own_traders_act_behind_our_cancels_and_before_our_takers(gateway: Gateway, maker: Desk) -> None:
    gateway.exchange.fund(Snatcher.account, 1_000_000, NOW_MS)
    gateway.exchange.add_participant(Snatcher())
    maker.send(placing(order("4310", ALO, is_buy=False)))
    waiting = Waiting(maker)
    waiting.submit("cancel", Cancel(cancels=(OrderRef(ETH, 1_000),)))
    waiting.submit("offer", placing(order("4320", GTC, is_buy=False)))
    gateway.make_block(NOW_MS + BLOCK_MS)
    assert [said for _, said in waiting.replies] == ["success", {"resting": {"oid": 1_001}}]
    gateway.make_block(NOW_MS + 2 * BLOCK_MS)
    assert gateway.exchange.open_orders(maker.address) == []


def test_a_post_is_answered_behind_the_feeds_of_its_block(gateway: Gateway, maker: Desk) -> None:
    subscribe = {"method": "subscribe", "subscription": {"type": "orderUpdates", "user": maker.address}}
    gateway.hear(7, msgspec.json.encode(subscribe).decode(), NOW_MS)
    gateway.make_block(NOW_MS)
    maker.nonce += 1
    body = seal(placing(order("4000")), maker.wallet, maker.nonce, is_mainnet=False)
    post = {"method": "post", "id": 3, "request": {"type": "action", "payload": msgspec.Raw(body.encode())}}
    assert gateway.hear(7, msgspec.json.encode(post).decode(), NOW_MS) == []
    frames = gateway.make_block(NOW_MS + BLOCK_MS)[7]
    channels = [msgspec.json.decode(frame)["channel"] for frame in frames]
    assert channels[-1] == "post"
    assert "orderUpdates" in channels
    assert 7 not in gateway.make_block(NOW_MS + 2 * BLOCK_MS)


def test_a_connection_that_is_gone_gets_no_reply(gateway: Gateway, maker: Desk) -> None:
    maker.nonce += 1
    body = seal(placing(order("4000")), maker.wallet, maker.nonce, is_mainnet=False)
    post = {"method": "post", "id": 3, "request": {"type": "action", "payload": msgspec.Raw(body.encode())}}
    gateway.hear(7, msgspec.json.encode(post).decode(), NOW_MS)
    gateway.forget(7)
    gateway.make_block(NOW_MS + BLOCK_MS)
    assert len(gateway.exchange.open_orders(maker.address)) == 1
