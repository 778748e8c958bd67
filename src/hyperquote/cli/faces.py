"""What the operator looks at while a session runs: the live view on a terminal, or log lines."""

import asyncio
import sys
from pathlib import Path
from typing import Final

from hyperquote.market_maker.commands import Command
from hyperquote.market_maker.config import Config
from hyperquote.market_maker.events import Event
from hyperquote.market_maker.infra import logging
from hyperquote.market_maker.infra.journal_schema import SessionInfo
from hyperquote.market_maker.infra.meter import Meter
from hyperquote.market_maker.infra.screen.follower import ScreenFollower
from hyperquote.market_maker.infra.screen.keys import KeyMap
from hyperquote.market_maker.infra.screen.live import Screen
from hyperquote.market_maker.infra.screen.state import ScreenState
from hyperquote.market_maker.port import Watcher
from hyperquote.market_maker.view import View


class Terminal:
    """Whether we draw or print, decided once: a live view needs a terminal that can be drawn on."""

    def __init__(self, config: Config, is_headless: bool) -> None:
        self.screen: Final = None if is_headless else _screen()
        self._form: Final = config.logging.format
        log_file = config.logging.log_file
        logging.configure(
            level=config.logging.level,
            form=config.logging.format,
            log_file=Path(log_file) if log_file else None,
            stream=sys.stdout if self.screen is None else None,
        )
        self._log: Final = logging.get_logger("session")

    def say(self, text: str) -> None:
        """Print something that is no event: the banner, where things are. Machines get it as one of their lines."""
        if self._form == "json" and self.screen is None:
            self._log.info("session", text=text)
        else:
            print(text, flush=True)

    def warn(self, text: str) -> None:
        """Print what the operator should know."""
        if self.screen is None:
            self._log.warning("session", text=text)
        else:
            print(f"warning: {text}", flush=True)


def _screen() -> Screen | None:
    screen = Screen()
    return screen if screen.is_possible else None


class LiveView(Watcher):
    """Draws the session whenever a view comes."""

    def __init__(self, screen: Screen, info: SessionInfo, max_drawdown: float, meter: Meter) -> None:
        self._screen: Final = screen
        self._meter: Final = meter
        self.state: Final = ScreenState(info, max_drawdown=max_drawdown)
        self._follower: Final = ScreenFollower(self.state)
        self.keys: KeyMap | None = None  # set while keys are read: what they ask stands in the picture

    def on_event(self, event: Event) -> None:
        """Follow facts."""
        self._follower.on_event(event)

    def on_command(self, local_ns: int, command: Command) -> None:
        """Follow decisions."""
        self._follower.on_command(local_ns, command)

    def on_view(self, view: View) -> None:
        """Draw."""
        if self.keys is not None:
            self.keys.tick(asyncio.get_running_loop().time())
            self.state.question = self.keys.question
        self.state.cycle_ms = self._meter.cycle_ms
        self.state.rate_budget = self._meter.rate_budget
        self._screen.draw(view, self.state)
