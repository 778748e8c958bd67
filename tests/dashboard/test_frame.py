"""How the session stands, in words, and how near each limit is."""

from typing import Any

import pytest
from tests import fake_view

from hyperquote.dashboard.frame import frame_of, standing
from hyperquote.market_maker.config import KillSwitchConfig
from hyperquote.market_maker.infra.screen.state import ScreenState
from hyperquote.market_maker.view import LevelView

BID = LevelView(True, 1.0, 1.0, 0, "Resting")


@pytest.mark.parametrize(
    ("changes", "is_paused", "state", "why"),
    [
        ({}, False, "quoting", []),
        ({"warmup": "warming up: 3/20 volume ticks"}, False, "warming up", ["3/20 volume ticks"]),
        ({"gates": ["paused by the operator"]}, True, "paused", ["paused by the operator"]),
        ({"mode": "reduce-only", "mode_reason": "position"}, False, "reduce-only", ["position"]),
        (
            {"mode": "cancel-only", "mode_reason": "book stale", "gates": ["book stale"]},
            False,
            "cancel-only",
            ["book stale"],
        ),
        ({"orders": [], "gates": ["no margin"]}, False, "not quoting", ["no margin"]),
        ({"orders": [BID], "gates": ["ask off: limit"]}, False, "one-sided", ["ask off: limit"]),
        ({"kill_reasons": ["drawdown"], "warmup": "warming up: x"}, True, "killed", ["drawdown"]),
    ],
)
def test_the_session_stands_in_a_word_with_every_reason(
    changes: dict[str, Any], is_paused: bool, state: str, why: list[str]
) -> None:
    assert standing(fake_view.view(**changes), is_paused=is_paused) == (state, why)


def test_each_limit_shows_how_far_it_is_used() -> None:
    view = fake_view.view(position=-0.05, money=fake_view.money(daily=-120.0), drawdown=0.02)
    limits = KillSwitchConfig(max_daily_loss=400.0, max_drawdown=0.04, max_position_value=9_000.0)
    frame = frame_of(view, ScreenState(fake_view.session_info()), limits)
    assert [(each.name, round(each.value, 6), each.limit) for each in frame.limits] == [
        ("daily loss", 120.0, 400.0),
        ("drawdown", 2.0, 4.0),
        ("position value", round(0.05 * view.mid, 6), 9_000.0),
        ("inventory", 0.05, 0.5),
    ]


def test_before_warm_nothing_is_believed() -> None:
    frame = frame_of(fake_view.view(params=None), ScreenState(fake_view.session_info()), KillSwitchConfig())
    assert frame.beliefs == []
    assert frame.microprice is None
