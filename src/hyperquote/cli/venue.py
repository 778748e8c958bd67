"""Where a verb goes and as whom: the network, the key and the account behind it, and a last question on mainnet."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import msgspec
import typer

from hyperquote.errors import ConfigError, RequestRefused, TransportError
from hyperquote.helpers import Network, checked_address
from hyperquote.info.client import InfoClient
from hyperquote.info.requests.user_role import UserRoleRequest
from hyperquote.signature.nonce import Nonces
from hyperquote.signature.wallet import KEY_VARIABLE, KEYSTORE_VARIABLE, Wallet
from hyperquote.transport.http import Http

ME: Final = "me"
_LOCAL_KEY: Final = (
    f"this needs a key in {KEY_VARIABLE}. A local exchange takes any: "
    f"export {KEY_VARIABLE}=$(openssl rand -hex 32), then hyperquote faucet me 10000"
)


def wallet(network: Network) -> Wallet:
    """Return the key of the environment; `ConfigError` says how to come by one."""
    if network.name == "local" and KEY_VARIABLE not in os.environ and KEYSTORE_VARIABLE not in os.environ:
        raise ConfigError(_LOCAL_KEY)
    return Wallet.from_env()


def nonces(network: Network, key: Wallet) -> Nonces | None:
    """Return the nonces that all processes with this key share; on a local exchange nobody else has it."""
    return None if network.name == "local" else Nonces.shared(key.address)


async def account(info: InfoClient, network: Network, who: str) -> str:
    """Return the address that `who` is: itself, or for "me" the account of our key, also where the key is an agent."""
    if who != ME:
        return checked_address(who)
    address = wallet(network).address
    role = await info.ask(UserRoleRequest(address))
    if role.role == "agent" and role.data is not None and role.data.user is not None:
        return role.data.user
    return address


def confirm(network: Network, what: str, is_yes: bool) -> None:
    """Ask before real money moves; `typer.Abort` when the answer is no, `ConfigError` when nobody can be asked."""
    if not network.is_mainnet or is_yes:
        return
    if not sys.stdin.isatty():
        raise ConfigError("mainnet trades real money: confirm with --yes where nobody can be asked")
    if not typer.confirm(f"{what} on mainnet with real money?"):
        raise typer.Abort


@contextmanager
def explained(network: Network) -> Iterator[None]:
    """Say how to start a local exchange where none listens; every other error passes as it is."""
    try:
        yield
    except TransportError as problem:
        if network.name != "local" or "no connection" not in str(problem):
            raise
        text = f"nothing answers at {network.url}. Start an exchange there with `hyperquote exchange`"
        raise TransportError(text) from None


async def fund(network: Network, address: str, usdc: str) -> str:
    """Let money appear in an account of a local exchange; return the new account value (USD)."""
    if network.name != "local":
        raise ConfigError(f"{network.name} has no faucet here: play money exists on a local exchange only")
    async with Http(network) as http:
        try:
            body = await http.post("/local/faucet", msgspec.json.encode({"user": address, "usdc": usdc}))
        except RequestRefused as problem:
            raise ConfigError(f"{network.url} gives no play money, is it a local exchange? {problem}") from None
    return str(msgspec.json.decode(body)["accountValue"])
