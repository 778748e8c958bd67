from pathlib import Path
from typing import Any

import pytest
from tests.shared_data import require

from hyperquote.backtest.reader import read_sessions, read_tape, sz_decimals
from hyperquote.backtest.tape import TapeCursor
from hyperquote.errors import ConfigError
from hyperquote.market_maker.events import Bbo, Book

pa = pytest.importorskip("pyarrow", reason="recordings are read with the `tape` extra")
import pyarrow.parquet as pq  # noqa: E402

TOUCH_COLUMNS = ["local_ts_us", "exch_ts_ms", "bid_px", "bid_sz", "ask_px", "ask_sz"]
TRADE_COLUMNS = ["local_ts_us", "exch_ts_ms", "px", "sz", "side", "tid"]
TOUCHES = [
    (10_000, 5, 99.0, 1.0, 101.0, 2.0),
    (20_000, 15, 99.5, 1.0, 101.0, 2.0),
]
TRADES = [
    (9_000, 1, 101.0, 0.5, "buy", 7),  # told to a new subscriber: older than the first display
    (11_000, 6, 101.0, 0.25, "buy", 8),
    (12_000, 7, 99.0, 0.125, "sell", 9),
    (19_000, 6, 101.0, 0.25, "buy", 8),  # told again
    (21_000, 16, 101.0, 0.25, "buy", 12),  # when nothing is displayed any more
]


def write(path: Path, names: list[str], rows: list[tuple[Any, ...]]) -> None:
    pq.write_table(pa.table({name: [row[at] for row in rows] for at, name in enumerate(names)}), path)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    write(tmp_path / "bbo.parquet", TOUCH_COLUMNS, TOUCHES)
    write(tmp_path / "trades.parquet", TRADE_COLUMNS, TRADES)
    return tmp_path


def test_a_recording_is_read_without_what_was_told_twice_or_before_the_start(recording: Path) -> None:
    tape = read_tape(recording)
    assert list(tape.trades.tid) == [8, 9]
    assert list(tape.trades.is_buy) == [1, 0]
    assert list(tape.touches.bid_px) == [99.0, 99.5]
    assert list(tape.touches.local_ns) == [10_000_000, 20_000_000]
    assert tape.skipped == {"repeated_trades": 1, "earlier_trades": 1, "later_trades": 1, "one_sided": 0, "locked": 0}
    assert sz_decimals(tape) == 3


def test_one_sided_and_locked_touches_are_left_out(recording: Path) -> None:
    write(
        recording / "bbo.parquet",
        TOUCH_COLUMNS,
        [*TOUCHES, (30_000, 25, None, None, 101.0, 1.0), (40_000, 35, 101.0, 1.0, 101.0, 1.0)],
    )
    tape = read_tape(recording)
    assert tape.touches.count == 2
    assert (tape.skipped["one_sided"], tape.skipped["locked"]) == (1, 1)


def test_rows_out_of_order_are_sorted_by_receipt(recording: Path) -> None:
    write(recording / "bbo.parquet", TOUCH_COLUMNS, TOUCHES[::-1])
    assert list(read_tape(recording).touches.bid_px) == [99.0, 99.5]


def test_a_window_is_cut_by_receipt(recording: Path) -> None:
    tape = read_tape(recording, since_ms=11, until_ms=21)
    assert list(tape.touches.bid_px) == [99.5]
    assert tape.trades.count == 0  # both are older than the window's first display
    with pytest.raises(ConfigError, match="displays no market in the time asked for"):
        read_tape(recording, since_ms=100)


def test_snapshots_may_have_missing_levels(recording: Path) -> None:
    names = ["local_ts_us", "exch_ts_ms"]
    names += [f"{name}_{level}" for level in range(2) for name in ("bid_px", "bid_sz", "ask_px", "ask_sz")]
    rows = [
        (10_000, 5, 99.0, 1.0, 101.0, 1.0, 98.0, 2.0, None, None),
        (11_000, 6, 9.0, 1.0, 9.0, 1.0, 8.0, 1.0, 9.5, 1.0),
    ]
    write(recording / "l2.parquet", names, rows)
    (recording / "bbo.parquet").unlink()
    tape = read_tape(recording)
    assert tape.skipped["locked"] == 1
    events = [event for event in iter(TapeCursor(tape).next, None) if isinstance(event, Book)]
    assert [(list(book.bid_px), list(book.ask_px)) for book in events] == [([99.0, 98.0], [101.0])]


def test_a_missing_side_is_judged_by_the_mid_before(recording: Path) -> None:
    names = ["local_ts_us", "exch_ts_ms", "px", "sz"]
    prints = [(11_000, 6, 100.5, 1.0), (12_000, 7, 100.0, 1.0), (13_000, 8, 99.9, 1.0), (20_000, 16, 100.2, 1.0)]
    write(recording / "trades_d.parquet", names, prints)
    (recording / "bbo.parquet").rename(recording / "bbo_d.parquet")
    tape = read_tape(recording, day="d")
    assert list(tape.trades.is_buy) == [1, 1, 0, 0]  # the mid is 100, from stamp 15 on 100.25
    assert list(tape.trades.tid) == [1, 2, 3, 4]


