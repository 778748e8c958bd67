import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from hyperquote.cli.exchange import build_exchange, run_exchange
from hyperquote.cli.exchange_help import HELP
from hyperquote.errors import ConfigError, ValidationError
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms

START_MS = 1_700_000_000_000
SOURCE = Path(__file__).resolve().parents[2] / "src"

DEX = ["xyz:XYZ100", "xyz:TSLA", "xyz:NVDA"]
SPOT = ["PURR/USDC", "@1"]


def test_an_empty_market_lists_the_assets_and_nothing_rests() -> None:
    exchange = build_exchange(START_MS, market="empty", seed=7)
    assert [listing.name for listing in exchange.listings.values()] == ["BTC", "ETH", "SOL", "WLFI", *DEX, *SPOT]
    assert (exchange.market_name, exchange.seed, exchange.open_order_count) == ("empty", 7, 0)


def test_unless_told_otherwise_a_crowd_trades_what_it_knows() -> None:
    exchange = build_exchange(START_MS)
    assert exchange.market_name == "crowd"
    quoted = [exchange.core.best_units(asset, True) > 0 for asset in exchange.listings]
    assert quoted == [True, True, True, False, True, True, True, True, True]
    last = exchange.records.trades(0, 500)
    assert len(last) > 50, "it begins with a minute of trades behind it"
    assert last[0].time_ms < last[-1].time_ms < START_MS


@pytest.mark.parametrize(
    ("options", "advice"),
    [
        ({"market": "casino"}, "choose one of crowd, empty, tape"),
        ({"market": "tape"}, "--market tape needs --tape"),
        ({"tape": Path("somewhere")}, "--tape needs --market tape"),
        ({"market": "tape", "tape": Path("nowhere")}, "there is no folder nowhere"),
        ({"speed": 0.0}, "--speed must be positive"),
        ({"market": "empty", "scenario": "trend"}, "--scenario is for --market crowd"),
        ({"queue": "log"}, "--queue is for --market tape"),
    ],
)
def test_options_that_do_not_fit_say_what_would(options: dict[str, object], advice: str) -> None:
    with pytest.raises(ConfigError, match=advice):
        build_exchange(START_MS, **options)  # type: ignore[arg-type]


def test_a_scenario_begins_when_the_market_opens_after_a_calm_minute() -> None:
    exchange = build_exchange(START_MS, scenario="outage")
    assert exchange.scenario_changes == [(START_MS, "outage")]
    assert len(exchange.records.trades(0, 500)) > 50
    assert exchange.core.best_units(0, True) == 0


def test_an_unknown_scenario_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="choose one of calm, trend"):
        build_exchange(START_MS, scenario="boom")


def test_a_folder_without_recordings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no recording"):
        build_exchange(START_MS, market="tape", tape=tmp_path)


def test_a_plan_of_faults_that_cannot_be_read_is_reported_before_anything_else(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read the fault plan"):
        run_exchange(faults=tmp_path / "none.toml")
    plan = tmp_path / "plan.toml"
    plan.write_text('[[faults]]\nfault = "W99"\n')
    with pytest.raises(ConfigError, match="W99"):
        run_exchange(faults=plan)


def test_a_speed_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match="--speed must be positive"):
        run_exchange(speed=-1.0)


def test_every_option_has_a_help_text() -> None:
    names = run_exchange.__code__.co_varnames[: run_exchange.__code__.co_argcount]
    assert sorted(HELP) == sorted(names)


async def test_a_taken_port_is_reported_before_anything_else() -> None:
    server = ExchangeServer(Gateway(LocalExchange(wall_ms())))
    port = await server.start()
    with pytest.raises(ConfigError, match=f"port {port} is taken"):
        await asyncio.to_thread(run_exchange, port=port)
    await server.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
async def test_it_says_where_it_listens_and_stops_cleanly_when_asked(name: signal.Signals) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from hyperquote.cli.exchange import run_exchange; run_exchange(port=0, seed=5)",
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    assert process.stdout is not None
    banner = (await asyncio.wait_for(process.stdout.readline(), timeout=30)).decode()
    assert banner.startswith("local exchange http://127.0.0.1:")
    assert "crowd market, seed 5 · BTC ETH SOL WLFI" in banner
    process.send_signal(name)
    assert await asyncio.wait_for(process.wait(), timeout=30) == 0
