"""The panes of the live view. Each takes values and returns lines; none knows where it stands."""

from rich.text import Text

from hyperquote.book.grid import Grid
from hyperquote.consts import BPS
from hyperquote.market_maker.infra import wording
from hyperquote.market_maker.infra.screen.canvas import (
    ASK,
    BAD,
    BID,
    DIM,
    GOOD,
    STRONG,
    WARN,
    first_that_fit,
    line,
    words,
    wrapped,
)
from hyperquote.market_maker.infra.screen.state import RecentFill, ScreenState
from hyperquote.market_maker.infra.watch import best_order
from hyperquote.market_maker.quoting.types import Component
from hyperquote.market_maker.tracking.order import OrderState
from hyperquote.market_maker.view import FeedView, LevelView, View

REGIMES = ("low", "normal", "high", "extreme")
_EIGHTHS = " ▏▎▍▌▋▊▉"


def money_style(value: float) -> str:
    """Return the colour of a gain or a loss."""
    return GOOD if value > 0 else BAD if value < 0 else ""


def header(view: View, state: ScreenState, width: int) -> Text:
    """Who runs, what and where; how long."""
    info = state.info
    elapsed = wording.duration(view.local_ns / 1e9 - info.started_ms / 1e3)
    items = [
        line((f"hyperquote {info.version}", STRONG), f"  {info.build}"),
        Text(info.asset, STRONG),
        Text(info.place, WARN if info.network == "mainnet" else ""),
        Text(info.strategy),
        Text(f"session {info.session_id}"),
    ]
    left = first_that_fit(items, " · ", width - len(elapsed) - 2)
    left.append(" " * (width - left.cell_len - len(elapsed)) + elapsed)
    return left


def key_help(state: ScreenState) -> str:
    """Which keys do something."""
    return f"q quit  p {'resume' if state.is_paused else 'pause'}  k kill"


def market(view: View, grid: Grid, width: int) -> list[Text]:
    """Price, spread, microprice, mark, funding."""
    if view.mid <= 0:
        return [line(("no price yet", DIM))]
    spread = view.best_ask - view.best_bid
    decimals = wording.price_decimals(view.mid, grid)
    price = line("mid ", (wording.number(view.mid, decimals + 1), STRONG))
    gap = Text(f"spread {wording.number(spread, decimals)} ({spread / view.mid / BPS:.2f} bp)")
    second = [Text(f"funding {wording.signed(100 * view.funding_rate, 4)} %/h")]
    if view.params is not None:
        micro = wording.signed((view.params.microprice / view.params.mid - 1) / BPS)
        second.insert(0, Text(f"microprice {micro} bp"))
    return [first_that_fit([price, gap], "  ", width), first_that_fit(second, "  ", width)]


def beliefs(view: View) -> list[Text]:
    """What the estimators hold to be true."""
    params = view.params
    if params is None:
        return [line(("not known yet", DIM))]
    regime = REGIMES[min(max(params.volatility_regime, 0), 3)]
    first = line(f"σ {params.sigma / BPS:.2f} bp/√s  jump ratio {params.jump_ratio:.2f}  regime ")
    first.append(regime, style=(WARN, BAD)[params.volatility_regime == 3] if params.volatility_regime >= 2 else "")
    if params.is_toxic_regime:
        first.append("  toxic", style=BAD)
    second = line(f"κ {wording.number(params.kappa, 0)}   A {params.fill_intensity:.2f}/s")
    second.append(f"   book {wording.signed(params.book_imbalance)}   flow {wording.signed(params.flow_imbalance)}")
    factors = {part.name: part.bps for part in view.gamma_factors}
    result = factors.pop("gamma", None)
    if result is None:
        return [first, second]
    base = factors.pop("base", None)
    third = line("γ ", f"{base:.2f} → " if base is not None else "", (f"{result:.2f}", STRONG))
    moving = [f"{name} × {value:.2f}" for name, value in factors.items() if abs(value - 1) >= 0.005]
    third.append(f"   {', '.join(moving)}" if moving else "   all factors at rest", style=DIM)
    return [first, second, third]


def quotes_title(view: View) -> str:
    """Name the quoted half-spread where there is one."""
    half = _total(view.spread)
    return f"quotes: where {half:.2f} bp come from" if view.spread and not view.warmup else "quotes"


