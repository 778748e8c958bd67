"""`explain`: what the quotes of one moment were made of, as a table."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
from rich.console import Console

from hyperquote.cli.tables import console, table
from hyperquote.consts import BPS
from hyperquote.errors import ConfigError
from hyperquote.market_maker.infra import wording
from hyperquote.market_maker.infra.journal import JournalReader, previous_session
from hyperquote.market_maker.infra.journal_schema import SampleRow, SessionInfo

_CLOCKS: Final = ("%H:%M:%S", "%H:%M")


def session_at(name: str | None, sessions_dir: Path) -> Path:
    """Return the directory of a session: by its id, by its path, or without a name the newest.

    Raises `ConfigError` where there is none.
    """
    if name is None:
        newest = previous_session(sessions_dir)
        if newest is None:
            raise ConfigError(f"there is no session in {sessions_dir}: run one, or say where with --sessions-dir")
        return newest
    for path in (sessions_dir / name, Path(name)):
        if path.is_dir():
            return path
    raise ConfigError(f"there is no session {name!r} in {sessions_dir}: `ls {sessions_dir}` shows what there is")


def explain(directory: Path, at: str | None, *, is_json: bool = False) -> None:
    """Print the cycle that stood at `at` (UTC, HH:MM:SS), or the last one that quoted."""
    reader = JournalReader(directory)
    try:
        samples, info = reader.samples(), reader.info
    finally:
        reader.close()
    sample = _chosen(samples, at, info)
    if is_json:
        print(msgspec.json.encode(as_values(sample)).decode())
    else:
        show(sample, info, console())


def _chosen(samples: list[SampleRow], at: str | None, info: SessionInfo) -> SampleRow:
    if not samples:
        raise ConfigError(f"session {info.session_id} was over before its first second: there is nothing to explain")
    if at is None:
        return next((each for each in reversed(samples) if each.explained.half_spread), samples[-1])
    ms = _moment_ms(at, info)
    place = bisect_right(samples, ms, key=lambda each: each.local_ms)
    if place == 0 or ms > samples[-1].local_ms + 1_000:
        first, last = (wording.clock(each.local_ms)[:8] for each in (samples[0], samples[-1]))
        raise ConfigError(f"session {info.session_id} ran from {first} to {last} UTC; {at} is outside")
    return samples[place - 1]


def _moment_ms(at: str, info: SessionInfo) -> int:
    """Return the first time after the start at which a clock shows `at` (UTC ms), to the end of that second."""
    started = datetime.fromtimestamp(info.started_ms // 1_000, UTC)
    for form in _CLOCKS:
        try:
            clock = datetime.strptime(at, form)  # noqa: DTZ007  only its clock is used
        except ValueError:
            continue
        moment = started.replace(hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=0)
        if moment < started:
            moment += timedelta(days=1)
        return int(moment.timestamp()) * 1_000 + 999
    raise ConfigError(f"--at {at!r} is no time of day: write 14:03:20 (UTC)")


def as_values(sample: SampleRow) -> dict[str, Any]:
    """Return a sample with its parts as plain values: bps, USD, base units."""
    values = msgspec.structs.asdict(sample)
    return values | {"parts": msgspec.to_builtins(sample.explained)}


def show(sample: SampleRow, info: SessionInfo, out: Console) -> None:
    """Print a sample for people."""
    parts = sample.explained
    utc = datetime.fromtimestamp(sample.local_ms / 1e3, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    out.print(f"session {info.session_id} · {info.asset} · {info.strategy} · {utc}", markup=False)
    is_silent = sample.our_bid is None and sample.our_ask is None
    if sample.mid is None or is_silent or not parts.half_spread:
        out.print(f"no quotes: {sample.gates or 'nothing was known yet'}", markup=False)
        return
    half, skew = _sum(parts.half_spread), _sum(parts.skew)
    out.print(table(("half-spread", "bps"), [*_rows(parts.half_spread), ("= half-spread", _bps(half))]))
    out.print()
    out.print(table(("skew", "bps"), [*_rows(parts.skew), ("= both quotes shifted down by", _bps(skew))]))
    out.print()
    out.print(table(("γ", "factor"), [(name, f"{value:.3f}") for name, value in parts.gamma]))
    out.print()
    fair = sample.microprice or sample.mid
    rows = [
        ("mid", wording.number(sample.mid, 2), ""),
        ("fair price", wording.number(fair, 2), f"{(fair / sample.mid - 1.0) / BPS:+.2f} bps"),
        ("bid wanted", wording.number(fair * (1.0 - (half + skew) * BPS), 2), f"{-half - skew:+.2f} bps"),
        ("ask wanted", wording.number(fair * (1.0 + (half - skew) * BPS), 2), f"{half - skew:+.2f} bps"),
        ("best bid resting", _or_none(sample.our_bid), _from(sample.our_bid, fair)),
        ("best ask resting", _or_none(sample.our_ask), _from(sample.our_ask, fair)),
    ]
    out.print(table(("price", "USD", "from fair"), rows))
    used = 100.0 * sample.position / sample.max_position if sample.max_position else 0.0
    out.print(
        f"\nposition {sample.position:+g} of {sample.max_position:g} ({used:+.0f} %) · {sample.mode}"
        + (f" · {sample.gates}" if sample.gates else ""),
        markup=False,
    )


def _rows(parts: list[tuple[str, float]]) -> list[tuple[str, str]]:
    return [(name, _bps(value)) for name, value in parts]


def _sum(parts: list[tuple[str, float]]) -> float:
    return sum(value for _, value in parts)


def _bps(value: float) -> str:
    return f"{value:+.2f}"


def _or_none(px: float | None) -> str:
    return wording.number(px, 2) if px is not None else "none"


def _from(px: float | None, fair: float) -> str:
    return f"{(px / fair - 1.0) / BPS:+.2f} bps" if px is not None else ""
