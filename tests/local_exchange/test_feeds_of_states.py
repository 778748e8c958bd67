"""Feeds of whole states, and of what changed in them: every feed of the venue is served."""

from typing import Any, get_args

import msgspec
import pytest
from tests.local_exchange.desk import NOW_MS, Desk

from hyperquote.exchange.actions.approve_agent import ApproveAgent
from hyperquote.exchange.actions.order import ALO, GTC, Order, PlaceOrders
from hyperquote.local_exchange.builder_dex import default_dexs
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.spot_listing import default_pairs
from hyperquote.ws.channels import AnySubscription, decode_frame
from hyperquote.ws.channels.base import Subscription
from hyperquote.ws.channels.fast_asset_ctxs import inflate, merge

SILENT = {"candle", "notification", "orderUpdates", "outcomeMetaUpdates", "trades", "userEvents"}  # until a change


class Listener:
    """One session of an exchange with spot pairs and a second dex."""

    def __init__(self) -> None:
        self.exchange = LocalExchange(NOW_MS, dexs=default_dexs(), pairs=default_pairs())
        self.gateway = Gateway(self.exchange)
        self.desk = Desk(self.gateway, "1")
        self.exchange.faucet(self.desk.address, "100000", NOW_MS)
        self.now_ms = NOW_MS

    def hear(self, session: int = 1, **subscription: Any) -> Any:
        """Subscribe, and return what was said to that at once."""
        text = msgspec.json.encode({"method": "subscribe", "subscription": subscription}).decode()
        (frame,) = self.gateway.hear(session, text, self.now_ms)
        return msgspec.json.decode(frame)

    def frames(self, after_ms: int = 70, session: int = 1) -> list[bytes]:
        """Make a block and return what the session is told."""
        self.now_ms += after_ms
        return self.gateway.make_block(self.now_ms).get(session, [])

    def told(self, after_ms: int = 70, session: int = 1) -> Any:
        """Make a block and return the data of the only frame."""
        (frame,) = self.frames(after_ms, session)
        return msgspec.json.decode(frame)["data"]

    def offer(self, px: str, *, asset: int = 1) -> None:
        """Rest an offer of 0.1 ETH."""
        order = Order(asset=asset, is_buy=False, px=px, sz="0.1", kind=ALO)
        assert self.desk.send(PlaceOrders(orders=(order,)))["status"] == "ok"


@pytest.fixture
def listener() -> Listener:
    return Listener()


def words(feed: type[Subscription[Any]], user: str) -> dict[str, Any]:
    given = {"coin": "ETH", "interval": "1m", "user": user}
    fields = msgspec.structs.fields(feed)
    said: dict[str, Any] = msgspec.to_builtins(
        feed(**{field.name: given[field.name] for field in fields if field.required})
    )
    return said


@pytest.mark.parametrize("feed", get_args(AnySubscription), ids=lambda each: each.__name__)
def test_every_feed_is_acknowledged_and_says_what_its_class_reads(
    listener: Listener, feed: type[Subscription[Any]]
) -> None:
    subscription = words(feed, listener.desk.address)
    ack = listener.hear(**subscription)
    assert ack["channel"] == "subscriptionResponse"
    frames = [decode_frame(frame) for frame in listener.frames()]
    keys = [frame.routing_key for frame in frames]  # type: ignore[union-attr]
    assert keys == ([] if subscription["type"] in SILENT else [feed(**_python(feed, subscription)).routing_key])


def _python(feed: type[Subscription[Any]], said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in feed.__struct_fields__ if name in said}


@pytest.mark.parametrize(
    ("asked", "echoed"),
    [
        ({"type": "assetCtxs"}, '{"type":"assetCtxs","dex":""}'),
        ({"type": "assetCtxs", "dex": "xyz"}, '{"type":"assetCtxs","dex":"xyz"}'),
        ({"type": "openOrders", "user": "U"}, '{"type":"openOrders","user":"u","dex":""}'),
        ({"type": "clearinghouseState", "dex": None, "user": "U"}, '{"type":"clearinghouseState","user":"u","dex":""}'),
        ({"type": "spotState", "user": "U"}, '{"type":"spotState","user":"u","ignorePortfolioMargin":false}'),
        ({"type": "webData3", "user": "U"}, '{"type":"webData3","user":"u"}'),
        ({"type": "activeAssetData", "user": "U", "coin": "ETH"}, '{"type":"activeAssetData","user":"u","coin":"ETH"}'),
    ],
)
def test_an_ack_has_the_defaults_and_the_user_in_lower_case(
    listener: Listener, asked: dict[str, Any], echoed: str
) -> None:
    asked = {key: "0x" + "AB" * 20 if value == "U" else value for key, value in asked.items()}
    ack = listener.hear(**asked)["data"]["subscription"]
    assert msgspec.json.encode(ack).decode() == echoed.replace('"u"', f'"0x{"ab" * 20}"')


