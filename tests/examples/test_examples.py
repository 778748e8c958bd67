"""Every example runs as it stands on a local exchange and says something useful; a page lists exactly them."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import structlog
from tests.exchange_thread import running_exchange

from hyperquote.cli import examples
from hyperquote.errors import ConfigError
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet

ROOT = Path(__file__).resolve().parents[2]
SAID = {
    "agent": r"0x\w{40} may trade for 0x\w{40}\nthe master's open orders: \[\d+\]\ncancel: success",
    "approve_builder_fee": r"0x\w{40} may take up to 1 bp\n0x\w{40} may take up to 0 bp",
    "bridge_withdraw": r"withdrawable: 10000\.0 → 9995\.0 USD\nwithdrew 4\.0 USD, fee 1\.0",
    "claim_rewards": r"to claim: 0\.\d+ USD\nclaimed: 0\.\d+ USD",
    "class_transfer": r"spot: 2\.0 USDC\nspot: 0\.0 USDC",
    "info": r"best bid and ask: [\d.]+ [\d.]+\nperpetuals: \d+[\s\S]*account value: \d+[\s\S]*role: user",
    "leverage": r"BTC trades with 5 times leverage, cross\nBTC trades with 3 times leverage, cross",
    "market_order_and_cancel": r"bought 0\.001 at [\d.]+\nposition: 0\.001\nsold 0\.001 at [\d.]+",
    "market_order_with_builder_and_cancel": r"(\w+ Long at [\d.]+: fee 0\.\d+, of it the builder's 0\.\d+\n?){2}",
    "order_and_cancel": r"order (\d+) rests at \d+\nopen: \[\1\]\ncancel: success",
    "order_and_cancel_cloid": r"status: open\ncancel: success",
    "order_and_schedule_cancel": r"all orders go in 10 s\ncalled off\ncancel: success",
    "order_with_builder_and_cancel": r"order \d+ rests, routed by 0x\w{40}\ncancel: success",
    "set_referrer": r"referred by 0x\w{40} with HYPERQUOTE\ndiscount on fees: 4%",
    "spot_transfer": r"receiver: 1\.0 USDC",
    "spot_order": r"the order holds [\d.]+ of [\d.]+ USDC\ncancel: success\nbought 100\.0 at 0\.\d+\n"
    r"balance: [\d.]+ USDC\nbalance: 99\.93001 PURR",
    "usdc_transfer": r"receiver: 0\.0 → 1\.0 USD",
    "using_big_blocks": r"big blocks: yes\nbig blocks: no",
    "vault_transfer": r"vault 0x\w{40} of 0x\w{40}\nour part: 150\.0 USD, 100% of it, locked for a day\nnot yet: .+",
    "ws_active_asset_ctx": r"(mark [\d.]+ funding -?[\d.]+ open interest [\d.]+\n?){3}",
    "ws_active_asset_data": r"BTC at 5x: buy up to [\d.]+, sell up to [\d.]+\nBTC at 3x: buy up to [\d.]+, sell .*",
    "ws_all_mids": r"(BTC [\d.]+, one of \d+\n?){3}",
    "ws_bbo": r"(bid [\d.]+   ask [\d.]+\n?){3}",
    "ws_candles": r"(open [\d.]+ high [\d.]+ low [\d.]+ close [\d.]+ volume [\d.]+\n?){3}",
    "ws_l2_book": r"(bid [\d.]+ @ [\d.]+   ask [\d.]+ @ [\d.]+\n?){3}",
    "ws_notification": r"Resting order filled: (Bought|Sold) 0\.\d+ BTC at \$\d+",
    "ws_orders": r"order (\d+): open\norder \1: canceled",
    "ws_spot_price": r"(PURR/USDC mark 0\.\d+ mid 0\.\d+\n?){3}",
    "ws_trades": r"((bought|sold) [\d.]+ @ [\d.]+\n?){3,}",
    "ws_web_data2": r"(account value [\d.]+, 0 orders, \d+ perps\n?){2}",
    "ws_user_events": r"Open Long: 0\.001 @ [\d.]+, fee [\d.]+ USDC\nClose Long: 0\.001 @ [\d.]+, fee [\d.]+ USDC",
    "ws_user_fundings": r"known: 0 payments\nBTC: -0\.\d+ USD for 0\.001 at 1 bp",
    "ws_user_non_funding_ledger_updates": r"known: 1 updates\ninternalTransfer: 1\.0 USD to 0x(44){20}",
}
SLOW = [
    "ws_active_asset_ctx",
    "ws_candles",
    "ws_notification",
    "ws_trades",
]  # the crowd decides when there is something to say


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    structlog.configure(
        logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )  # the exchange's log is not the example's
    with running_exchange() as address:
        yield address
    structlog.reset_defaults()


def key_of(name: str) -> Wallet:
    """One account an example, so that none sees what another left."""
    return Wallet.from_key(f"{list(SAID).index(name) + 1:064x}")


@pytest.mark.parametrize("name", [pytest.param(each, marks=[pytest.mark.slow] * (each in SLOW)) for each in SAID])
def test_an_example_runs_and_says_what_happened(name: str, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    main: Callable[..., Awaitable[None]] = examples.load(name)
    asyncio.run(asyncio.wait_for(examples.run_on(main, Network.of(url), key_of(name)), 60))
    said = capsys.readouterr().out.strip()
    assert re.fullmatch(SAID[name], said), said


NAMES = [
    "order_and_cancel",
    "order_and_cancel_cloid",
    "leverage",
    "market_order_and_cancel",
    "market_order_with_builder_and_cancel",
    "order_with_builder_and_cancel",
    "order_and_schedule_cancel",
    "using_big_blocks",
    "spot_order",
    "spot_transfer",
    "usdc_transfer",
    "vault_transfer",
    "class_transfer",
    "bridge_withdraw",
    "agent",
    "approve_builder_fee",
    "claim_rewards",
    "set_referrer",
    "info",
    "ws_all_mids",
    "ws_l2_book",
    "ws_trades",
    "ws_bbo",
    "ws_candles",
    "ws_spot_price",
    "ws_active_asset_ctx",
    "ws_active_asset_data",
    "ws_orders",
    "ws_user_events",
    "ws_user_fundings",
    "ws_user_non_funding_ledger_updates",
    "ws_notification",
    "ws_web_data2",
]


def test_there_are_the_examples_that_were_promised_and_each_is_tried_here() -> None:
    assert len(NAMES) == 33
    assert examples.names() == sorted(SAID) == sorted(NAMES)


@pytest.mark.parametrize("name", SAID)
def test_an_example_is_short_and_says_its_purpose_in_a_line(name: str) -> None:
    text = (ROOT / "examples" / f"{name}.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 60
    assert re.match(r'"""[^\n]+\."""\n', text)


def test_the_page_of_examples_lists_exactly_these() -> None:
    page = (ROOT / "docs" / "examples.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == sorted(SAID)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"did you mean ws_trades\?"):
        examples.load("ws_trade")


@pytest.mark.slow
def test_the_command_starts_an_exchange_of_its_own_for_an_example() -> None:
    command = [sys.executable, "-m", "hyperquote.cli.main", "example", "order_and_cancel"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment())
    assert run.returncode == 0, run.stderr
    assert "cancel: success" in run.stdout


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}


async def _fails(network: object) -> None:
    raise SystemExit("nobody sells")


def test_running_all_goes_on_after_one_that_fails_and_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(examples, "names", lambda: ["order_and_cancel", "ws_bbo"])
    whole = examples.load

    monkeypatch.setattr(examples, "load", lambda name: _fails if name == "order_and_cancel" else whole(name))
    assert not examples.run_all_now()
    said = capsys.readouterr().out
    assert "failed: nobody sells" in said
    assert said.endswith("── 1 of 2 examples ran\n   failed: order_and_cancel\n")
