import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from librt.vecs import vec
from tests.fake_view import NOON_MS, fill, params, session_info, view

from hyperquote.book.grid import Grid
from hyperquote.market_maker.commands import (
    AskAccount,
    AskFills,
    AskOrder,
    Cancel,
    NewOrder,
    Note,
    OrderRef,
    Place,
)
from hyperquote.market_maker.events import (
    Bbo,
    Book,
    CancelReply,
    Event,
    OrderStatus,
    OrderUpdate,
    Outcome,
    Pause,
    PlaceReply,
    Timer,
)
from hyperquote.market_maker.infra.journal import Journal, JournalReader
from hyperquote.market_maker.infra.log_lines import LogLines, quote_text, status_text
from hyperquote.market_maker.infra.logging import configure, get_logger
from hyperquote.market_maker.infra.recording import Recording, state_of
from hyperquote.market_maker.infra.screen.follower import NOTICE_NS, ScreenFollower
from hyperquote.market_maker.infra.screen.state import ScreenState
from hyperquote.market_maker.infra.watch import MidHistory
from hyperquote.market_maker.port import Watcher
from hyperquote.market_maker.tracking.order import OrderState

NOON_NS = NOON_MS * 1_000_000
GRID = Grid(5)


def bbo(ms: int, mid: float) -> Bbo:
    return Bbo(NOON_MS + ms, (NOON_MS + ms) * 1_000_000, mid - 0.5, 1.0, mid + 0.5, 1.0)


def place(*cloids: str, level: int = 0) -> Place:
    return Place([NewOrder(cloid, False, 1_107_890, 1_000, "Alo", False, level) for cloid in cloids])


@pytest.fixture
def recording(tmp_path: Path) -> Iterator[Recording]:
    journal = Journal(tmp_path)
    journal.begin(session_info())
    yield Recording(journal)
    journal.close()


def read(recording: Recording) -> JournalReader:
    recording.journal.commit()
    return JournalReader(recording.journal.path.parent)


def test_a_watcher_need_not_watch() -> None:
    idle = Watcher()
    idle.on_event(Timer(0, 0))
    idle.on_command(0, AskAccount())
    idle.on_view(view())


def test_the_mid_before_a_fill_is_strictly_before_it() -> None:
    mids = MidHistory()
    for ms, mid in [(0, 100.0), (100, 101.0), (50, 999.0)]:  # the last one comes late and is not believed
        mids.update(bbo(ms, mid))
    assert mids.before(NOON_MS) is None
    assert mids.before(NOON_MS + 100) == 100.0
    assert mids.before(NOON_MS + 101) == 101.0


def test_an_empty_side_tells_no_mid() -> None:
    nothing = vec[float]()
    assert not MidHistory().update(Book(0, 0, nothing, nothing, nothing, nothing, True))


