"""Take the pictures of the README from a real session: its screen as SVG, its report as PNG.

    PYTHONPATH=src python -m docs.session [--seconds 150] [--seed 7]

The report's picture needs a Chromium on the path; without one only the screen is taken.
"""

import argparse
import asyncio
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from hyperquote.cli.embedded import embedded_exchange
from hyperquote.cli.faces import Terminal
from hyperquote.cli.kill_latch import KillLatch
from hyperquote.cli.live_session import run_live
from hyperquote.market_maker import config as settings
from hyperquote.market_maker.config import Config
from hyperquote.market_maker.infra.screen.live import Screen
from hyperquote.market_maker.infra.screen.render import render
from hyperquote.market_maker.infra.screen.state import ScreenState
from hyperquote.market_maker.view import View

IMAGES = Path(__file__).resolve().parent / "images"
WIDTH, HEIGHT = 104, 30
_FONTS = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


class Camera(Screen):
    """Keeps the newest picture in which we quote both sides."""

    def __init__(self) -> None:
        super().__init__(Console(width=WIDTH, height=HEIGHT, force_terminal=True, color_system="truecolor"))
        self.picture = Text()

    def draw(self, view: View, state: ScreenState) -> None:
        """Keep the picture instead of showing it."""
        sides = {order.is_buy for order in view.orders}
        if len(sides) == 2 and not view.gates:
            self.picture = render(view, state, WIDTH, HEIGHT)

    def __enter__(self) -> "Camera":
        return self

    def __exit__(self, *_exception: object) -> None:
        return None


class Studio(Terminal):
    """A terminal whose live view is a camera."""

    def __init__(self, config: Config) -> None:
        super().__init__(config, is_headless=True)
        self.camera = Camera()
        self.__dict__["screen"] = self.camera


def main() -> None:
    """Run the session, write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=150.0)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sessions = Path(folder)
        config = settings.load(
            None, {"logging": {"sessions_dir": folder, "level": "error"}, "monitoring": {"metrics_port": 0}}
        )
        studio = Studio(config)
        asyncio.run(run(config, studio, KillLatch(sessions), options.seconds, options.seed))
        console = Console(width=WIDTH, record=True, file=(sessions / "screen.txt").open("w"), color_system="truecolor")
        console.print(studio.camera.picture)
        svg = console.export_svg(title="make run", unique_id="hq")
        (IMAGES / "session.svg").write_text(_FONTS.sub("", svg), encoding="utf-8")  # a picture must not call home
        photograph(next(sessions.glob("*/report.html")), IMAGES / "report.png")


async def run(config: Config, studio: Studio, latch: KillLatch, seconds: float, seed: int) -> None:
    """Run one session on a local exchange of its own."""
    async with embedded_exchange(seed, None) as exchange:
        await run_live(config, studio, latch, exchange, duration_s=seconds, is_metrics_port_chosen=False)


def photograph(page: Path, picture: Path) -> None:
    """Take a picture of the top of a page, where there is a Chromium."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        return
    subprocess.run(  # noqa: S603  our own page
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--window-size=1100,1500",
            "--virtual-time-budget=8000",
            f"--screenshot={picture}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
    )


if __name__ == "__main__":
    main()
