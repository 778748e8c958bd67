import asyncio
import io
import os
import pty
import termios
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from tests.fake_view import NOON_MS, fill_free_money, session_info, view

from hyperquote.market_maker.infra.screen.keys import CONFIRM_S, KeyMap, KeyReader
from hyperquote.market_maker.infra.screen.live import Screen
from hyperquote.market_maker.infra.screen.render import render
from hyperquote.market_maker.infra.screen.state import RecentFill, ScreenState
from hyperquote.market_maker.view import FeedView, LevelView

GOLDEN = Path(__file__).parent / "golden"


def state(**changes: object) -> ScreenState:
    made = ScreenState(
        info=session_info(),
        bids=[(110_743.0 - 2 * rung, 0.2 * (rung + 1)) for rung in range(20)],
        asks=[(110_744.0 + 2 * rung, 0.3 * (rung + 1)) for rung in range(20)],
        fills=[
            RecentFill(NOON_MS + 3_377, False, 0.01, 110_789.0, 1, 0.8, 1.0),
            RecentFill(NOON_MS + 1_002, True, 0.01, 110_702.0, 0, -0.3, 1.0),
            RecentFill(NOON_MS, True, 0.01, 110_702.0, -1, None, 0.0),
        ],
        cycle_ms=0.4,
        rate_budget=9_871,
        max_drawdown=0.05,
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(("width", "height"), [(100, 30), (80, 24)])
def test_the_picture_is_the_one_we_agreed_on(width: int, height: int) -> None:
    """To agree on another: delete the file in golden/, run the test twice, look at the new one."""
    shown = "\n".join(row.rstrip() for row in render(view(), state(), width, height).plain.splitlines()) + "\n"
    golden = GOLDEN / f"screen_{width}x{height}.txt"
    if not golden.exists():
        golden.write_text(shown)
        pytest.fail(f"{golden.name} was missing and has been written; look at it")
    assert shown == golden.read_text()


@given(
    width=st.integers(80, 220),
    height=st.integers(24, 70),
    book=st.integers(0, 25),
    is_warm=st.booleans(),
    gates=st.lists(st.sampled_from(["book stale 6.1 s", "ask: reduce-only (position 1.02 × limit)"]), max_size=2),
    notice=st.sampled_from(["", "kill: cancel all and stop for good? y confirms, any other key goes on " * 3]),
)
def test_every_picture_fits_its_window_exactly(
    width: int, height: int, book: int, is_warm: bool, gates: list[str], notice: str
) -> None:
    full = state(notice=notice)
    full.bids, full.asks = full.bids[:book], full.asks[:book]
    seen = view(gates=gates) if is_warm else view(params=None, warmup="14/20 volume ticks", orders=[], mid=0.0)
    rows = render(seen, full, width, height).plain.split("\n")
    assert len(rows) == height
    assert {cell_len(row) for row in rows} == {min(width, 160)}


def test_a_window_too_small_says_how_large_it_must_be() -> None:
    assert "needs 80 × 24" in render(view(), state(), 79, 30).plain


def text(seen: object = None, **changes: object) -> str:
    return render(seen or view(), state(**changes), 100, 40).plain  # type: ignore[arg-type]


def test_warming_up_says_what_is_missing() -> None:
    cold = view(params=None, warmup="14/20 volume ticks, 10/10 books", orders=[], spread=[], skew=[], gamma_factors=[])
    shown = text(cold)
    assert "warming up: 14/20 volume ticks, 10/10 books" in shown
    assert "not known yet" in shown


@pytest.mark.parametrize("prefix", ["ask: ", "ask off: "])
def test_a_blocked_side_says_by_what(prefix: str) -> None:
    bids = [order for order in view().orders if order.is_buy]
    shown = text(view(orders=bids, gates=[prefix + "reduce-only (position 1.02 × limit)"]))
    assert "ask off: reduce-only (position 1.02 × limit)" in shown
    assert "bid 110 695" in shown


def test_a_gate_for_both_sides_is_named() -> None:
    assert "no quotes: book stale 6.1 s" in text(view(gates=["book stale 6.1 s"]))


def test_the_kill_switch_pushes_everything_else_out_of_the_quotes() -> None:
    shown = text(view(kill_reasons=["drawdown 5.10 %"]))
    assert "KILL SWITCH" in shown
    assert "drawdown 5.10 %" in shown


def test_a_mode_has_its_reason() -> None:
    why = "drawdown 12.40 USD"
    shown = text(view(mode="cancel-only", mode_reason=why, gates=[why]))
    assert f"cancel-only: {why}" in shown
    assert shown.count(why) == 1


def test_a_question_stands_before_a_warning() -> None:
    shown = text(notice="risk: reduce-only", question="kill: are you sure?")
    assert 0 < shown.index("kill: are you sure?") < shown.index("risk: reduce-only")


def test_pause_is_said_and_the_key_help_follows() -> None:
    shown = text(is_paused=True)
    assert "paused: no quotes until p is pressed" in shown
    assert "p resume" in shown


def test_feeds_tell_silence_from_staleness() -> None:
    shown = text(view(feeds=[FeedView("book", -1.0, 5.0), FeedView("bbo", 6.1, 5.0), FeedView("user", 2.0, 60.0)]))
    assert "book none yet · bbo stale 6.1 s" in shown
    assert "user ok" in shown


def test_rungs_outside_the_visible_book_are_shown_too() -> None:
    shown = text(view(orders=[LevelView(True, 90_000.0, 0.5, 4, "Resting")]))
    assert "90 000" in shown
    assert "■ 0.50000" in shown


def test_an_order_being_cancelled_is_hollow_and_no_quote() -> None:
    shown = text(view(orders=[LevelView(True, 110_741.0, 0.5, 0, "CancelPending")]))
    assert "□ 0.50000" in shown
    assert "bid off: nothing wanted" in shown


def test_the_best_order_shows_its_chance_and_who_stands_before_it() -> None:
    shown = text(view(orders=[LevelView(True, 110_741.0, 0.5, 0, "Resting", 0.31, 0.12)]))
    assert "p(fill) 0.12" in shown
    assert "0.31000 ahead" in shown


def test_nothing_lost_and_nothing_won_has_no_sign() -> None:
    assert "P&L 0.00 = spread 0.00" in text(view(money=fill_free_money()))


def test_no_color_takes_all_colour_out() -> None:
    colourful, plain = io.StringIO(), io.StringIO()
    for stream, environment in ((colourful, {}), (plain, {"NO_COLOR": "1"})):
        console = Console(
            file=stream, force_terminal=True, color_system="truecolor", width=100, height=30, _environ=environment
        )
        with Screen(console) as screen:
            screen.draw(view(), state())
    assert "\x1b[32m" in colourful.getvalue()
    assert not {f"\x1b[{code}m" for code in (31, 32, 33, 36, 90)} & set(
        plain.getvalue().replace("m", "m\0").split("\0")
    )


def test_the_terminal_is_given_back_after_an_error() -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=100, height=30, _environ={"TERM": "xterm"})
    with pytest.raises(ZeroDivisionError), Screen(console):
        raise ZeroDivisionError
    assert "\x1b[?1049h" in stream.getvalue()
    assert stream.getvalue().rstrip().endswith("\x1b[?25h") or "\x1b[?1049l" in stream.getvalue()


