"""Every question of the venue has an answer, which its own class reads."""

from typing import Any, get_args

import msgspec
import pytest
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.exchange.actions.perp_deploy import PerpDeploy, SetPerpAnnotation
from hyperquote.exchange.actions.staking_deposit import StakingDeposit
from hyperquote.exchange.actions.token_delegate import TokenDelegate
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.info.requests import AnyRequest
from hyperquote.info.requests.base import InfoRequest
from hyperquote.local_exchange import answers
from hyperquote.local_exchange.accounts.staking import HYPE_WEI, VALIDATORS
from hyperquote.local_exchange.builder_dex import BuilderDex, default_dexs
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.spot_listing import HYPE, default_pairs

STRANGER = "0x" + "5" * 40
REQUEST: dict[str, Any] = {
    "coin": "ETH",
    "dex": "xyz",
    "end_time": NOW_MS,
    "id": 56,
    "oid": 1_000,
    "outcome": 1,
    "req": {"coin": "ETH", "interval": "1m", "startTime": NOW_MS},
    "start_time": NOW_MS,
    "token": 0,
    "token_id": HYPE.token_id,
}


@pytest.fixture
def gateway() -> Gateway:
    gateway = Gateway(LocalExchange(NOW_MS, pairs=default_pairs(), dexs=default_dexs()))
    gateway.exchange.faucet(Desk(gateway, "1").address, "1000", NOW_MS)
    return gateway


def test_every_question_is_in_the_table() -> None:
    assert set(answers._ANSWERS) == set(get_args(AnyRequest))


@pytest.mark.parametrize("question", get_args(AnyRequest), ids=lambda each: each.__name__)
@pytest.mark.parametrize("who", ["account", "stranger"])
def test_every_question_is_answered_in_the_shape_of_its_class(
    gateway: Gateway, question: type[InfoRequest[Any]], who: str
) -> None:
    user = Desk(gateway, "1").address if who == "account" else STRANGER
    addresses = {"user": user, "users": [user, STRANGER], "builder": user, "source": user, "vault_address": user}
    given = REQUEST | addresses
    fields = [field for field in msgspec.structs.fields(question) if field.required]
    body = {"type": question.__struct_config__.tag} | {field.encode_name: given[field.name] for field in fields}
    reply = gateway.info(msgspec.json.encode(body), NOW_MS)
    assert (reply.status, reply.is_json) == (200, True)
    msgspec.json.decode(msgspec.json.encode(body), type=question).read(reply.body)


def test_what_a_transfer_would_cost(gateway: Gateway) -> None:
    desk = Desk(gateway, "1")
    asked = {"type": "preTransferCheck", "user": STRANGER, "source": desk.address}
    unknown = {"fee": "1.0", "isSanctioned": False, "userExists": False, "userHasSentTx": False}
    assert ask(gateway, asked) == unknown
    desk.send(UsdSend(destination=STRANGER, amount="5"))
    assert ask(gateway, asked) == unknown | {"fee": "0.0", "userExists": True}
    assert ask(gateway, asked | {"user": desk.address})["userHasSentTx"] is True
    assert ask(gateway, {"type": "isVip", "user": STRANGER}) is False


@pytest.mark.parametrize("field", ["user", "source"])
def test_what_is_no_address_is_not_read(gateway: Gateway, field: str) -> None:
    asked = {"type": "preTransferCheck", "user": STRANGER, "source": STRANGER} | {field: "nobody"}
    assert gateway.info(msgspec.json.encode(asked), NOW_MS).status == 422
    batch = {"type": "batchClearinghouseStates", "users": [STRANGER, "nobody"]}
    assert gateway.info(msgspec.json.encode(batch), NOW_MS).status == 422


def test_several_accounts_come_in_the_order_asked(gateway: Gateway) -> None:
    users = [STRANGER, Desk(gateway, "1").address]
    states = ask(gateway, {"type": "batchClearinghouseStates", "users": users})
    assert [state["marginSummary"]["accountValue"] for state in states] == ["0.0", "1000.0"]


def test_validators_have_the_stake_of_everybody(gateway: Gateway) -> None:
    desk = Desk(gateway, "1")
    gateway.exchange.give(desk.address, HYPE, 9 * HYPE_WEI)
    desk.send(StakingDeposit(wei=9 * HYPE_WEI))
    desk.send(TokenDelegate(validator=VALIDATORS[2], wei=4 * HYPE_WEI, is_undelegate=False))
    rows = ask(gateway, {"type": "validatorSummaries"})
    assert [(row["name"], row["stake"]) for row in rows] == [("Local 1", 0), ("Local 2", 0), ("Local 3", 4 * HYPE_WEI)]


def test_a_reserve_has_a_price_and_nothing_else(gateway: Gateway) -> None:
    rows = ask(gateway, {"type": "allBorrowLendReserveStates"})
    assert [(token, reserve["oraclePx"]) for token, reserve in rows] == [(0, "1.0"), (1, "0.15"), (2, "45.0")]
    assert ask(gateway, {"type": "borrowLendReserveState", "token": 2}) == rows[2][1]
    assert gateway.info(b'{"type":"borrowLendReserveState","token":3}', NOW_MS).status == 422


def test_a_deployer_says_what_his_coins_are() -> None:
    (theirs,) = default_dexs()
    deployer = Desk(Gateway(LocalExchange(NOW_MS)), "3")
    dex = BuilderDex(1, "xyz", "XYZ", deployer.address, theirs.fee_recipient, theirs.assets, 1_000_000)
    gateway = Gateway(LocalExchange(NOW_MS, dexs=[dex]))
    deployer.gateway = gateway
    gateway.exchange.faucet(deployer.address, "100", NOW_MS)
    assert ask(gateway, {"type": "perpCategories"}) == [
        ["xyz:NVDA", "stocks"],
        ["xyz:TSLA", "stocks"],
        ["xyz:XYZ100", "indices"],
    ]
    words = SetPerpAnnotation(coin="xyz:TSLA", category="cars", description="It drives.", keywords=("car", "fast"))
    assert deployer.send(PerpDeploy(set_perp_annotation=words))["status"] == "ok"
    told = {"category": "cars", "description": "It drives.", "keywords": ["car", "fast"]}
    assert ask(gateway, {"type": "perpAnnotation", "coin": "xyz:TSLA"}) == told
    assert ask(gateway, {"type": "perpAnnotation", "coin": "BTC"}) is None
    concise = dict(ask(gateway, {"type": "perpConciseAnnotations"}))
    assert concise["xyz:TSLA"] == {"category": "cars", "keywords": ["car", "fast"]}
    assert concise["xyz:XYZ100"] == {"category": "indices", "displayName": "XYZ 100", "keywords": ["index"]}
