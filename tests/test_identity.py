"""A key acts for its own account, its master's, a sub-account of that or a vault that it leads; for nobody else."""

import json
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from hyperquote import Hyperliquid
from hyperquote.errors import ConfigError, ProtocolError, RefusedError
from hyperquote.identity import Identity, identify
from hyperquote.info.client import InfoClient
from hyperquote.signature.wallet import Wallet

WALLET = Wallet.from_key("11" * 32)
KEY = WALLET.address
MASTER, SUB, VAULT, OTHER = ("0x" + digit * 40 for digit in "abcd")
USER: dict[str, Any] = {"role": "user"}
AGENT: dict[str, Any] = {"role": "agent", "data": {"user": MASTER.upper().replace("X", "x")}}
SUB_OF_MASTER: dict[str, Any] = {"role": "subAccount", "data": {"master": MASTER}}
IS_VAULT: dict[str, Any] = {"role": "vault"}


def vault_led_by(leader: str) -> dict[str, Any]:
    return {
        "name": "v",
        "vaultAddress": VAULT,
        "leader": leader,
        "description": "",
        "portfolio": [],
        "apr": 0.0,
        "followerState": None,
        "leaderFraction": 0.1,
        "leaderCommission": 0.1,
        "followers": [],
        "maxDistributable": 0.0,
        "maxWithdrawable": 0.0,
        "isClosed": False,
        "relationship": {"type": "normal"},
        "allowDeposits": True,
        "alwaysCloseOnWithdraw": False,
    }


class Roles:
    """A venue that knows some addresses; it remembers what it was asked."""

    def __init__(self, roles: dict[str, dict[str, Any]], leader: str = OTHER) -> None:
        self.roles, self.leader = roles, leader
        self.asked: list[str] = []

    def answer(self, body: bytes) -> bytes:
        question = json.loads(body)
        self.asked.append(question["type"])
        if question["type"] == "vaultDetails":
            return json.dumps(vault_led_by(self.leader)).encode()
        return json.dumps(self.roles.get(question["user"], {"role": "missing"})).encode()

    async def post(self, path: str, body: bytes, timeout_s: float) -> bytes:
        return self.answer(body)


async def who(roles: Roles, account: str = KEY) -> Identity:
    return await identify(InfoClient(roles), KEY, account)


async def test_an_accounts_own_key_acts_for_it() -> None:
    identity = await who(Roles({KEY: USER}))
    assert (identity.account, identity.vault_address, identity.is_agent) == (KEY, None, False)


@pytest.mark.parametrize("account", [KEY, MASTER])
async def test_an_agent_acts_for_its_master_named_or_not(account: str) -> None:
    venue = Roles({KEY: AGENT, MASTER: USER})
    identity = await who(venue, account)
    assert (identity.account, identity.vault_address, identity.is_agent) == (MASTER, None, True)
    assert venue.asked == ["userRole"]


@pytest.mark.parametrize("role", [USER, AGENT])
async def test_a_sub_account_of_the_master_is_acted_for_as_a_vault(role: dict[str, Any]) -> None:
    sub = {"role": "subAccount", "data": {"master": KEY if role is USER else MASTER}}
    identity = await who(Roles({KEY: role, SUB: sub}), SUB)
    assert (identity.account, identity.vault_address) == (SUB, SUB)


async def test_a_vault_is_acted_for_by_its_leader() -> None:
    identity = await who(Roles({KEY: AGENT, VAULT: IS_VAULT}, leader=MASTER), VAULT)
    assert (identity.account, identity.vault_address, identity.master) == (VAULT, VAULT, MASTER)


@pytest.mark.parametrize(
    ("account", "role", "text"),
    [
        (OTHER, USER, "somebody else's account"),
        (OTHER, {"role": "missing"}, "does not know"),
        (OTHER, {"role": "agent", "data": {"user": MASTER}}, "is an agent"),
        (SUB, {"role": "subAccount", "data": {"master": OTHER}}, f"a sub-account of {OTHER}"),
        (SUB, {"role": "subAccount"}, "a sub-account of somebody else"),
        (VAULT, IS_VAULT, f"a vault that {OTHER} leads"),
    ],
)
async def test_for_anybody_else_it_does_not(account: str, role: dict[str, Any], text: str) -> None:
    with pytest.raises(ConfigError, match=text):
        await who(Roles({KEY: AGENT, account: role}), account)


async def test_an_unknown_key_is_told_what_it_lacks() -> None:
    with pytest.raises(RefusedError, match=rf"does not know {KEY}.*approved.*deposit"):
        await who(Roles({}), MASTER)


async def test_an_agent_of_nobody_is_a_protocol_error() -> None:
    with pytest.raises(ProtocolError, match="whose"):
        await who(Roles({KEY: {"role": "agent"}}))


async def test_the_client_acts_for_whom_it_found() -> None:
    venue = Roles({KEY: AGENT, SUB: SUB_OF_MASTER})

    async def info(request: web.Request) -> web.Response:
        return web.Response(body=venue.answer(await request.read()), content_type="application/json")

    app = web.Application()
    app.router.add_post("/info", info)
    async with TestServer(app) as server:
        url = str(server.make_url("")).rstrip("/")
        for named, account, vault in ((None, MASTER, None), (SUB, SUB, SUB)):
            hl = Hyperliquid(url, WALLET, account_address=named)
            assert (await hl.identify()).account == account
            assert (hl.exchange.account_address, hl.exchange.vault_address) == (account, vault)
            assert (await hl.identify()).account == account, "asking again changes nothing"
            await hl.close()
