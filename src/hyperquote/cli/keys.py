"""What the verbs of `wallet` do. A private key is written into keystore files, and nowhere else."""

import asyncio
import getpass
import os
import secrets
import sys
import time
from pathlib import Path
from typing import Final

from hyperquote.cli import venue
from hyperquote.client import Hyperliquid
from hyperquote.errors import ConfigError
from hyperquote.helpers import Network, checked_address
from hyperquote.info.requests.user_role import UserRoleRequest
from hyperquote.signature.held import Held
from hyperquote.signature.keystore import PASSWORD_VARIABLE, write_keystore
from hyperquote.signature.wallet import KEYSTORE_VARIABLE, Wallet

_DAY_MS: Final = 86_400_000


def make(file: Path) -> None:
    """Keep a new key in a new file."""
    _keep(file, *_twice(secrets.token_hex(32)))


def keep_typed(file: Path) -> None:
    """Keep a key that somebody types or pipes in a new file."""
    _keep(file, *_twice(_typed_key()))


def show_address(file: Path | None, network: str | None) -> None:
    """Print an address, and what the venue knows of it."""
    wallet = Wallet.from_env() if file is None else Wallet.from_file(file)
    print(wallet.address)
    if network is not None:
        print(asyncio.run(_standing(Network.of(network), wallet)))


def approve_agent(agent: str, name: str, days: int, network: str, *, is_yes: bool) -> None:
    """Let the key of an address or a keystore trade for the account of the environment's key."""
    where = Network.of(network)
    their_address = checked_address(agent) if agent.startswith("0x") else Wallet.from_file(agent).address
    venue.confirm(where, f"let {their_address} trade for your account", is_yes)
    until_ms = time.time_ns() // 1_000_000 + days * _DAY_MS
    account = asyncio.run(_approve(where, their_address, f"{name} valid_until {until_ms}"))
    print(f"{their_address} trades for {account} as {name!r} for {days} days, and cannot withdraw")
    if not agent.startswith("0x"):
        print(f"next: export {KEYSTORE_VARIABLE}={agent}, and keep the account's own key elsewhere")


def _twice(key: str) -> tuple[Held[str], Held[str]]:
    return Held(key), Held(key)


def _keep(file: Path, for_address: Held[str], for_file: Held[str]) -> None:
    """Write the keystore and say its address."""
    their_address = Wallet.from_key(for_address.take()).address  # what is no key is refused before a password is typed
    write_keystore(file, for_file.take(), _new_password(file))
    print(f"{their_address}  kept in {file.expanduser()}, which only its password opens: keep that elsewhere")


def _new_password(file: Path) -> str:
    password = os.environ.get(PASSWORD_VARIABLE)
    if password is not None:
        return password
    if not sys.stdin.isatty():
        raise ConfigError(f"no password for {file}: put it into {PASSWORD_VARIABLE}, or start in a terminal")
    password = getpass.getpass(f"new password of {file}: ")
    if password == getpass.getpass("once more: "):
        return password
    del password  # an error's traceback may be shown with local variables
    raise ConfigError("the two passwords differ: nothing was written")


def _typed_key() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("private key (64 hex digits): ")
    return sys.stdin.readline().strip()


async def _standing(network: Network, wallet: Wallet) -> str:
    async with Hyperliquid(network) as hl:
        with venue.explained(network):
            role = await hl.info.ask(UserRoleRequest(wallet.address))
    if role.role == "missing":
        return f"unknown on {network.name}: no money has come there, and nobody approved it as an agent"
    if role.data is not None and role.data.user is not None:
        return f"{role.role} of {role.data.user} on {network.name}"
    return f"{role.role} on {network.name}"


async def _approve(network: Network, their_address: str, name: str) -> str:
    key = venue.wallet(network)
    async with Hyperliquid(network, key) as hl:
        with venue.explained(network):
            await hl.exchange.approve_agent(their_address, name)
    return key.address
