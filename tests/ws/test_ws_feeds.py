"""Every feed: its module, its words, and the frames that belong to it."""

import importlib
import json
import pkgutil
from typing import Any, get_args

import msgspec
import pytest
from tests.shared_data import SHARED, require

from hyperquote.ws import channels
from hyperquote.ws.channels import (
    ActiveAssetCtxSubscription,
    ActiveAssetDataSubscription,
    AllDexsAssetCtxsSubscription,
    AllDexsClearinghouseStateSubscription,
    AllMidsSubscription,
    AnySubscription,
    AssetCtxsSubscription,
    BboSubscription,
    CandleSubscription,
    ClearinghouseStateSubscription,
    FastAssetCtxsSubscription,
    FeedFrame,
    L2BookSubscription,
    NotificationSubscription,
    OpenOrdersSubscription,
    OrderUpdatesSubscription,
    OutcomeMetaUpdatesFrame,
    OutcomeMetaUpdatesSubscription,
    SpotAssetCtxsSubscription,
    SpotStateSubscription,
    TradesSubscription,
    TwapStatesSubscription,
    UserEventsFrame,
    UserEventsSubscription,
    UserFillsSubscription,
    UserFundingsSubscription,
    UserHistoricalOrdersSubscription,
    UserNonFundingLedgerUpdatesSubscription,
    UserTwapHistorySubscription,
    UserTwapSliceFillsSubscription,
    WebData2Subscription,
    WebData3Subscription,
    decode_frame,
)
from hyperquote.ws.channels.base import Subscription
from hyperquote.ws.channels.outcome_meta_updates import OutcomeMetaUpdate, updates_in

MODULES = sorted({module.name for module in pkgutil.iter_modules(channels.__path__)} - {"base", "control"})
USER = "0xABcdef"
CTX = {"prevDayPx": "1.0", "dayNtlVlm": "1.0", "markPx": "1.0", "midPx": None, "circulatingSupply": "1.0", "coin": "@1"}
PERP = {"funding": "0.0", "openInterest": "1.0", "prevDayPx": "1.0", "dayNtlVlm": "1.0", "premium": None} | {
    "oraclePx": "1.0", "markPx": "1.0", "midPx": None, "impactPxs": ["0.9", "1.1"], "dayBaseVlm": "1.0"
}  # fmt: skip
ORDER = {"coin": "ETH", "side": "B", "limitPx": "1.0", "sz": "1.0", "oid": 1, "timestamp": 1} | {
    "triggerCondition": "N/A", "isTrigger": False, "triggerPx": "0.0", "children": [], "isPositionTpsl": False,
    "reduceOnly": False, "orderType": "Limit", "origSz": "1.0", "tif": "Gtc", "cloid": None,
}  # fmt: skip
CHANGE = {"order": ORDER, "status": "open", "statusTimestamp": 1}
FEEDS: list[Subscription[Any]] = [
    ActiveAssetCtxSubscription("ETH"),
    ActiveAssetDataSubscription(USER, "ETH"),
    AllDexsAssetCtxsSubscription(),
    AllDexsClearinghouseStateSubscription(USER),
    AllMidsSubscription(),
    AssetCtxsSubscription(),
    BboSubscription("ETH"),
    CandleSubscription("ETH", "1m"),
    ClearinghouseStateSubscription(USER),
    FastAssetCtxsSubscription(),
    L2BookSubscription("ETH"),
    NotificationSubscription(USER),
    OpenOrdersSubscription(USER),
    OrderUpdatesSubscription(USER),
    OutcomeMetaUpdatesSubscription(),
    SpotAssetCtxsSubscription(),
    SpotStateSubscription(USER),
    TradesSubscription("ETH"),
    TwapStatesSubscription(USER),
    UserEventsSubscription(USER),
    UserFillsSubscription(USER),
    UserFundingsSubscription(USER),
    UserHistoricalOrdersSubscription(USER),
    UserNonFundingLedgerUpdatesSubscription(USER),
    UserTwapHistorySubscription(USER),
    UserTwapSliceFillsSubscription(USER),
    WebData2Subscription(USER),
    WebData3Subscription(USER),
]


def word(feed: type) -> str:
    tag = feed.__struct_config__.tag  # type: ignore[attr-defined]
    assert isinstance(tag, str)
    return tag


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_one_feed_named_after_the_venues_word(name: str) -> None:
    module = importlib.import_module(f"{channels.__name__}.{name}")
    own = [each for each in vars(module).values() if isinstance(each, type) and each.__module__ == module.__name__]
    (feed,) = [each for each in own if issubclass(each, Subscription)]
    frames = [each for each in own if each.__name__.endswith("Frame")]
    assert feed in get_args(AnySubscription)
    assert frames
    assert set(frames) <= set(get_args(FeedFrame))
    assert word(feed).lower() == name.replace("_", "")
    assert feed.__name__.lower() == f"{word(feed).lower()}subscription"


