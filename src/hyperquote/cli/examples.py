"""`hyperquote example`: run a file of `examples/`, on a local exchange of its own unless told otherwise."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from difflib import get_close_matches
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Final

import hyperquote
from hyperquote.cli import venue
from hyperquote.cli.embedded import embedded_exchange
from hyperquote.errors import ConfigError
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet

PLAY_MONEY_USDC: Final = "10000"
_PATIENCE_S: Final = 60.0
_PLACES: Final = (Path(hyperquote.__file__).resolve().parents[2] / "examples", Path("examples"))


def names() -> list[str]:
    """Return the names of all examples; `ConfigError` where there are none, as beside an installed package."""
    return sorted(path.stem for path in _folder().glob("*.py"))


def listing() -> str:
    """Return each name with its purpose."""
    return "\n".join(f"{name:<26} {_purpose(name)}" for name in names())


async def run(name: str, network: str, is_yes: bool) -> None:
    """Run an example: on `own` an exchange is started for it, and its key is a throw-away one with play money."""
    main = load(name)
    if network == "own":
        async with embedded_exchange(1, None) as exchange:
            await run_on(main, await exchange.network(), Wallet.from_key("0x" + "11" * 32))
        return
    place = Network.of(network)
    key = venue.wallet(place) if needs_key(main) else None
    if key is not None:
        venue.confirm(place, f"Run {name}", is_yes)
    with venue.explained(place):
        await main(place, key) if key is not None else await main(place)


async def run_all() -> list[str]:
    """Run every example on one local exchange, each with an account of its own; return the names of those that failed.

    One that gets no further within a minute has failed.
    """
    failed = []
    async with embedded_exchange(1, None) as exchange:
        network = await exchange.network()
        for number, name in enumerate(names(), 1):
            print(f"── {name}: {_purpose(name)}", flush=True)
            try:
                async with asyncio.timeout(_PATIENCE_S):
                    await run_on(load(name), network, Wallet.from_key(f"0x{number:064x}"))
            except (Exception, SystemExit) as failure:  # whatever it is, the others run
                print(f"failed: {failure or type(failure).__name__}")
                failed.append(name)
    return failed


async def run_on(main: Callable[..., Awaitable[None]], network: Network, key: Wallet) -> None:
    """Run an example on a local exchange, with play money if it wants a key."""
    if needs_key(main):
        await venue.fund(network, key.address, PLAY_MONEY_USDC)
        await main(network, key)
    else:
        await main(network)


def load(name: str) -> Callable[..., Awaitable[None]]:
    """Return `main` of an example; `ConfigError` with the nearest name if there is none of that name."""
    known = names()
    if name not in known:
        close = get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f"did you mean {close[0]}?" if close else "`hyperquote example` lists them"
        raise ConfigError(f"there is no example {name!r}; {hint}")
    spec = spec_from_file_location(f"examples.{name}", _folder() / f"{name}.py")
    if spec is None or spec.loader is None:
        raise ConfigError(f"the example {name} cannot be read")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    main: Callable[..., Awaitable[None]] = module.main
    return main


def needs_key(main: Callable[..., Any]) -> bool:
    """Return whether an example acts for an account: then it takes a wallet too."""
    return len(inspect.signature(main).parameters) > 1


def _folder() -> Path:
    for place in _PLACES:
        if place.is_dir():
            return place
    raise ConfigError("the examples stand in the repository, not in the package: run this in a checkout of it")


def _purpose(name: str) -> str:
    text = (_folder() / f"{name}.py").read_text(encoding="utf-8")
    return text.removeprefix('"""').partition('"""')[0].partition("\n")[0]


def run_now(name: str, network: str, is_yes: bool) -> None:
    """Run an example to its end."""
    asyncio.run(run(name, network, is_yes))


def run_all_now() -> bool:
    """Run every example and say how many did well; return whether all did."""
    failed = asyncio.run(run_all())
    print(
        f"── {len(names()) - len(failed)} of {len(names())} examples ran" + "".join(f"\n   failed: {n}" for n in failed)
    )
    return not failed
