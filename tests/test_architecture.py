"""The house plan, enforced: imports point down, `await` lives in the shell, built files never shadow sources."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "hyperquote"

# Lowest first. A module may import its own layer and those under it.
LAYERS = [
    ["asset_changes", "book", "build", "config_file", "consts", "errors", "helpers", "meta", "wire"],
    ["req", "signature", "transport"],
    ["exchange", "info", "ws"],
    ["client", "identity", "local_exchange", "market_maker", "sync"],
    ["market_maker.infra", "recorder"],
    ["backtest", "calibration", "replay", "simulation", "sweep", "theory"],
    ["cli", "dashboard", "report"],
]
# Parts of one layer that must not know each other.
STRANGERS = [("market_maker", "local_exchange"), ("local_exchange", "market_maker")]
SHELL = [
    "cli",
    "client",
    "dashboard",
    "exchange.client",
    "identity",
    "info.client",
    "local_exchange.server",
    "market_maker.infra",
    "recorder",
    "req",
    "simulation",
    "sync",
    "transport",
    "ws.account_stream",
    "ws.client",
    "ws.stream",
]
CORE = [
    "book",
    "market_maker",
    "local_exchange.matching",
    "local_exchange.shadow",
    "local_exchange.clearing",
    "backtest",
    "exchange.builder",
    "meta",
    "wire",
]
CORE_EXCEPTIONS = ["market_maker.infra", "market_maker.config", "backtest.reader"]
IMPURE = {"time", "random", "logging", "asyncio", "socket", "os", "datetime", "structlog", "numpy"}


def is_inside(name: str, part: str) -> bool:
    return name == part or name.startswith(part + ".")


def layer_of(name: str) -> int | None:
    """The layer of the longest part that holds the module; None for the package itself."""
    best, found = -1, None
    for level, parts in enumerate(LAYERS):
        for part in parts:
            if is_inside(name, part) and len(part) > best:
                best, found = len(part), level
    return found


def modules() -> list[tuple[str, Path]]:
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name:
            found.append((name, path))
    return found


def imports(tree: ast.AST) -> list[str]:
    """Modules of ours that a file imports, relative to the package."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.append(node.module)
            names.extend(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            names.extend(alias.name for alias in node.names)
    return [name.removeprefix("hyperquote.") for name in names if name.startswith("hyperquote.")]


@pytest.mark.parametrize(("name", "path"), modules(), ids=lambda value: value if isinstance(value, str) else "")
def test_imports_point_down(name: str, path: Path) -> None:
    layer = layer_of(name)
    assert layer is not None, f"{name} stands in no layer: give it one in LAYERS"
    for imported in imports(ast.parse(path.read_text())):
        target = layer_of(imported)
        if target is not None:
            assert target <= layer, f"{name} imports {imported}, which stands above it"
        for here, there in STRANGERS:
            assert not (is_inside(name, here) and is_inside(imported, there)), f"{name} must not know {imported}"


@pytest.mark.parametrize(("name", "path"), modules(), ids=lambda value: value if isinstance(value, str) else "")
def test_only_the_shell_awaits(name: str, path: Path) -> None:
    if any(is_inside(name, part) for part in SHELL):
        return
    waits = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith | ast.AsyncFunctionDef)
    ]
    assert not waits, f"{name} awaits on lines {waits}: only the shell may"


@pytest.mark.parametrize(("name", "path"), modules(), ids=lambda value: value if isinstance(value, str) else "")
def test_the_core_has_no_clock_no_chance_and_no_files(name: str, path: Path) -> None:
    inside = any(is_inside(name, part) for part in CORE)
    if not inside or any(is_inside(name, part) for part in CORE_EXCEPTIONS):
        return
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        found: list[str] = []
        if isinstance(node, ast.Import):
            found = [alias.name.split(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found = [node.module.split(".")[0]]
        assert not IMPURE & set(found), f"{name} imports {found}"
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        assert not (is_call and node.func.id in {"open", "print", "sum"}), (
            f"{name} line {node.lineno}: {node.func.id}()"
        )


def test_no_built_file_lies_beside_the_sources() -> None:
    assert not list(SOURCE.rglob("*.so")), "a built extension would shadow edited sources: delete it"
