"""The page in a real browser: it shows the engine's values, obeys the operator, and keeps up."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
from tests import fake_view
from tests.dashboard.served import served

from hyperquote.dashboard.board import Board
from hyperquote.dashboard.server import Dashboard
from hyperquote.market_maker.commands import Note
from hyperquote.market_maker.events import NO_TIME, Pause

if TYPE_CHECKING:
    from typing import Literal

    from playwright.async_api import Browser, Page, Response

    Theme = Literal["light", "dark"]

playwright = pytest.importorskip("playwright.async_api", reason="the browser tests need playwright")
expect = playwright.expect
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine: apt-get install chromium"),
]


@pytest.fixture
async def browser() -> AsyncIterator["Browser"]:
    async with playwright.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


async def opened(
    browser: "Browser",
    page: Dashboard,
    *,
    link: str = "",
    width: int = 1440,
    theme: "Theme" = "light",
    trouble: list[str] | None = None,
) -> "Page":
    tab = await browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
    if trouble is not None:
        tab.on("pageerror", lambda error: trouble.append(str(error)))
        tab.on("console", lambda line: trouble.append(line.text) if line.type in {"error", "warning"} else None)
    await tab.goto(link or page.link)
    await expect(tab.locator("#total")).not_to_have_text("–")
    return tab


def told(board: Board, **changes: object) -> None:
    board.on_view(fake_view.view(**changes))


async def test_every_value_on_the_page_is_the_engine_s(browser: "Browser") -> None:
    async with served() as (board, _, page):
        board.on_event(fake_view.fill())
        board.on_command(fake_view.NOON_MS * 1_000_000, Note("warning", "risk", "the book is stale"))
        told(board)
        trouble: list[str] = []
        tab = await opened(browser, page, trouble=trouble)
        shown = {name: await tab.inner_text(f"#{name}") for name in ("total", "position", "half", "equity", "state")}
        assert shown == {
            "total": "+4.12",
            "position": "+0.09000 BTC",
            "half": "4.31 bp",
            "equity": "10 004.12",
            "state": "quoting",
        }
        ladder = (await tab.inner_text("#ladder")).split()
        for order in fake_view.view().orders:
            assert f"{order.size:.5f}" in ladder
        parts = await tab.inner_text("#parts")
        assert all(text in parts for text in ("base", "+3.98", "+0.22", "skew: inventory", "+0.42", "γ × volatility"))
        beliefs = await tab.inner_text("#beliefs")
        assert "2 400" in beliefs
        assert "1.80" in beliefs
        assert "+0.31" in await tab.inner_text("#markouts")
        assert "sold" in await tab.inner_text("#fills")
        assert "the book is stale" in await tab.inner_text("#notes")
        assert trouble == []

        told(board, position=-0.2, money=fake_view.money(total=-7.5), mode="reduce-only", mode_reason="position")
        await expect(tab.locator("#total")).to_have_text("−7.50")
        assert await tab.inner_text("#state") == "reduce-only"
        assert await tab.inner_text("#why") == "position"


async def test_buttons_and_keys_steer_and_a_kill_is_asked_twice(browser: "Browser") -> None:
    async with served() as (board, wheel, page):
        wheel.on_pause = lambda is_paused: board.on_event(Pause(NO_TIME, 1, is_paused))
        told(board)
        tab = await opened(browser, page)
        await tab.click("#pause")
        assert await wheel.next() == "pause"
        told(board, gates=["paused by the operator"])
        await expect(tab.locator("#pause")).to_have_text("Resume")
        await tab.keyboard.press("p")
        assert await wheel.next() == "resume"
        await tab.keyboard.press("c")
        assert await wheel.next() == "cancel-all"
        await tab.keyboard.press("k")
        await tab.keyboard.press("Enter")  # the safe answer has the focus
        await expect(tab.locator("#sure")).to_be_hidden()
        await tab.click("#kill")
        await tab.click("#sure button.danger")
        assert await wheel.next() == "kill"


async def test_who_has_no_token_may_look_but_not_steer(browser: "Browser") -> None:
    async with served() as (board, wheel, page):
        told(board)
        tab = await opened(browser, page, link=page.address)
        assert await tab.is_disabled("#pause")
        assert await tab.is_disabled("#kill")
        await tab.keyboard.press("p")
        assert wheel.asked == []
        with_token = await opened(browser, page)
        assert page.token not in with_token.url  # gone from the address bar, so from history and screenshots


async def test_a_thousand_pictures_a_minute_are_shown_without_delay(browser: "Browser") -> None:
    async with served() as (board, _, page):
        told(board)
        tab = await opened(browser, page)
        for i in range(1, 101):
            told(board, position=i / 1_000)
            await asyncio.sleep(0.06)
        await expect(tab.locator("#position")).to_have_text("+0.10000 BTC", timeout=500)


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_it_is_readable_on_a_phone_in_light_and_dark(browser: "Browser", theme: "Theme") -> None:
    async with served() as (board, _, page):
        told(board)
        tab = await opened(browser, page, width=390, theme=theme)
        assert await tab.evaluate("document.documentElement.scrollWidth") <= 390
        assert await tab.evaluate("document.documentElement.dataset.theme") == theme
        before = await tab.evaluate("getComputedStyle(document.body).backgroundColor")
        await tab.click("#theme")
        assert await tab.evaluate("getComputedStyle(document.body).backgroundColor") != before


async def test_a_lost_connection_is_seen(browser: "Browser") -> None:
    async with served() as (board, _, page):
        told(board)
        tab = await opened(browser, page)
    await expect(tab.locator("#state")).to_have_text("no connection")


async def test_the_page_is_light_and_paints_within_a_second(browser: "Browser") -> None:
    async with served() as (board, _, page):
        told(board)
        tab = await browser.new_page()
        weights: list[int] = []

        async def weigh(answer: "Response") -> None:
            if "uPlot" not in answer.url and "stream" not in answer.url:
                weights.append(len(await answer.body()))

        tab.on("response", weigh)
        await tab.goto(page.link)
        await expect(tab.locator("#total")).not_to_have_text("–")
        paint_ms = await tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        assert sum(weights) < 300_000
        assert paint_ms < 1_000