@pytest.mark.parametrize("feed", ["assetCtxs", "allMids"])
def test_a_dex_that_is_not_there_has_no_feed(listener: Listener, feed: str) -> None:
    assert listener.hear(type=feed, dex="nowhere")["channel"] == "error"


def test_states_of_users_count_their_users(listener: Listener) -> None:
    for n in range(15):
        assert listener.hear(type="webData3", user=f"0x{n:040x}")["channel"] == "subscriptionResponse"
    refused = listener.hear(type="allDexsClearinghouseState", user="0x" + "f" * 40)
    assert refused["data"] == "Cannot track more than 15 total users."


def test_contexts_stand_as_in_the_universe_of_each_dex(listener: Listener) -> None:
    listener.hear(type="allDexsAssetCtxs")
    dexs = dict(listener.told()["ctxs"])
    assert {dex: len(ctxs) for dex, ctxs in dexs.items()} == {"": 4, "xyz": 3}
    listener.hear(session=2, type="assetCtxs", dex="xyz")
    assert listener.told(session=2) == {"dex": "xyz", "ctxs": dexs["xyz"]}
    listener.hear(session=3, type="spotAssetCtxs")
    assert [ctx["coin"] for ctx in listener.told(session=3)] == ["PURR/USDC", "@1"]


def test_the_accounts_of_all_dexs(listener: Listener) -> None:
    listener.hear(type="allDexsClearinghouseState", user=listener.desk.address)
    told = listener.told()
    assert told["user"] == listener.desk.address
    values = {dex: state["marginSummary"]["accountValue"] for dex, state in told["clearinghouseStates"]}
    assert values == {"": "100000.0", "xyz": "0.0"}


def test_the_packed_contexts_are_everything_and_then_what_changed(listener: Listener) -> None:
    listener.hear(type="fastAssetCtxs")
    known = inflate(listener.told())
    assert set(known) == set(listener.exchange.ids)
    assert known["ETH"].mid_px is None
    assert listener.frames(500) == []
    listener.offer("4301")
    order = Order(asset=1, is_buy=True, px="4299", sz="0.1", kind=GTC)
    listener.desk.send(PlaceOrders(orders=(order,)))
    (frame,) = listener.frames(500)
    changes = inflate(msgspec.json.decode(frame)["data"])
    assert list(changes) == ["ETH"]
    assert (changes["ETH"].mark_px, changes["ETH"].mid_px) == (msgspec.UNSET, "4300.0")


def test_who_joins_the_packed_contexts_late_never_misses_a_change_that_came_and_went(listener: Listener) -> None:
    listener.hear(type="fastAssetCtxs")
    listener.frames()
    listener.offer("4301")
    listener.desk.send(PlaceOrders(orders=(Order(asset=1, is_buy=True, px="4299", sz="0.1", kind=GTC),)))
    listener.hear(session=2, type="fastAssetCtxs")
    late = inflate(listener.told(session=2))
    assert late["ETH"].mid_px is None  # as the first was told, though the book has two sides by now
    for frame in listener.frames(500, session=2):
        late = merge(late, inflate(msgspec.json.decode(frame)["data"]))
    assert late["ETH"].mid_px == "4300.0"


def test_the_order_history_begins_with_a_snapshot_and_goes_on_with_each_change(listener: Listener) -> None:
    listener.offer("4301")
    listener.hear(type="userHistoricalOrders", user=listener.desk.address)
    first = listener.told()
    assert list(first) == ["isSnapshot", "user", "orderHistory"]
    assert [(row["order"]["limitPx"], row["status"]) for row in first["orderHistory"]] == [("4301.0", "open")]
    assert listener.frames() == []
    listener.offer("4302")
    later = listener.told()
    assert list(later) == ["user", "orderHistory"]
    assert [row["order"]["limitPx"] for row in later["orderHistory"]] == ["4302.0"]


def test_what_a_site_shows_names_the_agent_and_each_dex(listener: Listener) -> None:
    agent = "0x" + "7" * 40
    listener.hear(type="webData3", user=listener.desk.address)
    told = listener.told()
    assert (told["userState"]["agentAddress"], told["userState"]["cumLedger"]) == (None, "100000.0")
    assert told["perpDexStates"] == [{"totalVaultEquity": "0.0"}, {"totalVaultEquity": "0.0"}]
    listener.desk.send(ApproveAgent(agent_address=agent, agent_name=None, nonce=listener.desk.nonce + 1))
    assert listener.told(5_000)["userState"]["agentAddress"] == agent