def test_orders_are_on_disk_when_their_command_has_been_seen(recording: Recording) -> None:
    recording.on_command(NOON_NS, place("0xaa", "0xbb"))
    reader = JournalReader(recording.journal.path.parent)  # without a commit of ours
    assert [row.cloid for row in reader.open_or_unknown_orders()] == ["0xaa", "0xbb"]


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (PlaceReply(0, NOON_NS, [Outcome("0xaa", Outcome.RESTING, 7, 0, "")]), OrderState.RESTING),
        (PlaceReply(0, NOON_NS, [Outcome("0xaa", Outcome.FILLED, 7, 9, "")]), OrderState.FILLED_IMMEDIATELY),
        (PlaceReply(0, NOON_NS, [Outcome("0xaa", Outcome.REJECTED, 0, 0, "tick")]), OrderState.REJECTED),
        (PlaceReply(0, NOON_NS, [Outcome("0xaa", Outcome.UNKNOWN, 0, 0, "timeout")]), OrderState.UNKNOWN),
        (CancelReply(0, NOON_NS, [Outcome("0xaa", Outcome.CANCELLED, 7, 0, "")]), OrderState.CANCEL_CONFIRMED),
        (CancelReply(0, NOON_NS, [Outcome("0xaa", Outcome.GONE, 7, 0, "")]), OrderState.UNKNOWN),
        (OrderUpdate(0, NOON_NS, 7, "0xaa", False, 1, 4, 9, "open"), OrderState.PARTIAL_FILLED),
        (OrderUpdate(0, NOON_NS, 7, "0xaa", False, 1, 0, 9, "filled"), OrderState.FILLED),
        (OrderStatus(0, NOON_NS, "0xaa", 7, "marginCanceled", 9), OrderState.CANCELLED),
        (OrderStatus(0, NOON_NS, "0xaa", 7, "a word of tomorrow", 9), OrderState.SENT),
    ],
)
def test_every_word_on_an_order_moves_it(recording: Recording, event: Event, state: str) -> None:
    recording.on_command(NOON_NS, place("0xaa"))
    recording.on_event(event)
    assert read(recording).orders()[0].state == state


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("open", OrderState.RESTING),
        ("canceled", OrderState.CANCELLED),
        ("reduceOnlyCanceled", OrderState.CANCELLED),
        ("scheduledCancel", OrderState.CANCELLED),
        ("unknownOid", OrderState.CANCELLED),
        ("badAloPxRejected", OrderState.REJECTED),
    ],
)
def test_the_venues_words_are_understood(status: str, state: str) -> None:
    assert state_of(status, False) == state


def test_a_fill_is_written_with_its_rung_and_the_mid_before_it(recording: Recording) -> None:
    recording.on_command(NOON_NS, place("0xaa", level=3))
    recording.on_event(bbo(3_000, 110_740.0))
    recording.on_event(bbo(3_377, 110_780.0))  # moved in the same millisecond: the fill itself did it
    recording.on_event(fill())
    recording.on_event(fill(tid=2, cloid=""))
    known, foreign = read(recording).fills()
    assert (known.level, known.mid_before) == (3, 110_740.0)
    assert foreign.level == -1


def test_commands_and_notes_are_written_in_order(recording: Recording) -> None:
    commands = [place("0xaa"), Cancel([OrderRef("0xaa", 7)]), AskOrder("", 7), AskFills(5), AskAccount()]
    for command in [*commands, Note("info", "risk", "open again")]:
        recording.on_command(NOON_NS, command)
    reader = read(recording)
    assert reader.orders()[0].state == OrderState.CANCEL_PENDING
    assert [note.text for note in reader.notes()] == ["open again"]
    found = recording.journal._database.execute("SELECT kind, detail FROM command").fetchall()
    assert found == [
        ("Place", "0xaa"),
        ("Cancel", "0xaa"),
        ("AskOrder", "7"),
        ("AskFills", "since 5"),
        ("AskAccount", ""),
    ]


def test_a_sample_is_written_once_a_second_however_often_we_look(recording: Recording) -> None:
    for step in range(21):
        recording.on_view(view(local_ns=NOON_NS + step * 100_000_000))
    assert len(read(recording).samples()) == 3


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure(form="compact", stream=stream, environment={})
    yield stream
    structlog.reset_defaults()


def test_quotes_are_said_when_they_change_and_at_most_once_a_second(lines: io.StringIO) -> None:
    watcher = LogLines(get_logger("x"), "BTC", GRID)
    for step in range(40):
        watcher.on_view(view(local_ns=NOON_NS + step * 100_000_000, position=step / 100))
    assert lines.getvalue().count(" quote ") == 4
    for step in range(40, 80):
        watcher.on_view(view(local_ns=NOON_NS + step * 100_000_000, position=0.39))
    assert lines.getvalue().count(" quote ") == 5


