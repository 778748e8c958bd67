"""Read a folder of recorded Parquet files into a tape.

The format (times are UTC integers, prices USD, sizes base units):

    l2.parquet       local_ts_us  exch_ts_ms  bid_px_0 bid_sz_0 ask_px_0 ask_sz_0 … one column a level, 0 = best
    bbo.parquet      local_ts_us  exch_ts_ms  bid_px bid_sz ask_px ask_sz
    trades.parquet   local_ts_us  exch_ts_ms  px sz side tid       side: the aggressor, "buy" or "sell"

`trades` must be there, and `l2` or `bbo` or both. A recording by days names them `l2_2026-01-06.parquet` and so on: say
which day. Without a `side` column the aggressor is taken to be a buyer above the last mid displayed before, a
seller below (Lee & Ready 1991, J. Finance 46(2), the quote rule); without `tid` trades are numbered.
"""

from collections.abc import Sequence
from itertools import compress, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from librt.vecs import vec
from mypy_extensions import i64

from hyperquote.backtest.columns import BookColumns, TouchColumns, TradeColumns
from hyperquote.backtest.tape import Tape
from hyperquote.errors import ConfigError

if TYPE_CHECKING:
    from pyarrow import Table

_TIMES: Final = ("local_ts_us", "exch_ts_ms")
_TOUCH: Final = ("bid_px", "bid_sz", "ask_px", "ask_sz")
_HEAD_START_MS: Final = 2_000  # a new sitting hears of earlier trades before its first display
_NO_TIME_LIMIT_MS: Final = 1 << 52  # in microseconds still an int64


def read_tape(folder: Path, day: str = "", since_ms: int = 0, until_ms: int = _NO_TIME_LIMIT_MS) -> Tape:
    """Read one market's recording, or the part of it received in [since_ms, until_ms) (UTC ms).

    Left out and counted in `Tape.skipped`: trades told twice (`repeated_trades`, by tid); trades from before the first
    display, which the venue tells again to a new subscriber (`earlier_trades`); trades received after the last display
    (`later_trades`); touches with one side (`one_sided`); displays whose bid is not below the ask (`locked`).
    Raises `ConfigError` in one sentence when the folder is not a recording we can read.
    """
    if not folder.is_dir():
        raise ConfigError(f"there is no folder {folder}: a recording is a folder with trades.parquet and l2.parquet")
    suffix = f"_{day}" if day else ""
    l2 = _load(folder / f"l2{suffix}.parquet", since_ms, until_ms)
    bbo = _load(folder / f"bbo{suffix}.parquet", since_ms, until_ms)
    trades = _load(folder / f"trades{suffix}.parquet", since_ms, until_ms)
    if trades is None:
        raise ConfigError(f"{folder} has no trades{suffix}.parquet: no order could ever fill on it")
    if l2 is None and bbo is None:
        raise ConfigError(f"{folder} has neither l2{suffix}.parquet nor bbo{suffix}.parquet: nothing to quote around")
    skipped = {"repeated_trades": 0, "earlier_trades": 0, "later_trades": 0, "one_sided": 0, "locked": 0}
    touches = _touches(bbo, skipped) if bbo is not None else _no_touches()
    books = _books(l2, folder, skipped) if l2 is not None else BookColumns(vec[i64](), vec[i64](), 1)
    if touches.count == 0 and books.count == 0:
        raise ConfigError(f"the recording in {folder} displays no market in the time asked for")
    return Tape(touches, _trades(trades, touches, books, skipped), books, skipped)