def quotes(view: View, state: ScreenState, width: int) -> list[Text]:
    """Where the spread comes from, and what stands in the way of a quote."""
    if view.kill_reasons:
        return [line(("KILL SWITCH", f"bold {BAD}")), *words("; ".join(view.kill_reasons), width, BAD)]
    if view.warmup:
        return words(f"warming up: {view.warmup.removeprefix('warming up: ')}", width, WARN)
    parts = (Text(f"{part.name} {wording.number(part.bps)}") for part in view.spread if abs(part.bps) >= 0.005)
    lines = wrapped(parts, " · ", width)
    if view.skew:
        skew = line(f"skew {wording.signed(_total(view.skew))} bp", (f"  {_leaning(view)}", DIM))
        lines.append(skew)
    if state.is_paused:
        lines.append(line(("paused: no quotes until p is pressed", WARN)))
    if view.mode != "open":
        lines.extend(words(f"{view.mode}: {view.mode_reason}", width, BAD if view.mode == "halted" else WARN))
    for is_buy in (True, False):
        lines.extend(_best(view, is_buy, state.grid, width))
    for gate in view.gates:
        if not gate.startswith(("bid", "ask")) and gate != view.mode_reason:
            lines.extend(words(f"no quotes: {gate}", width, WARN))
    return lines


def _leaning(view: View) -> str:
    if view.position == 0 or view.max_position <= 0:
        return "flat"
    return f"{'long' if view.position > 0 else 'short'} {100 * abs(view.position) / view.max_position:.0f} % of limit"


def _best(view: View, is_buy: bool, grid: Grid, width: int) -> list[Text]:
    name, colour = ("bid", BID) if is_buy else ("ask", ASK)
    best = best_order(view, is_buy)
    if best is None:
        reasons = [
            gate.removeprefix(name).removeprefix(" off").strip(" :") for gate in view.gates if gate.startswith(name)
        ]
        return words(f"{name} off: {'; '.join(reasons) or 'nothing wanted'}", width, WARN)
    items = [line((name, colour), f" {wording.price(best.px, grid)} × {wording.size(best.size, grid)}")]
    if best.fill_probability is not None:
        items.append(Text(f"p(fill) {best.fill_probability:.2f}", DIM))
        items.append(Text(f"{wording.size(best.ahead, grid)} ahead", DIM))
    rungs = [order.size for order in view.orders if order.is_buy == is_buy and order.state != OrderState.CANCEL_PENDING]
    if len(rungs) > 1:
        items.append(Text(f"{len(rungs)} rungs {wording.size(sum(rungs), grid)}", DIM))
    return [first_that_fit(items, "  ", width)]


def money(view: View, state: ScreenState, width: int) -> list[Text]:
    """Profit and loss with its parts, position, equity, drawdown."""
    profit = view.money
    total = (wording.signed(profit.total), f"bold {money_style(profit.total)}".strip())
    parts = {
        "adverse": profit.adverse,
        "inventory": profit.inventory,
        "funding": profit.funding,
        "fees": -profit.fees,
    }
    items = [Text.assemble("P&L ", total, f" = spread {wording.signed(profit.spread)}")]
    items += [Text(f"{name} {wording.signed(value)}") for name, value in parts.items()]
    used = (
        f" ({100 * view.position / view.max_position:.0f} %)".replace("-", wording.MINUS) if view.max_position else ""
    )
    position = Text.assemble(
        "position ", (wording.amount(view.position, state.grid), STRONG), f" {state.info.asset}{used}"
    )
    drawdown = f"drawdown {100 * view.drawdown:.2f} %"
    if state.max_drawdown is not None:
        drawdown += f" of {100 * state.max_drawdown:g} %"
    account = [position, Text(f"equity {wording.number(profit.equity)}"), Text(drawdown)]
    open_pnl = f"realised {wording.signed(profit.realized)} · open {wording.signed(profit.unrealized)}"
    return [*wrapped(items, "  ", width), *wrapped(account, "  ", width), line((open_pnl, DIM))]


