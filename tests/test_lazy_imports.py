"""What an import must not load: a program that never opens a connection pays for none."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import hyperquote
from hyperquote.exchange import actions

HERE = Path(hyperquote.__file__).parents[1]  # the copy under test, not one that is installed


def loaded_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has after some code."""
    probe = [sys.executable, "-c", f"{code}\nimport sys; print(' '.join(sys.modules))"]
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    return set(subprocess.run(probe, check=True, capture_output=True, text=True, env=environment).stdout.split())


@pytest.fixture(scope="module")
def after_import() -> set[str]:
    return loaded_after("from hyperquote import Hyperliquid")


def test_importing_the_client_loads_no_network_library(after_import: set[str]) -> None:
    assert {"hyperquote.client", "hyperquote.transport.http", "hyperquote.transport.websocket"} <= after_import
    assert not {"aiohttp", "yarl", "aiohappyeyeballs"} & after_import


def test_importing_the_client_loads_no_action_that_it_has_no_method_for(after_import: set[str]) -> None:
    assert "hyperquote.exchange.actions.order" in after_import
    assert not {"hyperquote.exchange.actions.union", "hyperquote.exchange.actions.perp_deploy"} & after_import


@pytest.mark.skipif(find_spec("sha3") is None, reason="without safe-pysha3 pycryptodome hashes, and is loaded")
def test_where_the_fast_hash_is_installed_the_other_one_is_not_loaded(after_import: set[str]) -> None:
    assert "Crypto" not in after_import


def test_making_a_client_loads_nothing_more(after_import: set[str]) -> None:
    assert loaded_after("from hyperquote import Hyperliquid\nhl = Hyperliquid('local')") == after_import


def test_the_union_and_every_action_are_still_names_of_the_package() -> None:
    assert actions.decode_action(b'{"type":"noop"}') == actions.Noop()
    assert actions.PerpDeploy in actions.AnyAction.__args__
    with pytest.raises(AttributeError, match="NoSuchAction"):
        _ = actions.NoSuchAction
