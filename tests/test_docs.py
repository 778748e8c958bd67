"""The documentation is true: generated pages are up to date, links lead somewhere, examples run."""

import asyncio
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from docs import draw, generate

from hyperquote import helpers
from hyperquote.cli.exchange import build_exchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms
from hyperquote.signature.wallet import Wallet

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"")
FENCE = re.compile(r"^```.*?^```|^    .*?$", re.MULTILINE | re.DOTALL)
RUNS = re.compile(r"<!-- runs -->\n```python\n(.*?)```", re.DOTALL)
EXAMPLES = [
    pytest.param(code, id=f"{page.relative_to(ROOT)}-{number}")
    for page in PAGES
    for number, code in enumerate(RUNS.findall(page.read_text(encoding="utf-8")), start=1)
]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A local exchange with a crowd, in a thread of its own, for examples that bring their own event loop."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> tuple[ExchangeServer, int]:
        exchange = build_exchange(wall_ms(), seed=1)
        exchange.faucet(Wallet.from_key("0x" + "11" * 32).address, "100000", wall_ms())
        gateway = Gateway(exchange)
        gateway.make_block(wall_ms())  # the crowd is there before the first example
        server = ExchangeServer(gateway)
        return server, await server.start()

    server, port = asyncio.run_coroutine_threadsafe(start(), loop).result()
    yield f"http://127.0.0.1:{port}"
    asyncio.run_coroutine_threadsafe(server.close(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.mark.parametrize("name", generate.PAGES)
def test_generated_pages_are_up_to_date(name: str) -> None:
    written = (generate.REFERENCE / f"{name}.md").read_text(encoding="utf-8")
    assert written == generate.PAGES[name](), f"{name}.md is out of date: run `make docs` and commit it"


@pytest.mark.parametrize("name", draw.PICTURES)
def test_pictures_are_what_the_models_draw(name: str) -> None:
    drawn = draw.PICTURES[name]().svg()
    assert (draw.MODELS / f"{name}.svg").read_text(encoding="utf-8") == drawn, "run `make docs`, look, and commit it"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    targets = [(a or b).partition("#")[0] for a, b in LINK.findall(text)]
    missing = [
        target
        for target in targets
        if target and "://" not in target and not (page.parent / target).resolve().is_file()
    ]
    assert not missing, f"{page.name} links to {missing}"


def test_every_task_is_listed() -> None:
    listed = (ROOT / "docs" / "tasks" / "README.md").read_text(encoding="utf-8")
    for task in (ROOT / "docs" / "tasks").glob("*.md"):
        assert task.name == "README.md" or f"({task.name})" in listed, f"docs/tasks/README.md does not list {task.name}"


@pytest.mark.parametrize(
    "page", [ROOT / "docs" / "sdk.md", *sorted((ROOT / "docs" / "tasks").glob("*.md"))], ids=lambda page: page.name
)
def test_every_program_of_the_sdks_pages_is_run(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.count("```python") == len(RUNS.findall(text)), "mark it with <!-- runs -->"


def test_every_decision_is_listed() -> None:
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    for decision in (ROOT / "docs" / "decisions").glob("0*.md"):
        assert f"({decision.name})" in listed, f"docs/decisions/README.md does not list {decision.name}"


def test_every_model_page_is_listed_and_has_its_picture() -> None:
    models = ROOT / "docs" / "models"
    listed = (models / "README.md").read_text(encoding="utf-8")
    for page in models.glob("*.md"):
        if page.name != "README.md":
            assert f"({page.name})" in listed, f"docs/models/README.md does not list {page.name}"
            assert ".svg)" in page.read_text(encoding="utf-8"), f"{page.name} has no picture"


@pytest.mark.parametrize("code", EXAMPLES)
def test_examples_run(code: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if "hyperliquid." in code:
        pytest.importorskip("hyperliquid", reason="the official SDK is a test dependency")
    monkeypatch.setitem(helpers._NAMES, "local", url)
    example = compile(code.replace("http://127.0.0.1:3001", url), "example", "exec")
    exec(example, {"__name__": "example"})