def ladder(view: View, state: ScreenState, width: int, height: int) -> list[Text]:
    """The book around the touch with our orders in it; rungs outside the visible book keep their place in line."""
    rows = height - 1
    asks = _side(state.asks, [order for order in view.orders if not order.is_buy], (rows + 1) // 2, is_buy=False)
    bids = _side(state.bids, [order for order in view.orders if order.is_buy], rows // 2, is_buy=True)
    if not asks and not bids:
        return [line(("no book yet", DIM))]
    largest = max((row[1] for row in (*asks, *bids)), default=0.0)
    middle = line((" " * 10 + "┄" * max(width - 12, 0), DIM))
    return [
        *(_rung(row, largest, state.grid, width, ASK) for row in reversed(asks)),
        middle,
        *(_rung(row, largest, state.grid, width, BID) for row in bids),
    ]


Row = tuple[float, float, float, bool]  # price, size in the book, our size, whether any of it is to stay


def _side(book: list[tuple[float, float]], ours: list[LevelView], count: int, is_buy: bool) -> list[Row]:
    """Return at most `count` rows, best first: all of our rungs that fit, then the levels nearest to the touch."""
    sign = -1.0 if is_buy else 1.0
    mine: dict[float, float] = {}
    standing = {order.px for order in ours if order.state != OrderState.CANCEL_PENDING}
    for order in sorted(ours, key=lambda each: sign * each.px):
        mine[order.px] = mine.get(order.px, 0.0) + order.size
    shown = set(list(mine)[: max(count - 2, 0)])
    for px, _ in book:
        if len(shown) >= count:
            break
        shown.add(px)
    sizes = dict(book)
    return [
        (px, sizes.get(px, 0.0), mine.get(px, 0.0), px in standing)
        for px in sorted(shown, key=lambda each: sign * each)
    ]


def _rung(row: Row, largest: float, grid: Grid, width: int, colour: str) -> Text:
    px, size, ours, is_standing = row
    room = max(width - 30, 1)
    text = line(f"{wording.price(px, grid):>10} ", (_bar(size / largest if largest else 0.0, room), colour))
    decimals = grid.sz_decimals if size < 0.001 else min(grid.sz_decimals, 3)
    text.append(f"{wording.number(size, decimals):>9}" if size else f"{wording.NONE:>9}", style=DIM)
    if ours:
        text.append(
            f" {'■' if is_standing else '□'}{wording.size(ours, grid):>8}", style="bold cyan" if is_standing else "cyan"
        )
    return text


def _bar(fraction: float, width: int) -> str:
    eighths = round(8 * width * min(max(fraction, 0.0), 1.0))
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).ljust(width)[:width]


def fills(state: ScreenState, width: int) -> list[Text]:
    """Our last fills and what the market did after each."""
    return [_fill(each, state.grid, width) for each in state.fills] or [line(("none yet", DIM))]


def _fill(each: RecentFill, grid: Grid, width: int) -> Text:
    moment = wording.clock(each.exchange_ms)
    text = line((moment if width >= 56 else moment[:8], DIM), " ")
    text.append(f"{wording.side(each.is_buy):<6}", style=BID if each.is_buy else ASK)
    text.append(f" {wording.size(each.size, grid)} @ {wording.price(each.px, grid)}")
    items = [text]
    if each.markout_bps is not None:
        markout = line((f"{each.markout_s:.0f} s ", DIM))
        items.append(markout.append(f"{wording.signed(each.markout_bps, 1)} bp", style=money_style(each.markout_bps)))
    if each.level >= 0:
        items.append(Text(f"level {each.level}", DIM))
    return first_that_fit(items, "  ", width)


def health(view: View, state: ScreenState, width: int) -> list[Text]:
    """Feeds, orders, budget, speed; the newest warning."""
    lines = wrapped((_feed(feed) for feed in view.feeds), " · ", width)
    counts = view.counts
    placed = [
        Text(f"placed {wording.number(counts.get('placed', 0), 0)}"),
        Text(f"filled {wording.number(counts.get('filled', 0), 0)}"),
        Text(f"cancelled {wording.number(counts.get('cancelled', 0), 0)}"),
        Text(f"rejected {wording.number(counts.get('rejected', 0), 0)}", WARN if counts.get("rejected") else ""),
    ]
    lines += wrapped(placed, " · ", width)
    figures = [Text(f"leverage {view.leverage}×")]
    if state.rate_budget is not None:
        figures.append(
            Text(f"budget {wording.number(state.rate_budget, 0)}", WARN if state.rate_budget < 1_000 else "")
        )
    if state.cycle_ms is not None:
        figures.append(Text(f"cycle {state.cycle_ms:.2g} ms"))
    if counts.get("malformed"):
        figures.append(Text(f"malformed {wording.number(counts['malformed'], 0)}", WARN))
    lines += wrapped(figures, " · ", width)
    if view.mark_px > 0 and view.oracle_px > 0:
        lines.append(line((f"mark {wording.signed((view.mark_px / view.oracle_px - 1) / BPS, 1)} bp of oracle", DIM)))
    urgent = words(state.question, width, f"bold {BAD}") if state.question else []
    return urgent + words(state.notice, width, f"bold {WARN}") + lines


def _feed(feed: FeedView) -> Text:
    if feed.age_s < 0:
        return Text(f"{feed.name} none yet", WARN)
    if feed.age_s <= feed.limit_s:
        return Text(f"{feed.name} ok" if feed.name == "user" else f"{feed.name} {feed.age_s:.1f} s")
    return Text(f"{feed.name} stale {feed.age_s:.1f} s", BAD)


def _total(parts: list[Component]) -> float:
    total = 0.0
    for part in parts:
        total += part.bps
    return total
