"""An account of several users acts when enough of them signed, and in no other way."""

from collections.abc import Iterable
from typing import Any

import msgspec
import pytest
from tests.local_exchange.desk import Desk, ask

from hyperquote.exchange.actions.approve_agent import ApproveAgent
from hyperquote.exchange.actions.base import Action
from hyperquote.exchange.actions.convert_to_multi_sig_user import ConvertToMultiSigUser
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.actions.order import GTC, Order, PlaceOrders
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.exchange.multi_sig import Terms, sign_inner, wrap
from hyperquote.local_exchange.gateway import Gateway

BUY = PlaceOrders(orders=(Order(asset=1, is_buy=True, px="4000", sz="0.1", kind=GTC),))


def signers(*users: str, threshold: int) -> str:
    return msgspec.json.encode({"authorizedUsers": list(users), "threshold": threshold}).decode()


@pytest.fixture
def shared(gateway: Gateway, maker: Desk, taker: Desk) -> Desk:
    """An account that `maker` and `taker` must both sign for."""
    desk = Desk(gateway, "5")
    gateway.exchange.faucet(desk.address, "50000", desk.now_ms)
    text = signers(maker.address, taker.address, threshold=2)
    assert desk.send(ConvertToMultiSigUser(signers=text))["status"] == "ok"
    return desk


def together(leader: Desk, account: Desk, action: Action[Any], users: Iterable[Desk], **changes: Any) -> Any:
    """Return the reply to an action that these users signed and the leader sent."""
    nonce = leader.nonce + 1
    named = {"multi_sig_user": account.address, "leader": leader.address, "nonce": nonce, "is_mainnet": False}
    terms = Terms(**{**named, **changes})
    signatures = [sign_inner(user.wallet, action, terms) for user in users]
    return leader.send(wrap(action, terms, signatures), vault_address=terms.vault_address)


def refusal(text: str) -> dict[str, Any]:
    return {"status": "err", "response": text}


def test_an_order_of_both_users_is_the_accounts(gateway: Gateway, maker: Desk, taker: Desk, shared: Desk) -> None:
    reply = together(maker, shared, BUY, [maker, taker])
    oid = reply["response"]["data"]["statuses"][0]["resting"]["oid"]
    assert [order["oid"] for order in ask(gateway, {"type": "openOrders", "user": shared.address})] == [oid]


def test_a_user_signed_action_moves_the_accounts_money(
    gateway: Gateway, maker: Desk, taker: Desk, shared: Desk
) -> None:
    assert together(maker, shared, UsdSend(destination=taker.address, amount="10"), [taker, maker])["status"] == "ok"
    state = ask(gateway, {"type": "clearinghouseState", "user": taker.address})
    assert state["marginSummary"]["accountValue"] == "100010.0"


def test_one_signature_is_not_enough_even_twice(maker: Desk, taker: Desk, shared: Desk) -> None:
    assert together(maker, shared, Noop(), [maker]) == refusal("Multi-sig threshold not met")
    assert together(maker, shared, Noop(), [maker, maker]) == refusal("Multi-sig threshold not met")


def test_a_stranger_counts_neither_inside_nor_outside(gateway: Gateway, maker: Desk, taker: Desk, shared: Desk) -> None:
    stranger = Desk(gateway, "6")
    gateway.exchange.faucet(stranger.address, "10", stranger.now_ms)
    inner = refusal("Invalid multi-sig inner signer")
    assert together(maker, shared, Noop(), [maker, stranger]) == inner
    assert together(stranger, shared, Noop(), [maker, taker]) == refusal("Invalid multi-sig outer signer")
    assert together(maker, maker, Noop(), [maker, taker]) == refusal("Invalid multi-sig user")


def test_an_agent_leads_only_if_it_is_an_account_and_never_signs_inside(
    gateway: Gateway, maker: Desk, taker: Desk, shared: Desk
) -> None:
    agent = Desk(gateway, "8")
    maker.send(ApproveAgent(agent_address=agent.address, agent_name="bot"))
    missing = refusal("Multi-sig outer signer must be an L1 user.")
    assert together(agent, shared, Noop(), [maker, taker]) == missing
    gateway.exchange.faucet(agent.address, "10", agent.now_ms)
    assert together(agent, shared, Noop(), [maker, taker])["status"] == "ok"
    assert together(maker, shared, Noop(), [agent, taker]) == refusal("Invalid multi-sig inner signer")


def test_what_was_signed_for_other_terms_is_not_what_was_sent(maker: Desk, taker: Desk, shared: Desk) -> None:
    assert together(maker, shared, Noop(), [maker, taker], nonce=maker.nonce) == refusal(
        "Invalid multi-sig inner signer"
    )


def test_alone_the_account_does_nothing_until_it_is_reverted(
    gateway: Gateway, maker: Desk, taker: Desk, shared: Desk
) -> None:
    assert shared.send(Noop()) == refusal("Multi-sig required")
    asked = {"type": "userToMultiSigSigners", "user": shared.address}
    assert ask(gateway, asked) == {"authorizedUsers": sorted([maker.address, taker.address]), "threshold": 2}
    assert together(maker, shared, ConvertToMultiSigUser(signers="null"), [maker, taker])["status"] == "ok"
    assert ask(gateway, asked) is None
    assert shared.send(Noop())["status"] == "ok"


def test_signers_that_make_no_sense_are_refused_in_the_venues_words(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    strangers = [f"0x{n + 1:040x}" for n in range(11)]
    for text, refused in [
        ("{", "Unexpected error (code=148)"),
        (signers(threshold=1), "Invalid multi-sig threshold"),
        (signers(taker.address, threshold=2), "Invalid multi-sig threshold"),
        (signers(taker.address, maker.address, threshold=1), "Cannot register self as multi-sig authorized user"),
        (signers("0x" + "9" * 40, threshold=1), "Multi-sig authorized user must exist on L1"),
        (signers(*strangers, threshold=1), "Too many multi-sig signers"),
    ]:
        assert maker.send(ConvertToMultiSigUser(signers=text)) == refusal(refused), text
