"""Pictures of the dashboard for the docs: `python -m docs.screenshots` (needs playwright and Chromium).

A session runs on the embedded exchange for two minutes; the page is taken in light, in dark, and on a phone.
"""

import asyncio
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.async_api import async_playwright

IMAGES: Final = Path(__file__).parent / "images"
LOOKS: Final = {
    "dashboard": (1440, 900, "light"),
    "dashboard-dark": (1440, 900, "dark"),
    "dashboard-phone": (390, 844, "light"),
}
RUN_S: Final = 150
LOOK_AFTER_S: Final = 110


async def main() -> None:
    """Run a session and take its pictures."""
    with tempfile.TemporaryDirectory() as folder:
        session = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "from hyperquote.cli.main import market_maker; market_maker()",
            *("--headless", "--metrics-port", "0", "--dashboard-port", "8091"),
            *("--duration", str(RUN_S), "--sessions-dir", folder),
            stdout=asyncio.subprocess.PIPE,
        )
        assert session.stdout is not None
        link = ""
        async for line in session.stdout:
            if found := re.search(rb"dashboard (http://\S+)", line):
                link = found[1].decode()
                break
        reader = asyncio.create_task(session.stdout.read())
        await asyncio.sleep(LOOK_AFTER_S)
        async with async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for name, (width, height, theme) in LOOKS.items():
                page = await browser.new_page(
                    viewport={"width": width, "height": height}, color_scheme="dark" if theme == "dark" else "light"
                )
                await page.goto(link)
                await asyncio.sleep(3)
                await page.screenshot(path=IMAGES / f"{name}.png", full_page=width > 1_000)
            await browser.close()
        await session.wait()
        await reader


if __name__ == "__main__":
    asyncio.run(main())