def read_sessions(folder: Path, day: str = "", gap_s: float = 600.0) -> list[Tape]:
    """Read a recording that was made in several sittings: a new tape wherever displays pause longer than `gap_s`."""
    whole = read_tape(folder, day)
    displays = sorted([*whole.touches.local_ns, *whole.books.local_ns])
    starts = [after for before, after in pairwise(displays) if after - before > gap_s * 1e9]
    if not starts:
        return [whole]
    cuts = [0, *(start // 1_000_000 - _HEAD_START_MS for start in starts), _NO_TIME_LIMIT_MS]
    return [read_tape(folder, day, since_ms, until_ms) for since_ms, until_ms in pairwise(cuts)]


def _load(path: Path, since_ms: int, until_ms: int) -> "Table | None":
    """Return a file's rows of the time asked for in order of receipt; None when there is no such file."""
    try:
        import pyarrow as pa  # noqa: PLC0415  an extra, needed only here
        import pyarrow.compute as pc  # noqa: PLC0415  an extra, needed only here
        import pyarrow.parquet as pq  # noqa: PLC0415  an extra, needed only here
    except ImportError:
        raise ConfigError("reading a recording needs pyarrow: pip install 'hyperquote[tape]'") from None
    if not path.is_file():
        return None
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise ConfigError(f"{path} is not a Parquet file we can read ({str(error).splitlines()[0]})") from error
    _require(table, path, _TIMES)
    if path.name.startswith("bbo"):
        _require(table, path, _TOUCH)
    elif path.name.startswith("trades"):
        _require(table, path, ("px", "sz"))
    for name in table.column_names:
        kind = table.schema.field(name).type
        wanted = pa.types.is_integer if name in {*_TIMES, "tid"} else pa.types.is_floating
        if name != "side" and not wanted(kind):
            raise ConfigError(f"column `{name}` of {path} has the type {kind}: times are integers, prices floats")
    received = table["local_ts_us"]
    if since_ms > 0 or until_ms < _NO_TIME_LIMIT_MS:
        inside = pc.and_(pc.greater_equal(received, since_ms * 1000), pc.less(received, until_ms * 1000))
        table = table.filter(inside)
        received = table["local_ts_us"]
    if received.null_count or table["exch_ts_ms"].null_count:
        raise ConfigError(f"{path} has rows without a time")
    times = received.to_pylist()
    if any(earlier > later for earlier, later in pairwise(times)):
        rows = sorted(range(len(times)), key=times.__getitem__)
        table = table.take(pa.array(rows))
    return table


def _require(table: "Table", path: Path, names: Sequence[str]) -> None:
    missing = [name for name in names if name not in table.column_names]
    if missing:
        raise ConfigError(
            f"{path} has no column `{missing[0]}` (it has {', '.join(table.column_names[:6])} …): "
            "see the format in `hyperquote.backtest.reader`"
        )


def _touches(table: "Table", skipped: dict[str, int]) -> TouchColumns:
    columns: list[list[Any]] = [table[name].to_pylist() for name in (*_TIMES, *_TOUCH)]
    both = [None not in row for row in zip(*columns, strict=True)]
    skipped["one_sided"] += both.count(False)
    columns = [list(compress(column, both)) for column in columns]
    is_open = [bid < ask for bid, ask in zip(columns[2], columns[4], strict=True)]
    skipped["locked"] += is_open.count(False)
    columns = [list(compress(column, is_open)) for column in columns]
    return TouchColumns(
        _nanoseconds(columns[0]),
        vec[i64](columns[1]),
        vec[float](columns[2]),
        vec[float](columns[3]),
        vec[float](columns[4]),
        vec[float](columns[5]),
    )


def _no_touches() -> TouchColumns:
    return TouchColumns(vec[i64](), vec[i64](), vec[float](), vec[float](), vec[float](), vec[float]())


def _books(table: "Table", folder: Path, skipped: dict[str, int]) -> BookColumns:
    import pyarrow.compute as pc  # noqa: PLC0415  an extra, needed only here

    depth = 0
    while f"bid_px_{depth}" in table.column_names:
        depth += 1
    for level in range(max(depth, 1)):
        _require(table, folder / "l2.parquet", [f"{name[:6]}_{level}" for name in _TOUCH])
    rows = table.num_rows
    table = table.filter(pc.less(table["bid_px_0"], table["ask_px_0"]))
    skipped["locked"] += rows - table.num_rows
    books = BookColumns(
        _nanoseconds(table["local_ts_us"].to_pylist()), vec[i64](table["exch_ts_ms"].to_pylist()), depth
    )
    for level in range(depth):
        cells = [vec[float](pc.fill_null(table[f"{name}_{level}"], 0.0).to_pylist()) for name in _TOUCH]
        books.set_level(level, *cells)
    return books


def _trades(table: "Table", touches: TouchColumns, books: BookColumns, skipped: dict[str, int]) -> TradeColumns:
    local_us: list[int] = table["local_ts_us"].to_pylist()
    exchange_ms: list[int] = table["exch_ts_ms"].to_pylist()
    px: list[float] = table["px"].to_pylist()
    names = table.column_names
    tids: list[int] = table["tid"].to_pylist() if "tid" in names else list(range(1, len(px) + 1))
    is_buy = _sides(table["side"].to_pylist()) if "side" in names else _guess_sides(exchange_ms, px, touches, books)
    first_ms = min(
        *(int(rows.exchange_ms[rows.by_exchange[0]]) for rows in (touches, books) if rows.count > 0), _NO_TIME_LIMIT_MS
    )
    last_us = max(int(rows.local_ns[rows.count - 1]) // 1000 for rows in (touches, books) if rows.count > 0)
    seen: set[int] = set()
    keep: list[bool] = []
    for tid, at_ms, at_us in zip(tids, exchange_ms, local_us, strict=True):
        reason = ""
        if tid in seen:
            reason = "repeated_trades"
        elif at_ms < first_ms:
            reason = "earlier_trades"
        elif at_us > last_us:
            reason = "later_trades"
        seen.add(tid)
        keep.append(not reason)
        if reason:
            skipped[reason] += 1
    return TradeColumns(
        _nanoseconds(list(compress(local_us, keep))),
        vec[i64](compress(exchange_ms, keep)),
        vec[float](compress(px, keep)),
        vec[float](compress(table["sz"].to_pylist(), keep)),
        vec[i64](compress(is_buy, keep)),
        vec[i64](compress(tids, keep)),
    )


def _sides(sides: list[str]) -> list[int]:
    words = {"buy": 1, "sell": 0, "B": 1, "A": 0}
    strange = sorted({str(side) for side in sides} - words.keys())
    if strange:
        raise ConfigError(f'the side of a trade is "buy" or "sell", not {strange[0]!r}')
    return [words[side] for side in sides]


def _guess_sides(exchange_ms: list[int], px: list[float], touches: TouchColumns, books: BookColumns) -> list[int]:
    """Return 1 for trades above the last mid displayed before them, 0 below; at the mid, as the trade before."""
    mids = [
        (int(touches.exchange_ms[row]), (touches.bid_px[row] + touches.ask_px[row]) / 2) for row in range(touches.count)
    ]
    at = books.depth
    mids += [
        (int(books.exchange_ms[row]), (books.bid_px[row * at] + books.ask_px[row * at]) / 2)
        for row in range(books.count)
    ]
    mids.sort()
    sides = [0] * len(px)
    side = 0
    row = -1
    for trade in sorted(range(len(px)), key=exchange_ms.__getitem__):
        while row + 1 < len(mids) and mids[row + 1][0] < exchange_ms[trade]:
            row += 1
        if row >= 0 and px[trade] != mids[row][1]:
            side = 1 if px[trade] > mids[row][1] else 0
        sides[trade] = side
    return sides


def _nanoseconds(times_us: list[int]) -> vec[i64]:
    return vec[i64]([at * 1000 for at in times_us])


def sz_decimals(tape: Tape) -> int:
    """Return the fewest decimals that write every traded and displayed size: szDecimals, where metadata are missing."""
    decimals = 0
    for sizes in (tape.trades.sz, tape.touches.bid_sz, tape.touches.ask_sz):
        for size in sizes:
            while decimals < 6 and round(size, decimals) != size:
                decimals += 1
    return decimals
