"""The whole live view as one value: a view and a state in, lines of exact width out."""

from rich.text import Text

from hyperquote.market_maker.infra.screen import panes
from hyperquote.market_maker.infra.screen.canvas import beside, closing, fitted, titled
from hyperquote.market_maker.infra.screen.state import ScreenState
from hyperquote.market_maker.view import View

MIN_WIDTH = 80
MIN_HEIGHT = 24


def render(view: View, state: ScreenState, width: int = 100, height: int = 30) -> Text:
    """Return the picture for a terminal of `width` × `height` cells; under 80 × 24 a request for more room."""
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        text = (
            f"hyperquote needs {MIN_WIDTH} × {MIN_HEIGHT} cells, this window has {width} × {height}. Quoting goes on."
        )
        return fitted(Text(text), max(width, 1))
    width = min(width, 160)  # wider lines are hard to follow
    grid = state.grid
    lower = min(max(height // 4, 6), 10)
    upper = height - 1 - lower
    left = width * 43 // 100
    right = width - left - 1
    money_lines = panes.money(view, state, right - 1)
    money_height = len(money_lines) + 1
    belief_height = 4
    left_panes = [
        *titled("market", panes.market(view, grid, left - 1), left, 3),
        *titled("book and ladder", panes.ladder(view, state, left - 2, upper - 4), left, upper - 3),
    ]
    right_panes = [
        *titled("beliefs", panes.beliefs(view), right, belief_height, panes.key_help(state)),
        *titled(
            panes.quotes_title(view), panes.quotes(view, state, right - 1), right, upper - belief_height - money_height
        ),
        *titled("money", money_lines, right, money_height),
    ]
    fills_width = width * 60 // 100
    health_width = width - fills_width - 1
    lower_panes = beside(
        titled("fills", panes.fills(state, fills_width - 1), fills_width, lower),
        titled("health", panes.health(view, state, health_width - 1), health_width, lower),
    )
    lower_panes[0] = closing(left, lower_panes[0])
    lines = [panes.header(view, state, width), *beside(left_panes, right_panes), *lower_panes]
    return Text("\n", no_wrap=True).join(lines)
