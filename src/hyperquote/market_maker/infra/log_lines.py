"""A session as log lines: every note of the engine, quotes at most once a second, a status every ten."""

from structlog.typing import FilteringBoundLogger

from hyperquote.book.grid import Grid
from hyperquote.consts import BPS
from hyperquote.market_maker.commands import Command, Note
from hyperquote.market_maker.infra import wording
from hyperquote.market_maker.infra.watch import best_order
from hyperquote.market_maker.port import Watcher
from hyperquote.market_maker.view import View

QUOTE_EVERY_NS = 1_000_000_000
STATUS_EVERY_NS = 10_000_000_000


class LogLines(Watcher):
    """Says what happens through `log`, in the session's own time."""

    def __init__(self, log: FilteringBoundLogger, asset: str, grid: Grid) -> None:
        self._log = log
        self._asset = asset
        self._grid = grid
        self._quote = ""
        self._quoted_ns = 0
        self._status_ns = 0

    def on_command(self, local_ns: int, command: Command) -> None:
        """Say every note: fills, risk, problems with orders, and the rest."""
        if isinstance(command, Note):
            say = getattr(self._log, command.level)
            say(command.topic, asset=self._asset, text=command.text, local_ns=local_ns)

    def on_view(self, view: View) -> None:
        """Say our quotes when they changed, and from time to time how things stand."""
        now = view.local_ns
        if now - self._quoted_ns >= QUOTE_EVERY_NS:
            quote = quote_text(view, self._grid)
            if quote != self._quote and (self._quote or view.orders):  # nothing to say before the first quote
                self._quote = quote
                self._quoted_ns = now
                self._log.info("quote", asset=self._asset, text=quote, local_ns=now)
        if now - self._status_ns >= STATUS_EVERY_NS:
            self._status_ns = now
            self._log.info("status", asset=self._asset, text=status_text(view, self._grid), local_ns=now)


def quote_text(view: View, grid: Grid) -> str:
    """Return our best quotes and the inventory: bid 3 120.1 × 0.40   ask 3 121.3 × 0.40   inventory −0.20."""
    sides = []
    for name, is_buy in (("bid", True), ("ask", False)):
        best = best_order(view, is_buy)
        if best is not None:
            sides.append(f"{name} {wording.price(best.px, grid)} × {wording.size(best.size, grid)}")
        else:
            sides.append(f"{name} {wording.NONE}")
    return "   ".join([*sides, f"inventory {wording.amount(view.position, grid)}"])


def status_text(view: View, grid: Grid) -> str:
    """Return P&L, position, beliefs and whatever stops us from quoting."""
    parts = [f"pnl {wording.signed(view.money.total)} USD", f"position {wording.amount(view.position, grid)}"]
    if view.params is not None:
        parts += [f"σ {view.params.sigma / BPS:.2f} bp/√s", f"κ {wording.number(view.params.kappa, 0)}"]
    parts.append(f"fills {wording.number(view.counts.get('fills', 0), 0)}")
    if view.mode != "open":
        parts.append(f"{view.mode}: {view.mode_reason}")
    if view.warmup:
        parts.append(f"warming up: {view.warmup.removeprefix('warming up: ')}")
    elif view.gates:
        parts.append(f"blocked: {'; '.join(view.gates)}")
    return "   ".join(parts)
