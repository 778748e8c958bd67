"""Every refusal on record has a meaning; what is not on record keeps its words."""

import re

import pytest
from tests.shared_data import SHARED

from hyperquote.exchange.actions.outcome import Error
from hyperquote.exchange.reasons import REASONS, Kind, reason_of
from hyperquote.local_exchange.matching.refusals import _TEXTS, refusal_text

CATALOGUE = SHARED / "reference" / "exchange-actions.md"


def recorded() -> list[str]:
    """Return the texts of the venue's catalogue of errors, with its placeholders filled in."""
    if not CATALOGUE.is_file():
        return []
    part = CATALOGUE.read_text(encoding="utf-8").split("## 13. Error text catalogue")[1].split("\n## 14")[0]
    texts: list[str] = []
    for row in re.findall(r"^\| (`.*?) \| [^|]* \| [^|]* \|$", part, re.MULTILINE):
        said = row.split(" ([D]")[0] if "(Spot-only)" in row or "prefix" in row else row
        texts += [text for text in re.findall(r"`([^`]+)`", said) if " " in text]
    return [re.sub(r"\{\w+\}", "10", text).replace("…", "9") for text in texts if not text.startswith("nonce")]


@pytest.mark.skipif(not CATALOGUE.is_file(), reason="the venue's catalogue of errors lies beside the repository")
def test_every_text_on_record_has_a_meaning() -> None:
    texts = recorded()
    assert len(texts) > 60
    assert [text for text in texts if reason_of(text).kind is Kind.UNKNOWN] == []


def test_every_refusal_of_the_local_exchange_has_one() -> None:
    for status in _TEXTS:
        assert reason_of(refusal_text(status, 7)).kind is not Kind.UNKNOWN, status


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.text)
def test_each_row_is_found_by_its_own_text_and_says_what_to_do(reason: object) -> None:
    found = next(each for each in REASONS if each is reason)
    assert reason_of(found.text.replace("…", "1 of 2") + " asset=10000") is found
    assert found.advice


def test_an_unknown_text_is_kept_whole() -> None:
    reason = reason_of("The moon is in the wrong house. asset=3")
    assert (reason.kind, reason.text) == (Kind.UNKNOWN, "The moon is in the wrong house. asset=3")
    assert not reason.may_retry


def test_an_outcome_knows_its_reason() -> None:
    reason = Error("Insufficient margin to place order. asset=0").reason
    assert (reason.kind, reason.may_retry) == (Kind.FUNDS, True)
    assert "deposit" in repr(reason)
