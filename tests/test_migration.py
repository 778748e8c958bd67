"""The page for those who come from the official SDK names every call they know, and only calls that there are."""

import inspect
import re
from pathlib import Path

import pytest
from hyperliquid.exchange import Exchange
from hyperliquid.info import Info

from hyperquote.exchange import actions
from hyperquote.exchange.client import ExchangeClient
from hyperquote.info import requests
from hyperquote.info.client import InfoClient

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "migration.md").read_text(encoding="utf-8")
ACTIONS, QUESTIONS = PAGE.split("## Questions and streams")
ROW = re.compile(r"^\| `(\w+)` \| (.*) \|$", re.MULTILINE)


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