def test_every_feed_is_tried_here() -> None:
    assert {type(feed) for feed in FEEDS} == set(get_args(AnySubscription))


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: type(feed).__name__)
def test_a_feed_says_its_type_first_and_leaves_out_what_is_not_asked(feed: Subscription[Any]) -> None:
    needed = [field.encode_name for field in msgspec.structs.fields(feed) if field.required]
    assert list(msgspec.to_builtins(feed)) == ["type", *needed]


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: type(feed).__name__)
def test_feeds_of_one_user_are_told_apart_without_regard_to_case(feed: Subscription[Any]) -> None:
    if not hasattr(feed, "user"):
        assert feed.routing_key[1] in ("", "ETH", "ETH 1m")
        return
    shouting = msgspec.structs.replace(feed, user=USER.upper().replace("X", "x"))
    assert shouting.routing_key == feed.routing_key


def frames(name: str) -> list[Any]:
    examples = json.loads(require(f"reference/samples/ws_{name}.json").read_text())["examples"]
    return [decode_frame(json.dumps(example["message"])) for example in examples]


ADDRESS = "0x" + "0" * 39
BELONGS: list[Any] = [
    ("activeAssetData", ActiveAssetDataSubscription(ADDRESS + "1", "BTC")),
    ("activeSpotAssetCtx", ActiveAssetCtxSubscription("@107")),
    ("allDexsAssetCtxs", AllDexsAssetCtxsSubscription()),
    ("allDexsClearinghouseState", AllDexsClearinghouseStateSubscription(ADDRESS + "1")),
    ("clearinghouseState", ClearinghouseStateSubscription(ADDRESS + "1")),
    ("fastAssetCtxs", FastAssetCtxsSubscription()),
    ("openOrders", OpenOrdersSubscription(ADDRESS + "a", "xyz")),
    ("outcomeMetaUpdates", OutcomeMetaUpdatesSubscription()),
    ("spotState", SpotStateSubscription(ADDRESS + "2")),
    ("twapStates", TwapStatesSubscription(ADDRESS + "6")),
    ("twapStates", TwapStatesSubscription(ADDRESS + "3", "xyz")),
    ("user", UserEventsSubscription(ADDRESS + "1")),
    ("userNonFundingLedgerUpdates", UserNonFundingLedgerUpdatesSubscription(ADDRESS + "1")),
    ("userTwapHistory", UserTwapHistorySubscription(ADDRESS + "7")),
    ("userTwapSliceFills", UserTwapSliceFillsSubscription(ADDRESS + "7")),
    ("webData3", WebData3Subscription(ADDRESS + "3")),
]


@pytest.mark.parametrize(("name", "feed"), BELONGS)
def test_a_recorded_frame_belongs_to_the_feed_that_asked_for_it(name: str, feed: Subscription[Any]) -> None:
    assert feed.routing_key in [frame.routing_key for frame in frames(name)]


@pytest.mark.parametrize("name", sorted(path.stem for path in (SHARED / "reference/samples").glob("ws_*.json")))
def test_no_recorded_channel_is_unknown(name: str) -> None:
    assert "UnknownFrame" not in {type(frame).__name__ for frame in frames(name.removeprefix("ws_"))}


UNRECORDED: list[Any] = [
    ("assetCtxs", {"dex": "xyz", "ctxs": [PERP]}, AssetCtxsSubscription("xyz")),
    ("spotAssetCtxs", [CTX | {"totalSupply": "1.0", "dayBaseVlm": "1.0"}], SpotAssetCtxsSubscription()),
    (
        "userHistoricalOrders",
        {"isSnapshot": True, "user": USER.lower(), "orderHistory": [CHANGE]},
        UserHistoricalOrdersSubscription(USER),
    ),
    ("userHistoricalOrders", {"user": USER.lower(), "orderHistory": []}, UserHistoricalOrdersSubscription(USER)),
]


@pytest.mark.parametrize(("channel", "data", "feed"), UNRECORDED)
def test_a_documented_frame_is_read_and_written_back(channel: str, data: Any, feed: Subscription[Any]) -> None:
    sent = msgspec.json.encode({"channel": channel, "data": data})
    frame = decode_frame(sent)
    assert msgspec.json.encode(frame) == sent
    assert frame.routing_key == feed.routing_key  # type: ignore[union-attr]


def test_an_end_of_an_outcome_is_read_in_both_spellings() -> None:
    bare = '[{"outcomeSettled":7},{"questionSettled":8},{"outcomeRenamed":{"outcome":9}}]'
    wrapped = '{"updates":[{"outcomeSettled":{"outcome":7}},{"questionSettled":{"question":8}}]}'
    read = []
    for data in (bare, wrapped):
        frame = decode_frame(f'{{"channel":"outcomeMetaUpdates","data":{data}}}')
        assert isinstance(frame, OutcomeMetaUpdatesFrame)
        read.append([(each.settled_outcome, each.settled_question) for each in updates_in(frame.data)])
    assert read == [[(7, None), (None, 8), (None, None)], [(7, None), (None, 8)]]
    assert OutcomeMetaUpdate().settled_outcome is None


def test_what_becomes_of_a_twap_is_a_user_event_too() -> None:
    (record, *_) = frames("userTwapHistory")[0].data.history
    sent = msgspec.json.encode({"channel": "user", "data": {"twapHistory": [record]}})
    frame = decode_frame(sent)
    assert isinstance(frame, UserEventsFrame)
    assert frame.data.twap_history == [record]
    assert msgspec.json.encode(frame) == sent
