"""`status`: how a session stands, or how it ended, from its journal, and whether the kill switch lets another start."""

import time
import tomllib
from pathlib import Path
from typing import Any, Final

import msgspec

from hyperquote.cli.exits import KillLatched
from hyperquote.cli.kill_latch import KillLatch
from hyperquote.cli.tables import console
from hyperquote.market_maker.infra import wording
from hyperquote.market_maker.infra.journal import JournalReader

SILENT_S: Final = 5.0  # the journal of a session that lives is written every second


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a session; money USD, sizes base units, drawdown as a fraction of the account value."""

    session: str
    asset: str
    place: str
    strategy: str
    standing: str  # running, ended, or silent: it neither writes nor has it ended
    heard_ms: int  # UTC ms of the newest sample, of its start where there is none
    mode: str
    gates: str  # what keeps it from quoting, "" if nothing
    position: float
    max_position: float
    open_orders: int
    equity: float
    pnl: float
    max_daily_loss: float
    drawdown: float
    max_drawdown: float
    kill_switch: str  # why it lets nothing start, "" while it does


def run(directory: Path, sessions_dir: Path, *, is_json: bool) -> None:
    """Print how the session of `directory` stands."""
    status = status_of(directory, sessions_dir, time.time())
    if is_json:
        print(msgspec.json.encode(status).decode())
        return
    out = console()
    out.print(f"session {status.session} · {status.asset} · {status.place} · {status.strategy}", markup=False)
    for name, text in _rows(status):
        out.print(f"  {name:<12}  {text}", markup=False)
    if status.kill_switch:
        out.print(status.kill_switch, markup=False)


def status_of(directory: Path, sessions_dir: Path, now_s: float) -> Status:
    """Return how a session stands at `now_s` (UTC s); raise `ConfigError` for a journal that cannot be read."""
    reader = JournalReader(directory)
    try:
        info, sample = reader.info, reader.newest_sample()
        orders, finished_ms, written_s = reader.open_or_unknown_orders(), reader.finished_ms, reader.written_s
    finally:
        reader.close()
    limits: dict[str, Any] = tomllib.loads(info.config).get("kill_switch", {})
    standing = "ended" if finished_ms is not None else "silent" if now_s - written_s > SILENT_S else "running"
    return Status(
        session=info.session_id,
        asset=info.asset,
        place=info.place,
        strategy=info.strategy,
        standing=standing,
        heard_ms=sample.local_ms if sample else info.started_ms,
        mode=sample.mode if sample else "starting",
        gates=sample.gates if sample else "",
        position=sample.position if sample else 0.0,
        max_position=sample.max_position if sample else 0.0,
        open_orders=len(orders),
        equity=sample.equity if sample else 0.0,
        pnl=sample.total if sample else 0.0,
        max_daily_loss=float(limits.get("max_daily_loss", 0.0)),
        drawdown=sample.drawdown if sample else 0.0,
        max_drawdown=float(limits.get("max_drawdown", 0.0)),
        kill_switch=_thrown(sessions_dir),
    )


def _rows(status: Status) -> list[tuple[str, str]]:
    kept = "no more than " if status.standing == "silent" else ""
    return [
        ("standing", f"{status.standing}, last heard of at {wording.clock(status.heard_ms)[:8]} UTC"),
        ("quoting", f"no: {status.gates}" if status.gates else status.mode if status.mode != "open" else "yes"),
        ("position", f"{wording.signed(status.position, 5)} of at most {status.max_position:g} {status.asset}"),
        ("open orders", f"{kept}{status.open_orders}"),
        ("equity", f"{wording.number(status.equity)} USD"),
        ("P&L", f"{wording.signed(status.pnl)} USD, killed at {wording.number(-status.max_daily_loss)}"),
        ("drawdown", f"{status.drawdown:.2%}, killed at {status.max_drawdown:.2%}"),
        ("kill switch", "thrown" if status.kill_switch else "not thrown"),
    ]


def _thrown(sessions_dir: Path) -> str:
    try:
        KillLatch(sessions_dir).require_open()
    except KillLatched as why:
        return str(why)
    return ""
