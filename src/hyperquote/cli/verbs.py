"""The verbs for people beside `run`: what they are called and take. What they do is imported when they run."""

import asyncio
from pathlib import Path
from typing import Annotated, Literal

import typer

from hyperquote.cli import local, wallet

NetworkOption = Annotated[
    str, typer.Option("--network", help="local (an exchange on port 3001), testnet, mainnet, or a URL.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print what the venue said, as JSON.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask before using real money on mainnet.")]
Coin = Annotated[str, typer.Argument(metavar="COIN", help="As the venue spells it: BTC.", show_default=False)]
Who = Annotated[str, typer.Argument(metavar="ADDRESS", help="Whose; me is the account of your key.")]


def info(
    request: Annotated[
        str | None, typer.Argument(metavar="REQUEST", help="The question, as the venue spells it.")
    ] = None,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE", help="What it takes; user=me is the account of your key.")
    ] = None,
    network: NetworkOption = "local",
    is_json: JsonOption = False,
) -> None:
    """Ask the venue anything; without a question, list all of them."""
    from hyperquote.cli import ask  # noqa: PLC0415
    from hyperquote.helpers import Network  # noqa: PLC0415

    if request is None:
        print(ask.listing())
    else:
        asyncio.run(ask.info(request, words or [], Network.of(network), is_json))


def book(
    coin: Coin,
    depth: Annotated[int, typer.Option("--depth", min=1, max=20, help="Levels a side.")] = 10,
    network: NetworkOption = "local",
    is_json: JsonOption = False,
) -> None:
    """Show the order book of a coin."""
    from hyperquote.cli import trade  # noqa: PLC0415
    from hyperquote.helpers import Network  # noqa: PLC0415

    asyncio.run(trade.book(Network.of(network), coin, depth, is_json))


def positions(who: Who = "me", network: NetworkOption = "local", is_json: JsonOption = False) -> None:
    """Show the positions and the money of an account."""
    from hyperquote.cli import trade  # noqa: PLC0415
    from hyperquote.helpers import Network  # noqa: PLC0415

    asyncio.run(trade.positions(Network.of(network), who, is_json))


def orders(who: Who = "me", network: NetworkOption = "local", is_json: JsonOption = False) -> None:
    """Show the open orders of an account."""
    from hyperquote.cli import trade  # noqa: PLC0415
    from hyperquote.helpers import Network  # noqa: PLC0415

    asyncio.run(trade.orders(Network.of(network), who, is_json))


def fills(
    who: Who = "me",
    count: Annotated[int, typer.Option("--count", min=1, max=2000, help="How many, from the newest.")] = 20,
    network: NetworkOption = "local",
    is_json: JsonOption = False,
) -> None:
    """Show the newest fills of an account."""
    from hyperquote.cli import trade  # noqa: PLC0415
    from hyperquote.helpers import Network  # noqa: PLC0415

    asyncio.run(trade.fills(Network.of(network), who, count, is_json))


def order(
    coin: Coin,
    side: Annotated[str, typer.Argument(metavar="SIDE", help="buy or sell.", show_default=False)],
    size: Annotated[str, typer.Argument(metavar="SIZE", help="In coins.", show_default=False)],
    price: Annotated[list[str], typer.Argument(metavar="@ PRICE", help="In USD, or market.", show_default=False)],
    tif: Annotated[
        Literal["Gtc", "Alo", "Ioc"],
        typer.Option("--tif", help="Gtc stays until cancelled, Alo never takes, Ioc never stays."),
    ] = "Gtc",
    reduce_only: Annotated[bool, typer.Option("--reduce-only", help="Only make a position smaller.")] = False,
    network: NetworkOption = "local",
    yes: YesOption = False,
    is_json: JsonOption = False,
) -> None:
    """Place an order: hyperquote order BTC buy 0.01 @ 110000 --tif Alo."""
    from hyperquote.cli import trade  # noqa: PLC0415
    from hyperquote.helpers import Network  # noqa: PLC0415

    asyncio.run(
        trade.order(
            Network.of(network),
            coin,
            side,
            size,
            price,
            tif=tif,
            reduce_only=reduce_only,
            is_yes=yes,
            is_json=is_json,
        )
    )


def cancel(
    coin: Coin,
    oid: Annotated[str | None, typer.Argument(metavar="OID", help="Order id or client order id.")] = None,
    is_all: Annotated[bool, typer.Option("--all", help="Every open order of the coin.")] = False,
    network: NetworkOption = "local",
    is_json: JsonOption = False,
) -> None:
    """Cancel an order, or all orders of a coin."""
    from hyperquote.cli import trade  # noqa: PLC0415
    from hyperquote.helpers import Network  # noqa: PLC0415

    asyncio.run(trade.cancel(Network.of(network), coin, oid, is_all=is_all, is_json=is_json))


def faucet(
    who: Annotated[str, typer.Argument(metavar="ADDRESS", help="Whom; me is your key.", show_default=False)],
    usdc: Annotated[str, typer.Argument(metavar="USD", help="How much.", show_default=False)],
    network: NetworkOption = "local",
) -> None:
    """Put play money into an account of a local exchange."""
    from hyperquote.cli import trade  # noqa: PLC0415
    from hyperquote.helpers import Network  # noqa: PLC0415

    asyncio.run(trade.faucet(Network.of(network), who, usdc))


def example(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Which; without one, all are listed.")] = None,
    network: Annotated[
        str,
        typer.Option("--network", help="own: a local exchange started for it. Or local, testnet, mainnet, a URL."),
    ] = "own",
    yes: YesOption = False,
    is_all: Annotated[bool, typer.Option("--all", help="All of them, on one exchange; exit 1 if one fails.")] = False,
) -> None:
    """Run one of the examples of the SDK, or all."""
    from hyperquote.cli import examples  # noqa: PLC0415
    from hyperquote.errors import ConfigError  # noqa: PLC0415

    if is_all:
        if name is not None or network != "own":
            raise ConfigError("--all runs every example on a local exchange of its own: give no name and no network")
        raise typer.Exit(0 if examples.run_all_now() else 1)
    if name is None:
        print(examples.listing())
    else:
        examples.run_now(name, network, yes)


def kill(
    reason: Annotated[str, typer.Option("--reason", help="Kept with the record of the kill.")] = "no reason given",
    sessions_dir: Annotated[
        Path, typer.Option("--sessions-dir", help="Where the session to end keeps its journal.")
    ] = Path("sessions"),
) -> None:
    """Throw the kill switch of the running session: orders withdrawn, no start before --reset-kill."""
    from hyperquote.cli import kill as verb  # noqa: PLC0415

    print(verb.kill(sessions_dir, reason))


def register(app: typer.Typer) -> None:
    """Add the verbs to a command."""
    for verb in (info, book, positions, orders, fills, order, cancel, kill, faucet, example):
        app.command(verb.__name__)(verb)
    app.add_typer(local.app, name="local")
    app.add_typer(wallet.app, name="wallet")
