"""The live view on a real terminal: the alternate screen, drawn over in place."""

from rich.console import Console
from rich.live import Live

from hyperquote.market_maker.infra.screen.render import render
from hyperquote.market_maker.infra.screen.state import ScreenState
from hyperquote.market_maker.view import View


class Screen:
    """Shows the session while its `with` block lasts; the terminal is given back as it was, also after an error.

    Call `draw` about four times a second. NO_COLOR in the environment takes all colour out.
    """

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console()
        self._live = Live(console=self.console, screen=True, auto_refresh=False, vertical_overflow="crop")

    @property
    def is_possible(self) -> bool:
        """Whether there is a terminal to draw on; if not, print log lines instead."""
        return self.console.is_terminal and not self.console.is_dumb_terminal

    def draw(self, view: View, state: ScreenState) -> None:
        """Draw the picture for the size that the window has now."""
        size = self.console.size
        self._live.update(render(view, state, size.width, size.height), refresh=True)

    def __enter__(self) -> "Screen":
        self._live.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._live.stop()
