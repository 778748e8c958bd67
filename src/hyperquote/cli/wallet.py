"""`wallet`: make a key, keep it in a keystore file, see its address, let it trade for an account."""

from pathlib import Path
from typing import Annotated, Final

import typer

MAX_AGENT_DAYS: Final = 180

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="Of the keystore: ~/.keys/agent.json.")]

app = typer.Typer(help="Make, keep and approve keys. No command shows a private key.", no_args_is_help=True)


@app.command()
def new(file: FileArgument) -> None:
    """Make a new key, such as an agent's, and keep it in a file that its password opens."""
    from hyperquote.cli import keys  # noqa: PLC0415

    keys.make(file)


@app.command("import")
def import_key(file: FileArgument) -> None:
    """Keep a key that you have in a file that its password opens; it is typed unseen, or read from a pipe."""
    from hyperquote.cli import keys  # noqa: PLC0415

    keys.keep_typed(file)


@app.command()
def address(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A keystore; without it, the key of the environment.")
    ] = None,
    network: Annotated[str | None, typer.Option("--network", help="Ask there what the address may do.")] = None,
) -> None:
    """Print the address of a key, and with --network whose key it is there."""
    from hyperquote.cli import keys  # noqa: PLC0415

    keys.show_address(file, network)


@app.command("approve-agent")
def approve_agent(
    agent: Annotated[str, typer.Argument(metavar="AGENT", help="Its address, or the keystore that holds its key.")],
    name: Annotated[
        str, typer.Option("--name", help="Under which it is kept; the same name again replaces the key.")
    ] = "hyperquote",
    days: Annotated[
        int, typer.Option("--days", min=1, max=MAX_AGENT_DAYS, help="After which it may trade no longer.")
    ] = 90,
    network: Annotated[str, typer.Option("--network", help="local, testnet, mainnet, or a URL.")] = "local",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before using real money on mainnet.")] = False,
) -> None:
    """Let another key trade for the account whose own key is in the environment. An agent cannot withdraw."""
    from hyperquote.cli import keys  # noqa: PLC0415

    keys.approve_agent(agent, name, days, network, is_yes=yes)
