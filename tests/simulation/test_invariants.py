"""Each check finds what it is there to find: it is shown the fault that it must not overlook."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests import fake_view

from hyperquote.book.grid import Grid
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.market_maker.commands import NewOrder, Note, Place
from hyperquote.market_maker.config import load
from hyperquote.market_maker.events import Account, Bbo
from hyperquote.market_maker.infra.assemble import build_market_maker
from hyperquote.market_maker.tracking.cloid import CloidMaker
from hyperquote.simulation.invariants import BTC, Checker
from hyperquote.simulation.session import KEY
from hyperquote.simulation.virtual_time import START_MS, VirtualLoop

US, OTHER = "0x" + "1" * 40, "0x" + "2" * 40
NOW_NS = START_MS * 1_000_000
PX = 1_100_000


@pytest.fixture
def loop() -> Iterator[VirtualLoop]:
    loop = VirtualLoop()
    yield loop
    loop.close()


class Stage:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.exchange = LocalExchange(START_MS)
        for account in (US, OTHER):
            self.exchange.fund(account, 1_000_000, START_MS)
        self.engine = build_market_maker(load(None, {}), Grid(5), session=1, leverage=3, maker_fee_rate=0.0)
        self.checker = Checker(self.exchange, self.engine, US, KEY[2:], loop)
        self.cloids = CloidMaker(1)

    def found(self) -> set[str]:
        return {violation.invariant for violation in self.checker.violations}

    def order(self, **changes: Any) -> NewOrder:
        facts: dict[str, Any] = {
            "cloid": self.cloids.next(),
            "is_buy": True,
            "px_units": PX,
            "lots": 100,
            "tif": "Alo",
            "reduce_only": False,
            "level": 0,
        } | changes
        return NewOrder(**facts)

    def rest(self, lots: int, cloid: str, *, is_buy: bool = True) -> None:
        self.exchange.core.place(US, BTC, is_buy, PX, lots, "Gtc", False, cloid, START_MS)

    def quote(self, age_s: float = 0.0) -> None:
        bbo = Bbo(START_MS, NOW_NS - int(age_s * 1e9), 110_000.0, 1.0, 110_001.0, 1.0)
        self.checker.on_event(bbo)
        self.engine.on_event(bbo)


@pytest.fixture
def stage(loop: VirtualLoop) -> Stage:
    return Stage(loop)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"px_units": PX + 3}, "off the grid"),
        ({"lots": 0}, "off the grid"),
        ({"lots": 5}, "below the minimum"),
        ({"px_units": PX + 10}, "crosses"),
        ({"px_units": PX, "is_buy": False}, "crosses"),
    ],
)
def test_an_order_that_breaks_the_rules_of_the_venue_is_i6(stage: Stage, changes: dict[str, Any], text: str) -> None:
    stage.quote()
    stage.checker.on_command(NOW_NS, Place([stage.order(**changes)]))
    assert "I6" in stage.found()
    assert any(text in violation.text for violation in stage.checker.violations)


def test_an_order_that_keeps_them_is_none(stage: Stage) -> None:
    stage.quote()
    stage.checker.on_command(NOW_NS, Place([stage.order(px_units=PX - 10)]))
    assert "I6" not in stage.found()


def test_an_order_before_all_is_known_is_i10(stage: Stage) -> None:
    stage.quote()
    stage.checker.on_command(NOW_NS, Place([stage.order(px_units=PX - 10)]))  # the engine is not warm
    assert "I10" in stage.found()


def test_an_order_on_an_old_quote_is_i10(stage: Stage) -> None:
    stage.quote(age_s=6.0)
    stage.checker.on_command(NOW_NS, Place([stage.order()]))
    assert any("6.0 s ago" in violation.text for violation in stage.checker.violations)


def test_a_nonce_that_does_not_rise_is_i7(stage: Stage) -> None:
    for nonce in (5, 6, 6):
        stage.checker.post("/exchange", b'{"action": {}, "nonce": %d}' % nonce)
    assert stage.found() == {"I7"}


@pytest.mark.parametrize("tell", ["note", "request"])
def test_a_key_in_the_open_is_i18(stage: Stage, tell: str) -> None:
    if tell == "note":
        stage.checker.on_command(NOW_NS, Note("info", "x", f"it is {KEY}"))
    else:
        stage.checker.post("/exchange", b'{"nonce": 1, "key": "%s"}' % KEY.encode())
    assert stage.found() == {"I18"}


def test_more_exposure_than_the_limit_is_i1(stage: Stage) -> None:
    stage.engine.quoter.max_position = 0.01
    stage.rest(1_000, stage.cloids.next())
    stage.checker.look_at_venue(NOW_NS)
    assert stage.found() == set()
    stage.rest(100, stage.cloids.next())
    stage.checker.look_at_venue(NOW_NS)
    assert stage.found() == {"I1"}


def test_a_fill_that_was_not_told_is_i2_and_i3(stage: Stage) -> None:
    stage.checker.on_event(
        Account(START_MS - 1, NOW_NS, position_lots=0, equity_micro=1_000_000_000, margin_used_micro=0, leverage=3)
    )
    stage.rest(500, "0x" + "9" * 32)
    stage.exchange.core.place(OTHER, BTC, False, PX, 500, "Ioc", False, "", START_MS + 1)
    stage.checker.quiesced()
    assert stage.found() == {"I2", "I3"}


def test_an_order_of_ours_that_we_do_not_know_is_i4(stage: Stage) -> None:
    stage.rest(500, stage.cloids.next())
    stage.checker.quiesced()
    assert stage.found() == {"I4"}


@pytest.mark.parametrize(
    ("changes", "invariant"),
    [
        ({"money": fake_view.money(total=4.13)}, "I12"),
        ({"params": fake_view.params(sigma=float("nan"))}, "I20"),
        ({"params": fake_view.params(kappa=float("inf"))}, "I20"),
    ],
)
def test_figures_that_cannot_be_are_found(stage: Stage, changes: dict[str, Any], invariant: str) -> None:
    stage.checker.on_view(fake_view.view(money=fake_view.money(total=4.12, spread=6.90)))
    assert stage.found() == set()
    stage.checker.on_view(fake_view.view(**changes))
    assert stage.found() == {invariant}


@pytest.mark.parametrize(
    ("changes", "is_found"),
    [
        (lambda _s: {"orders": []}, True),
        (lambda _s: {"orders": [], "gates": ["margin"]}, False),
        (lambda _s: {"orders": [], "mode": "reduce-only"}, False),
        (lambda _s: {}, False),
    ],
)
def test_silence_without_a_reason_is_i19(
    stage: Stage, changes: Callable[[Stage], dict[str, Any]], is_found: bool
) -> None:
    for second in range(15):
        stage.checker.on_view(fake_view.view(local_ns=NOW_NS + second * 1_000_000_000, **changes(stage)))
    assert (stage.found() == {"I19"}) is is_found
