"""Public messages become events: every recorded one, and none that is no number."""

import json
from typing import Any

import msgspec
import pytest
from tests.shared_data import require

from hyperquote.info.requests.l2_book import L2Book
from hyperquote.info.requests.meta_and_asset_ctxs import PerpAssetCtx
from hyperquote.info.requests.recent_trades import Trade as TradeMessage
from hyperquote.market_maker.events import AssetContext, Bbo, Book, Event, Feed, Rejected, Trade
from hyperquote.market_maker.messages.market import bbo_event, book_event, context_event, trade_event
from hyperquote.market_maker.messages.validate import Gatekeeper, GatekeeperSettings
from hyperquote.ws.channels import decode_frame
from hyperquote.ws.channels.active_asset_ctx import ActiveAssetCtxFrame
from hyperquote.ws.channels.bbo import Bbo as BboMessage
from hyperquote.ws.channels.bbo import BboFrame
from hyperquote.ws.channels.l2_book import L2BookFrame
from hyperquote.ws.channels.trades import TradesFrame

NOW_NS = 1_765_887_848_500_000_000


def recorded(name: str) -> list[Any]:
    """Return the frames of a file of recorded messages, each with its own words."""
    examples = json.loads(require(f"reference/samples/{name}.json").read_text())["examples"]
    return [(decode_frame(json.dumps(example["message"])), example["message"]["data"]) for example in examples]


def judged(event: Event) -> str:
    """Return what a fresh gate says to an event."""
    return Gatekeeper(GatekeeperSettings()).check(event)


def test_every_recorded_best_bid_and_offer_is_read() -> None:
    for frame, words in recorded("ws_bbo"):
        assert isinstance(frame, BboFrame)
        event = bbo_event(frame.data, words["time"] * 1_000_000)
        bid, ask = words["bbo"]
        if bid is None or ask is None:
            assert isinstance(event, Rejected)
            continue
        assert isinstance(event, Bbo)
        assert (event.exchange_ms, event.bid_px, event.ask_sz) == (words["time"], float(bid["px"]), float(ask["sz"]))
        assert judged(event) == ""


def test_every_recorded_book_is_read_whole_and_best_first() -> None:
    for frame, words in recorded("ws_l2Book"):
        assert isinstance(frame, L2BookFrame)
        event = book_event(frame.data, words["time"] * 1_000_000)
        bids, asks = words["levels"]
        if not (bids and asks):
            assert isinstance(event, Rejected)
            continue
        assert isinstance(event, Book)
        assert list(event.bid_px) == [float(level["px"]) for level in bids]
        assert list(event.ask_sz) == [float(level["sz"]) for level in asks]
        assert event.is_deep is not words.get("fast", False)
        assert judged(event) == ""


def test_every_recorded_trade_is_read_with_the_side_of_its_aggressor() -> None:
    for frame, words in recorded("ws_trades"):
        assert isinstance(frame, TradesFrame)
        for message, said in zip(frame.data, words, strict=True):
            event = trade_event(message, said["time"] * 1_000_000)
            assert isinstance(event, Trade)
            assert (event.px, event.sz, event.tid) == (float(said["px"]), float(said["sz"]), said["tid"])
            assert event.is_buy is (said["side"] == "B")
            assert judged(event) == ""


def test_every_recorded_context_of_a_perpetual_is_read() -> None:
    for frame, words in recorded("ws_activeAssetCtx"):
        assert isinstance(frame, ActiveAssetCtxFrame)
        event = context_event(frame.data.ctx, NOW_NS)
        said = words["ctx"]
        assert isinstance(event, AssetContext)
        assert (event.mark_px, event.oracle_px) == (float(said["markPx"]), float(said["oraclePx"]))
        assert (event.funding_rate, event.open_interest) == (float(said["funding"]), float(said["openInterest"]))
        assert judged(event) == ""


def bbo(bid: dict[str, Any] | None, ask: dict[str, Any] | None) -> BboMessage:
    return msgspec.convert({"coin": "BTC", "time": NOW_NS // 1_000_000, "bbo": [bid, ask]}, BboMessage)


def level(px: str, sz: str = "1.0") -> dict[str, Any]:
    return {"px": px, "sz": sz, "n": 1}


@pytest.mark.parametrize(("bid", "ask"), [(None, level("101.0")), (level("100.0"), None), (None, None)])
def test_a_quote_with_an_empty_side_is_named_and_dropped(
    bid: dict[str, Any] | None, ask: dict[str, Any] | None
) -> None:
    event = bbo_event(bbo(bid, ask), NOW_NS)
    assert isinstance(event, Rejected)
    assert (event.feed, event.reason) == (Feed.BBO, "one side of the book is empty")


@pytest.mark.parametrize("text", ["", "abc", "1,5", "0x10", "--1"])
def test_what_is_no_number_is_named_and_dropped(text: str) -> None:
    quote = bbo_event(bbo(level(text), level("101.0")), NOW_NS)
    book = book_event(
        msgspec.convert({"coin": "BTC", "time": 1, "levels": [[level("100.0", text)], [level("101.0")]]}, L2Book),
        NOW_NS,
    )
    trade = trade_event(TradeMessage(coin="BTC", side="B", px=text, sz="1.0", time=1, hash="0x0", tid=1), NOW_NS)
    for event, feed in ((quote, Feed.BBO), (book, Feed.BOOK), (trade, Feed.TRADES)):
        assert isinstance(event, Rejected)
        assert (event.feed, event.reason) == (feed, "a price or size is not a number")


def test_a_trade_is_forced_when_either_side_is_a_known_liquidator() -> None:
    liquidators = frozenset({"0xab"})
    forced = []
    for users in (("0xAB", "0x01"), ("0x01", "0xab"), ("0x01", "0x02"), None):
        message = TradeMessage("BTC", "B", "100.0", "1.0", 1, "0x0", 1, users)
        event = trade_event(message, NOW_NS, liquidators)
        assert isinstance(event, Trade)
        forced.append(event.is_forced)
    assert forced == [True, True, False, False]


@pytest.mark.parametrize("text", ["nan", "inf", "-1", "0"])
def test_a_number_that_is_no_price_passes_the_reading_but_not_the_gate(text: str) -> None:
    event = bbo_event(bbo(level(text), level("101.0")), NOW_NS)
    assert judged(event).startswith("bad price in quote")


def context(**changed: str) -> PerpAssetCtx:
    words = {
        "funding": "0.0000125",
        "openInterest": "1.0",
        "prevDayPx": "99.0",
        "dayNtlVlm": "1.0",
        "oraclePx": "100.0",
        "markPx": "100.0",
    }
    return msgspec.convert(words | changed, PerpAssetCtx)


def test_a_context_without_a_mark_does_not_pass_the_gate() -> None:
    assert judged(context_event(context(), NOW_NS)) == ""
    assert judged(context_event(context(markPx="0.0"), NOW_NS)).startswith("bad price in context")


@pytest.mark.parametrize("field", ["funding", "openInterest", "oraclePx", "markPx"])
def test_a_context_that_is_no_number_is_named_and_dropped(field: str) -> None:
    assert isinstance(context_event(context(**{field: "x"}), NOW_NS), Rejected)
