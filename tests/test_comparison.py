"""The page that compares us with other SDKs says what the sources say, and we have every word that any of them has."""

import pytest
from docs import comparison, generate

KINDS = sorted(comparison.OURS)


@pytest.mark.parametrize("kind", KINDS)
def test_we_have_every_word_that_anybody_has(kind: str) -> None:
    assert comparison.OURS[kind]() == comparison.everybodys(kind)


def words(peer: str, kind: str) -> set[str]:
    [found] = [each for each in comparison.PEERS if each.name.startswith(peer)]
    return set(found.words[kind].split())


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_of_the_official_sdk_are_those_of_its_source(kind: str) -> None:
    pytest.importorskip("hyperliquid")
    assert words("hyperliquid-python-sdk", kind) == comparison.official_words(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_of_ccxt_are_those_of_its_source(kind: str) -> None:
    pytest.importorskip("ccxt")
    assert words("ccxt", kind) == comparison.ccxt_words(kind)


@pytest.mark.parametrize("peer", comparison.PEERS, ids=lambda peer: peer.name)
def test_no_word_is_listed_twice(peer: comparison.Peer) -> None:
    for listed in peer.words.values():
        assert len(listed.split()) == len(set(listed.split()))


def test_the_page_is_up_to_date() -> None:
    written = generate.COMPARISON.read_text(encoding="utf-8")
    assert written == generate.comparison(), "comparison.md is out of date: run `make docs` and commit it"