def test_a_long_pause_starts_a_new_tape(recording: Path) -> None:
    later = (700_000_000, 700_000, 98.0, 1.0, 99.0, 2.0)
    write(recording / "bbo.parquet", TOUCH_COLUMNS, [*TOUCHES, later])
    told_again = (699_500_000, 20, 101.0, 1.0, "buy", 10)
    write(
        recording / "trades.parquet",
        TRADE_COLUMNS,
        [*TRADES, told_again, (700_000_000, 700_001, 98.0, 1.0, "sell", 11)],
    )
    first, second = read_sessions(recording)
    assert (list(first.trades.tid), list(second.trades.tid)) == ([8, 9], [11])
    assert (list(first.touches.bid_px), list(second.touches.bid_px)) == ([99.0, 99.5], [98.0])
    assert len(read_sessions(recording, gap_s=1_000.0)) == 1


class TestWhatIsNoRecordingIsSaidInOneSentence:
    def test_no_folder(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"there is no folder .*nowhere"):
            read_tape(tmp_path / "nowhere")

    def test_no_trades(self, recording: Path) -> None:
        (recording / "trades.parquet").unlink()
        with pytest.raises(ConfigError, match=r"has no trades\.parquet: no order could ever fill"):
            read_tape(recording)

    def test_no_display(self, recording: Path) -> None:
        (recording / "bbo.parquet").unlink()
        with pytest.raises(ConfigError, match=r"has neither l2\.parquet nor bbo\.parquet"):
            read_tape(recording)

    def test_a_foreign_file(self, recording: Path) -> None:
        (recording / "trades.parquet").write_text("time,price\n1,2\n")
        with pytest.raises(ConfigError, match=r"trades\.parquet is not a Parquet file we can read"):
            read_tape(recording)

    def test_a_missing_column(self, recording: Path) -> None:
        write(recording / "bbo.parquet", ["local_ts_us", "exch_ts_ms", "bid", "ask"], [(1, 1, 9.0, 10.0)])
        with pytest.raises(ConfigError, match=r"bbo\.parquet has no column `bid_px`"):
            read_tape(recording)

    def test_a_column_of_another_type(self, recording: Path) -> None:
        write(recording / "trades.parquet", TRADE_COLUMNS, [(1, 1, "9", 1.0, "buy", 1)])
        with pytest.raises(ConfigError, match=r"column `px` of .* has the type string"):
            read_tape(recording)

    def test_an_unknown_side(self, recording: Path) -> None:
        write(recording / "trades.parquet", TRADE_COLUMNS, [(1, 1, 9.0, 1.0, "up", 1)])
        with pytest.raises(ConfigError, match=r"the side of a trade is .* not 'up'"):
            read_tape(recording)


@pytest.mark.parametrize(
    ("coin", "touches", "trades", "repeated", "decimals"),
    [
        ("BTC", 13_896, 6_675, 0, 5),
        ("ETH", 15_259, 6_884, 17, 4),
        ("SOL", 13_211, 4_437, 10, 2),
        ("WLFI", 8_853, 2_563, 8, 0),
    ],
)
def test_a_recorded_half_hour_is_whole_ordered_and_never_crossed(
    coin: str, touches: int, trades: int, repeated: int, decimals: int
) -> None:
    tape = read_tape(require("data/hl_l2_20250904") / coin)
    assert (tape.touches.count, tape.books.count) == (touches, 3_785)
    assert tape.trades.count == trades - repeated - tape.skipped["earlier_trades"]
    assert tape.skipped == {
        "repeated_trades": repeated,
        "earlier_trades": 30,
        "later_trades": 0,
        "one_sided": 0,
        "locked": 0,
    }
    assert sz_decimals(tape) == decimals
    cursor = TapeCursor(tape)
    last_ns = count = 0
    while (event := cursor.next()) is not None:
        assert event.local_ns >= last_ns
        assert event.local_ns >= event.exchange_ms * 1_000_000 + tape.lag_ns  # nothing is told before it happened
        if isinstance(event, Bbo):
            assert event.bid_px < event.ask_px
        elif isinstance(event, Book):
            assert event.bid_px[0] < event.ask_px[0]
        last_ns = event.local_ns
        count += 1
    assert count == tape.count


def test_a_recording_of_touches_and_trades_alone_is_read() -> None:
    tape = read_tape(require("data/hl_bbo_trades_BTC_202509"))
    assert (tape.touches.count, tape.books.count) == (18_702, 0)
    assert (tape.skipped["one_sided"], tape.skipped["repeated_trades"]) == (2, 10)
    sessions = read_sessions(require("data/hl_bbo_trades_BTC_202509"))
    assert [round((one.end_ns - one.start_ns) / 60e9) for one in sessions] == [11, 15, 7, 17]
