"""`hyperquote local …`: steer a local exchange that runs: its time, its market, its faults."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

UrlOption = Annotated[str, typer.Option("--network", help="local (port 3001), or the URL of a local exchange.")]
CoinArgument = Annotated[str, typer.Argument(metavar="COIN", help="As the exchange spells it.", show_default=False)]

app = typer.Typer(help="Steer a local exchange that runs: time, scenario, oracle, faults.", no_args_is_help=True)


def _send(network: str, name: str, body: dict[str, Any] | bytes) -> Any:
    from hyperquote.cli import control  # noqa: PLC0415

    return asyncio.run(control.send(network, name, body))


def _ask(network: str, name: str) -> Any:
    from hyperquote.cli import control  # noqa: PLC0415

    return asyncio.run(control.ask(network, name))


@app.command("health")
def health(network: UrlOption = "local") -> None:
    """Show what runs: build, market, time, accounts, state hash."""
    for name, value in _ask(network, "health").items():
        print(f"{name:12} {value}")


@app.command("time")
def steer_time(
    speed: Annotated[float | None, typer.Option("--speed", help="Seconds of the exchange in one of ours.")] = None,
    pause: Annotated[bool, typer.Option("--pause", help="Let it stand still.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Let it go on.")] = False,
    advance_s: Annotated[float | None, typer.Option("--advance", help="Seconds to pass at once.")] = None,
    network: UrlOption = "local",
) -> None:
    """Show the exchange's time, or steer it."""
    body: dict[str, Any] = {}
    if speed is not None:
        body["speed"] = speed
    if pause or resume:
        body["pause"] = pause
    if advance_s is not None:
        body["advance_ms"] = round(advance_s * 1_000)
    told = _send(network, "time", body) if body else _ask(network, "health")
    print(f"time {told['time']} (UTC ms) · speed {told['speed']:g}" + (" · paused" if told["paused"] else ""))


@app.command("scenario")
def scenario(
    name: Annotated[str, typer.Argument(metavar="NAME", help="calm, jump, … ", show_default=False)],
    network: UrlOption = "local",
) -> None:
    """Let the crowd play another scenario."""
    print(_send(network, "scenario", {"name": name})["done"])


@app.command("oracle")
def oracle(
    coin: CoinArgument,
    px: Annotated[str, typer.Argument(metavar="PRICE", help="In USD.", show_default=False)],
    network: UrlOption = "local",
) -> None:
    """Set the oracle price of a coin, until somebody sets the next: a crowd does so in every block."""
    print(_send(network, "oracle", {"coin": coin, "px": px})["done"])


@app.command("halt")
def halt(coin: CoinArgument, network: UrlOption = "local") -> None:
    """Stop trading in a coin: orders end, positions settle at the mark."""
    print(_send(network, "trading", {"coin": coin, "how": "halted"})["done"])


@app.command("resume")
def resume_trading(coin: CoinArgument, network: UrlOption = "local") -> None:
    """Let a halted coin trade again."""
    print(_send(network, "trading", {"coin": coin, "how": "resumed"})["done"])


@app.command("delist")
def delist(coin: CoinArgument, network: UrlOption = "local") -> None:
    """Take a coin off the exchange for good."""
    print(_send(network, "delist", {"coin": coin})["done"])


@app.command("upgrade")
def upgrade(
    post_only_s: Annotated[float, typer.Argument(metavar="SECONDS", help="How long.", show_default=False)],
    network: UrlOption = "local",
) -> None:
    """Take only post-only orders and cancels for so long, as the venue does after an upgrade."""
    print(_send(network, "upgrade", {"post_only_s": post_only_s})["done"])


@app.command("faults")
def faults(
    plan: Annotated[Path | None, typer.Argument(metavar="PLAN", help="A file to put in force.")] = None,
    clear: Annotated[bool, typer.Option("--clear", help="End all plans.")] = False,
    network: UrlOption = "local",
) -> None:
    """Show which faults are in force and have struck; put a plan in force; end all of them."""
    from hyperquote.cli import control  # noqa: PLC0415

    print(asyncio.run(control.faults(network, plan, is_clear=clear)))


@app.command("log")
def log(network: UrlOption = "local") -> None:
    """Show what was done to the exchange from outside."""
    for entry in _ask(network, "log"):
        print(f"{entry['time']}  {entry['what']}")
