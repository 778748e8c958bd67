"""The last lines of a session on the terminal."""

from pathlib import Path

from hyperquote.market_maker.infra import wording
from hyperquote.market_maker.view import MoneyView, View
from hyperquote.report.markouts import Markout, MidSeries, markouts
from hyperquote.report.session_data import SessionData

SHOWN_HORIZONS_S = (1.0, 10.0)


def summary(view: View, data: SessionData, report: Path | None = None) -> str:
    """Return what happened in a few lines; `report`: where the page is, if one was written."""
    info = data.info
    counts, volumes = view.counts, view.volumes
    base = wording.number(volumes.get("buy", 0.0) + volumes.get("sell", 0.0), data.grid.sz_decimals)
    share = f"{100 * data.shares()['both sides']:.1f} %"
    lines = [
        f"session {info.session_id}, {wording.duration(view.local_ns / 1e9 - info.started_ms / 1e3)}, "
        f"{_count(counts.get('decisions', 0), 'decision')}, checksum {view.checksum}",
        f"  fills {wording.number(counts.get('fills', 0), 0)} ({wording.number(counts.get('buys', 0), 0)} bought, "
        f"{wording.number(counts.get('sells', 0), 0)} sold), {base} {info.asset}, "
        f"{wording.number(volumes.get('notional', 0.0), 0)} USD; quoted both sides {share} of the time",
        f"  {money_line(view.money)}",
    ]
    if data.fills:
        curve = markouts(data.fills, MidSeries(data.mids), data.grid, SHOWN_HORIZONS_S)
        lines.append("  markout " + ", ".join(markout_text(point) for point in curve))
    if view.position != 0:
        lines.append(f"  position {wording.amount(view.position, data.grid)} {info.asset} stays open")
    lines.extend(f"  kill switch: {reason}" for reason in view.kill_reasons)
    if report is not None:
        lines.append(f"report  {report}")
    return "\n".join(lines)


def money_line(money: MoneyView) -> str:
    """Return P&L as the sum of its parts."""
    return (
        f"P&L {wording.signed(money.total)} USD = spread {wording.signed(money.spread)}, "
        f"adverse selection {wording.signed(money.adverse)}, inventory {wording.signed(money.inventory)}, "
        f"funding {wording.signed(money.funding)}, fees {wording.signed(-money.fees)}"
    )


def markout_text(point: Markout) -> str:
    """Return one point of the markout curve with its error: 1 s +0.31 ± 0.12 bp."""
    if point.mean_bps is None:
        return f"{point.horizon_s:g} s not known"
    error = f" ± {point.error_bps:.2f}" if point.error_bps is not None else ""
    return f"{point.horizon_s:g} s {wording.signed(point.mean_bps)}{error} bp"


def _count(number: int, thing: str) -> str:
    return f"{wording.number(number, 0)} {thing}{'' if number == 1 else 's'}"
