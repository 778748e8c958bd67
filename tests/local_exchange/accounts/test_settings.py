"""What users choose about their accounts is kept, told, and refused where the venue refuses it."""

from typing import Any

import msgspec
import pytest
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.exchange.actions.agent_enable_dex_abstraction import AgentEnableDexAbstraction
from hyperquote.exchange.actions.agent_set_abstraction import AgentSetAbstraction
from hyperquote.exchange.actions.base import Action
from hyperquote.exchange.actions.evm_user_modify import EvmUserModify
from hyperquote.exchange.actions.set_display_name import SetDisplayName
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.exchange.actions.user_dex_abstraction import UserDexAbstraction
from hyperquote.exchange.actions.user_portfolio_margin import UserPortfolioMargin
from hyperquote.exchange.actions.user_set_abstraction import UserSetAbstraction
from hyperquote.exchange.actions.withdraw import Withdraw
from hyperquote.local_exchange.evm import call_evm
from hyperquote.local_exchange.gateway import Gateway


def refusal(text: str) -> dict[str, Any]:
    return {"status": "err", "response": text}


def evm(gateway: Gateway, method: str, *params: object) -> Any:
    body = msgspec.json.encode({"jsonrpc": "2.0", "id": 7, "method": method, "params": params})
    return msgspec.json.decode(call_evm(gateway.exchange, body).body)


def test_big_blocks_are_what_the_evm_says_they_are(gateway: Gateway, maker: Desk) -> None:
    assert evm(gateway, "eth_usingBigBlocks", maker.address) == {"jsonrpc": "2.0", "id": 7, "result": False}
    maker.send(EvmUserModify(using_big_blocks=True))
    assert evm(gateway, "eth_usingBigBlocks", maker.address)["result"] is True
    maker.send(EvmUserModify(using_big_blocks=False))
    assert evm(gateway, "eth_usingBigBlocks", maker.address)["result"] is False
    assert evm(gateway, "eth_chainId")["result"] == "0x3e6"
    assert evm(gateway, "eth_call")["error"]["code"] == -32601
    assert evm(gateway, "eth_usingBigBlocks", 5)["error"]["code"] == -32602
    assert msgspec.json.decode(call_evm(gateway.exchange, b"{").body)["error"]["code"] == -32700


def test_a_mode_is_told_and_portfolio_margin_wants_a_large_account(gateway: Gateway, maker: Desk) -> None:
    asked = {"type": "userAbstraction", "user": maker.address}
    assert ask(gateway, asked) == "default"
    choice = UserSetAbstraction(user=maker.address, abstraction="unifiedAccount")
    assert maker.send(choice)["status"] == "ok"
    assert ask(gateway, asked) == "unifiedAccount"
    assert maker.send(UserPortfolioMargin(user=maker.address, enabled=True))["status"] == "ok"
    assert ask(gateway, asked) == "portfolioMargin"
    small = Desk(gateway, "4")
    gateway.exchange.faucet(small.address, "9999", NOW_MS)
    text = "Portfolio margin requires account value of $10000 or total volume of $5000000."
    assert small.send(UserPortfolioMargin(user=small.address, enabled=True)) == refusal(text)


def test_an_agent_chooses_once_and_a_stranger_never(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    assert maker.send(AgentSetAbstraction(abstraction="i"))["status"] == "ok"
    assert maker.send(AgentSetAbstraction(abstraction="u")) == refusal("Abstraction transition not allowed")
    foreign = UserSetAbstraction(user=taker.address, abstraction="disabled")
    assert maker.send(foreign) == refusal(f"Sub-account {taker.address} is not registered to {maker.address}")
    nonsense = UserSetAbstraction(user=maker.address, abstraction="x")
    assert maker.send(nonsense) == refusal("Abstraction transition not allowed")


def test_dex_abstraction_is_null_until_it_is_chosen(gateway: Gateway, maker: Desk) -> None:
    asked = {"type": "userDexAbstraction", "user": maker.address}
    assert ask(gateway, asked) is None
    assert maker.send(AgentEnableDexAbstraction())["status"] == "ok"
    assert maker.send(AgentEnableDexAbstraction()) == refusal("Abstraction transition not allowed")
    assert maker.send(UserDexAbstraction(user=maker.address, enabled=False))["status"] == "ok"
    assert ask(gateway, asked) is False


def test_a_display_name_is_short(gateway: Gateway, maker: Desk) -> None:
    settings = gateway.exchange.registry.settings
    assert maker.send(SetDisplayName(display_name="x" * 21))["status"] == "err"
    maker.send(SetDisplayName(display_name="me"))
    assert settings.display_name(maker.address) == "me"
    maker.send(SetDisplayName(display_name=""))
    assert settings.display_name(maker.address) == ""


def test_a_withdrawal_costs_a_dollar_and_a_first_transfer_too(gateway: Gateway, maker: Desk) -> None:
    house = gateway.exchange.house
    assert maker.send(Withdraw(destination=maker.address, amount="10"))["status"] == "ok"
    assert maker.send(UsdSend(destination="0x" + "9" * 40, amount="10"))["status"] == "ok"
    assert house.account_value_micro(maker.address) == (100_000 - 10 - 11) * 1_000_000
    assert house.fees_micro == 2_000_000
    rows = ask(gateway, {"type": "userNonFundingLedgerUpdates", "user": maker.address})
    out = {"type": "withdraw", "usdc": "9.0", "nonce": NOW_MS + 1, "fee": "1.0"}
    assert [rows[1]["delta"], rows[2]["delta"]["fee"]] == [out, "1.0"]
    assert house.imbalance_micro() == 0


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (Withdraw(destination="0x" + "9" * 40, amount="100001"), "Insufficient balance for withdrawal."),
        (Withdraw(destination="0x" + "9" * 40, amount="1"), "Withdrawal must be larger than the fee of 1 USDC."),
        (Withdraw(destination="0x" + "9" * 40, amount="ten"), "Invalid decimal number"),
        (
            UsdSend(destination="0x" + "9" * 40, amount="100000"),
            "Insufficient quote token (e.g., 1 USDC or USDT) balance for token transfer gas.",
        ),
        (UsdSend(destination="0x" + "9" * 40, amount="100001"), "Insufficient balance for token transfer"),
    ],
)
def test_money_that_is_not_there_stays(maker: Desk, action: Action[Any], text: str) -> None:
    assert maker.send(action) == refusal(text)