def test_a_pipe_is_no_screen() -> None:
    assert not Screen(Console(file=io.StringIO())).is_possible


def test_q_quits_and_p_pauses_at_once() -> None:
    keys = KeyMap()
    assert [keys.press(key, 0.0) for key in "qpx"] == ["quit", "pause", ""]


def test_a_kill_needs_a_second_key() -> None:
    keys = KeyMap()
    assert keys.press("k", 0.0) == ""
    assert "y confirms" in keys.question
    assert keys.press("y", 1.0) == "kill"
    assert keys.question == ""


def test_any_other_key_takes_the_kill_back_and_does_nothing_else() -> None:
    keys = KeyMap()
    keys.press("k", 0.0)
    assert keys.press("q", 1.0) == ""
    assert keys.press("y", 2.0) == ""


def test_an_unanswered_kill_goes_away() -> None:
    keys = KeyMap()
    keys.press("k", 0.0)
    keys.tick(CONFIRM_S)
    assert keys.question == ""
    assert keys.press("y", CONFIRM_S) == ""


async def test_keys_are_read_one_by_one_from_a_terminal() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as terminal:
        before = termios.tcgetattr(theirs)
        wishes: asyncio.Queue[str] = asyncio.Queue()
        async with KeyReader(wishes.put_nowait, terminal):
            os.write(ours, b"p")
            assert await asyncio.wait_for(wishes.get(), 5) == "pause"
            os.write(ours, b"ky")
            assert await asyncio.wait_for(wishes.get(), 5) == "kill"
        assert termios.tcgetattr(theirs) == before
    os.close(ours)


async def test_nothing_is_read_where_there_is_no_terminal() -> None:
    async with KeyReader(lambda _: pytest.fail("no key was pressed"), io.StringIO("q")):
        pass
