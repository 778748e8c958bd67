"""The page for those who come from the official SDK names every call they know, and only calls that there are."""

import inspect
import re
from pathlib import Path
from typing import get_args

import pytest
from hyperliquid.exchange import Exchange
from hyperliquid.info import Info
from hyperliquid.utils import types

from hyperquote.exchange import actions
from hyperquote.exchange.client import ExchangeClient
from hyperquote.info import requests
from hyperquote.info.client import InfoClient
from hyperquote.ws import channels

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "migration.md").read_text(encoding="utf-8")
ACTIONS, REST = PAGE.split("## Questions and streams")
QUESTIONS, CHANNELS = REST.split("## Channels")
ROW = re.compile(r"^\| `(\w+)` \| (.*) \|$", re.MULTILINE)
OURS = {each.__struct_config__.tag: each for each in get_args(channels.AnySubscription)}


@pytest.mark.parametrize(("theirs", "part"), [(Exchange, ACTIONS), (Info, QUESTIONS)])
def test_every_public_call_of_the_official_sdk_has_a_row(theirs: type, part: str) -> None:
    calls = [name for name, _ in inspect.getmembers(theirs, inspect.isfunction) if not name.startswith("_")]
    assert [name for name, _ in ROW.findall(part)] == sorted(calls)


def test_every_call_of_ours_that_the_page_names_exists() -> None:
    for _, ours in ROW.findall(ACTIONS):
        for name in re.findall(r"hl\.exchange\.(\w+)", ours):
            assert hasattr(ExchangeClient, name), name
        for name in re.findall(r"^`send\((\w+)", ours):
            assert hasattr(actions, name), name
    for _, ours in ROW.findall(QUESTIONS):
        for name in re.findall(r"ask\((\w+)", ours):
            assert hasattr(requests, name), name
        for name in re.findall(r"^`(\w+)\(", ours):
            assert name == "ask" or hasattr(InfoClient, name), name


def test_every_channel_of_the_official_sdk_has_a_row_with_our_class() -> None:
    theirs = sorted(get_args(each.__annotations__["type"])[0] for each in get_args(types.Subscription))
    assert [name for name, _ in ROW.findall(CHANNELS)] == theirs
    for name, row in ROW.findall(CHANNELS):
        assert row.startswith(f"`{OURS[name].__name__}("), name


def test_our_other_channels_are_all_named() -> None:
    more = CHANNELS.split("Feeds that it does not know:")[1].split("[What each tells]")[0]
    others = {each.__name__ for tag, each in OURS.items() if tag not in dict(ROW.findall(CHANNELS))}
    assert set(re.findall(r"`(\w+)`", more)) == others
