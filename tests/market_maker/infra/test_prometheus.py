"""A real Prometheus scrapes us; alerts and the Grafana page speak only of metrics that we have."""

import asyncio
import json
import re
import shutil
import socket
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from tests import fake_view

from hyperquote.market_maker.infra.metrics import COUNTABLE, SETTABLE, Metrics
from hyperquote.market_maker.infra.metrics_server import MetricsServer

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
PROMETHEUS, PROMTOOL = shutil.which("prometheus"), shutil.which("promtool")
needs_prometheus = pytest.mark.skipif(
    PROMETHEUS is None or PROMTOOL is None, reason="no Prometheus on this machine: apt-get install prometheus"
)


def page() -> str:
    metrics = Metrics("BTC", "0", "test", 0)
    metrics.observe_cycle(0.0004)
    for name in SETTABLE:
        metrics.set(name, 1.0)
    for name in COUNTABLE:
        metrics.count(name)
    return metrics.text(fake_view.view(gates=["book stale 6.1 s"], adverse_selection_bps=1.0))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def expressions() -> list[str]:
    rules = re.findall(r"expr: (.+)", (DEPLOY / "alerts.yml").read_text())
    board = json.loads((DEPLOY / "grafana.json").read_text())
    return rules + [target["expr"] for panel in board["panels"] for target in panel["targets"]]


def test_alerts_and_the_grafana_page_speak_of_metrics_that_are_there() -> None:
    known = set(re.findall(r"^# TYPE (\w+)", page(), re.MULTILINE))
    for expression in expressions():
        for name in re.findall(r"mm_\w+", expression):
            assert name.removesuffix("_bucket") in known, expression


def test_every_alert_stands_in_the_runbook() -> None:
    runbook = (DEPLOY.parent / "docs" / "runbook.md").read_text()
    for name in re.findall(r"- alert: (\w+)", (DEPLOY / "alerts.yml").read_text()):
        assert f"## {name}\n" in runbook


@needs_prometheus
async def test_prometheus_accepts_the_rules_and_every_line_of_our_page() -> None:
    assert PROMTOOL is not None
    for words, text in (
        (["check", "rules", str(DEPLOY / "alerts.yml")], ""),
        (["check", "config", str(DEPLOY / "prometheus.yml")], ""),
    ):
        tool = await asyncio.create_subprocess_exec(
            PROMTOOL, *words, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await tool.communicate(text.encode())
        assert tool.returncode == 0, out.decode()


@pytest.mark.slow
@needs_prometheus
@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
async def test_a_real_prometheus_scrapes_every_metric(tmp_path: Path) -> None:
    assert PROMETHEUS is not None
    ours, theirs = free_port(), free_port()
    config = tmp_path / "prometheus.yml"
    config.write_text(
        "global: {scrape_interval: 200ms}\n"
        f"scrape_configs: [{{job_name: hyperquote, static_configs: [{{targets: ['127.0.0.1:{ours}']}}]}}]\n"
    )
    text = page()
    async with MetricsServer(lambda: text, ours), aiohttp.ClientSession() as http:
        server = await asyncio.create_subprocess_exec(
            PROMETHEUS,
            f"--config.file={config}",
            f"--storage.tsdb.path={tmp_path}/data",
            f"--web.listen-address=127.0.0.1:{theirs}",
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(30):
                while not (found := await _series(http, theirs)):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)  # another process: nothing tells us when it is up
        finally:
            server.terminate()
            await server.wait()
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, labels, value = re.fullmatch(r"(\w+)\{(.*)\} (\S+)", line).groups()  # type: ignore[union-attr]
            key = (name, frozenset(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels)))
            assert found[key] == pytest.approx(float(value)), line


async def _series(http: aiohttp.ClientSession, port: int) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Every series that Prometheus has of us; empty while it is not up or has not scraped."""
    query = {"query": '{job="hyperquote",__name__=~"mm_.*"}'}
    try:
        async with http.get(f"http://127.0.0.1:{port}/api/v1/query", params=query) as answer:
            body: dict[str, Any] = await answer.json()
    except aiohttp.ClientError:
        return {}
    found = {}
    for row in body["data"]["result"]:
        labels = {name: value for name, value in row["metric"].items() if name not in {"job", "instance", "__name__"}}
        found[(row["metric"]["__name__"], frozenset(labels.items()))] = float(row["value"][1])
    return found