def test_how_things_stand_is_said_every_ten_seconds(lines: io.StringIO) -> None:
    watcher = LogLines(get_logger("x"), "BTC", GRID)
    for second in range(21):
        watcher.on_view(view(local_ns=NOON_NS + second * 1_000_000_000))
    assert lines.getvalue().count(" status ") == 3
    assert "12:00:10 status BTC pnl +4.12 USD" in lines.getvalue()


def test_every_note_is_said_at_its_level(lines: io.StringIO) -> None:
    watcher = LogLines(get_logger("x"), "BTC", GRID)
    watcher.on_command(NOON_NS, Note("warning", "risk", "reduce-only: drawdown 12.40 USD"))
    watcher.on_command(NOON_NS, AskAccount())
    assert lines.getvalue() == "12:00:00 risk BTC warning: reduce-only: drawdown 12.40 USD\n"


def test_a_side_without_a_quote_is_a_dash() -> None:
    bids = [order for order in view().orders if order.is_buy]
    assert quote_text(view(orders=bids), GRID) == "bid 110 695 × 0.02450   ask –   inventory +0.09000"


def test_the_status_says_what_stops_us() -> None:
    assert "warming up: 3/20 volume ticks" in status_text(view(params=None, warmup="3/20 volume ticks"), GRID)
    assert "blocked: book stale 6.1 s" in status_text(view(gates=["book stale 6.1 s"]), GRID)
    assert "halted: drawdown" in status_text(view(mode="halted", mode_reason="drawdown"), GRID)
    assert "σ 2.00 bp/√s" in status_text(view(params=params(sigma=0.0002)), GRID)


def follower() -> ScreenFollower:
    return ScreenFollower(ScreenState(info=session_info()))


def test_the_screen_follows_the_book() -> None:
    watcher = follower()
    watcher.on_event(Book(1, 1, vec[float]([99.0]), vec[float]([2.0]), vec[float]([101.0]), vec[float]([3.0]), True))
    assert (watcher.state.bids, watcher.state.asks) == ([(99.0, 2.0)], [(101.0, 3.0)])


def test_the_screen_shows_the_newest_fills_and_what_came_of_them() -> None:
    watcher = follower()
    watcher.on_command(NOON_NS, place("0xaa", level=2))
    watcher.on_event(fill(exchange_ms=NOON_MS, px_units=1_000_000))
    watcher.on_event(fill(exchange_ms=NOON_MS, is_replay=True))
    (row,) = watcher.state.fills
    assert (row.level, row.size, row.px, row.markout_bps) == (2, 0.01, 100_000.0, None)
    watcher.on_event(bbo(900, 99_000.0))
    assert row.markout_bps is None
    watcher.on_event(bbo(1_050, 99_990.0))
    assert [row.markout_s, row.markout_bps] == pytest.approx([1.0, 1.0])
    watcher.on_event(bbo(2_000, 99_000.0))
    assert row.markout_bps == pytest.approx(1.0)
    watcher.on_event(bbo(10_000, 100_010.0))
    assert [row.markout_s, row.markout_bps] == pytest.approx([10.0, -1.0])


def test_the_screen_keeps_twenty_fills() -> None:
    watcher = follower()
    for tid in range(30):
        watcher.on_event(fill(tid=tid, exchange_ms=NOON_MS + tid))
    assert [row.exchange_ms - NOON_MS for row in watcher.state.fills] == list(range(29, 9, -1))


def test_a_warning_stays_in_view_for_a_while() -> None:
    watcher = follower()
    watcher.on_command(NOON_NS, Note("warning", "risk", "reduce-only"))
    watcher.on_command(NOON_NS, Note("info", "x", "not a warning"))
    assert watcher.state.notice == "risk: reduce-only"
    watcher.on_event(Timer(0, NOON_NS + NOTICE_NS))
    assert watcher.state.notice
    watcher.on_event(Timer(0, NOON_NS + NOTICE_NS + 1))
    assert not watcher.state.notice


def test_the_screen_follows_the_pause() -> None:
    watcher = follower()
    watcher.on_event(Pause(0, 0, True))
    assert watcher.state.is_paused
