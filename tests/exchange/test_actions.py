"""Every action of the venue has a struct, one wire form and a typed reply."""

from typing import Any, get_args

import msgspec
import pytest

from hyperquote.errors import ProtocolError, ValidationError
from hyperquote.exchange.actions import AnyAction, decode_action
from hyperquote.exchange.actions.agent_send_asset import AgentSendAsset
from hyperquote.exchange.actions.base import OneOf, Part, VariantAction
from hyperquote.exchange.actions.create_vault import CreateVault
from hyperquote.exchange.actions.outcome import Error
from hyperquote.exchange.actions.perp_deploy import PerpDeploy, SetOracle
from hyperquote.exchange.actions.signer_action import SignerAction
from hyperquote.exchange.actions.spot_user import ClassTransfer, SpotUser, ToggleSpotDusting
from hyperquote.exchange.actions.twap_cancel import TwapCancel
from hyperquote.exchange.actions.twap_order import Running, Twap, TwapDetails, TwapOrder, TwapTrigger
from hyperquote.exchange.actions.user_outcome import MergeOutcome, UserOutcome
from hyperquote.exchange.envelope import decode_envelope, seal, signer_of
from hyperquote.signature.l1_action import packed
from hyperquote.signature.wallet import Wallet

# the catalogue of the reference, section 12
# fmt: off
TYPES = [
    "order", "cancel", "cancelByCloid", "modify", "batchModify", "scheduleCancel", "updateLeverage",
    "updateIsolatedMargin", "topUpIsolatedOnlyMargin", "twapOrder", "twapCancel", "noop",
    "reserveRequestWeight", "gossipPriorityBid", "userOutcome", "borrowLend", "usdSend", "spotSend",
    "withdraw3", "usdClassTransfer", "sendAsset", "agentSendAsset", "sendToEvmWithData", "subAccountTransfer",
    "subAccountSpotTransfer", "vaultTransfer", "spotUser", "approveAgent", "approveBuilderFee",
    "createSubAccount", "subAccountModify", "createVault", "vaultModify", "vaultDistribute", "setReferrer",
    "registerReferrer", "claimRewards", "setDisplayName", "convertToMultiSigUser", "multiSig",
    "userSetAbstraction", "agentSetAbstraction", "userDexAbstraction", "agentEnableDexAbstraction",
    "userPortfolioMargin", "evmUserModify", "cDeposit", "cWithdraw", "tokenDelegate", "linkStakingUser",
    "stakingLinkDisableTradingUser", "spotDeploy", "perpDeploy", "activateOutcomeDeployer",
    "finalizeEvmContract", "hip3LiquidatorTransfer", "authorizeAqav2Role", "CSignerAction", "CValidatorAction",
    "validatorL1Stream",
]
# fmt: on
WALLET = Wallet.from_key("33" * 32)
TWAP = Twap(asset=0, is_buy=True, sz="1.50", minutes=30, randomize=True)


def test_every_action_of_the_venue_has_a_struct() -> None:
    assert sorted(each.__struct_config__.tag for each in get_args(AnyAction)) == sorted(TYPES)


def parts(kind: type[Part]) -> list[type[Part]]:
    return [kind, *(deeper for each in kind.__subclasses__() for deeper in parts(each))]


@pytest.mark.parametrize("part", parts(Part))
def test_no_object_inside_an_action_has_more_keys_than_its_short_header_can_count(part: type[Part]) -> None:
    assert len(part.__struct_fields__) <= 15


def test_an_action_with_many_forms_has_a_short_header_all_the_same() -> None:
    action = PerpDeploy(disable_dex="test")
    assert packed(action) == msgspec.msgpack.encode({"type": "perpDeploy", "disableDex": "test"})


@pytest.mark.parametrize("form", [*VariantAction.__subclasses__(), *OneOf.__subclasses__()])
def test_of_several_forms_exactly_one_is_given(form: Any) -> None:
    with pytest.raises(ValueError, match="0 were given"):
        form()


def test_two_forms_at_once_are_refused() -> None:
    with pytest.raises(ValueError, match="2 were given"):
        SpotUser(toggle_spot_dusting=ToggleSpotDusting(opt_out=True), class_transfer=ClassTransfer(1, to_perp=True))
    with pytest.raises(ProtocolError, match="2 were given"):
        decode_action(b'{"type":"CSignerAction","jailSelf":null,"unjailSelf":null}')


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (SignerAction(jail_self=None), b'{"type":"CSignerAction","jailSelf":null}'),
        (
            UserOutcome(merge_outcome=MergeOutcome(1)),
            b'{"type":"userOutcome","mergeOutcome":{"outcome":1,"amount":null}}',
        ),
        (
            TwapOrder(twap=TWAP, details=TwapDetails(trigger=TwapTrigger("9.0", is_above=True))).canonical(),
            b'{"type":"twapOrder","twap":{"a":0,"b":true,"s":"1.5","r":false,"m":30,"t":true},'
            b'"details":{"t":{"p":"9","a":true},"s":null}}',
        ),
    ],
)
def test_null_is_written_where_it_is_signed(action: Any, text: bytes) -> None:
    assert msgspec.json.encode(action) == text
    assert decode_action(text) == action


def test_prices_of_a_dex_are_signed_in_the_order_of_their_coins() -> None:
    mixed = SetOracle("d", (("d:B", "2"), ("d:A", "1")), ((("d:B", "2"), ("d:A", "1")),), ())
    ordered = SetOracle("d", (("d:A", "1"), ("d:B", "2")), ((("d:A", "1"), ("d:B", "2")),), ())
    assert PerpDeploy(set_oracle=mixed).canonical() == PerpDeploy(set_oracle=ordered)
    caps = PerpDeploy(set_open_interest_caps=(("d:B", 1), ("d:A", 2)))
    assert caps.canonical().set_open_interest_caps == (("d:A", 2), ("d:B", 1))


@pytest.mark.parametrize(
    "action",
    [
        CreateVault(name="vault", description="of a vault", initial_usd=100_000_000),
        AgentSendAsset(destination="0x" + "12" * 20, source_dex="", destination_dex="spot", token="USDC", amount="1"),
    ],
)
def test_a_nonce_inside_an_l1_action_is_that_of_its_envelope(action: Any) -> None:
    envelope = decode_envelope(seal(action, WALLET, 1_700_000_000_000, is_mainnet=False).encode())
    opened: Any = decode_action(envelope.action)
    assert opened.nonce == envelope.nonce
    assert signer_of(envelope, opened, is_mainnet=False) == WALLET.address


def test_replies_of_twap_orders_are_read() -> None:
    order, cancel = TwapOrder(twap=TWAP), TwapCancel(asset=0, twap_id=7)
    assert order.read(b'{"type":"twapOrder","data":{"status":{"running":{"twapId":7}}}}') == Running(7)
    assert order.read(b'{"type":"twapOrder","data":{"status":{"error":"no"}}}') == Error("no")
    assert cancel.read(b'{"type":"twapCancel","data":{"status":"success"}}') == "success"
    assert cancel.read(b'{"type":"twapCancel","data":{"status":{"error":"gone"}}}') == Error("gone")
    for unread in (order, cancel):
        with pytest.raises(ProtocolError):
            unread.read(b'{"type":"default"}')
    with pytest.raises(ProtocolError, match="neither"):
        order.read(b'{"type":"twapOrder","data":{"status":{}}}')


def test_the_address_of_a_new_vault_is_read() -> None:
    vault = CreateVault(name="vault", description="of a vault", initial_usd=100_000_000)
    assert vault.read(b'{"type":"createVault","data":"0x12"}') == "0x12"
    with pytest.raises(ProtocolError):
        vault.read(b'{"type":"createSubAccount","data":"0x12"}')


def test_an_unreadable_address_inside_an_action_is_refused() -> None:
    with pytest.raises(ValidationError):
        AgentSendAsset(destination="me", source_dex="", destination_dex="", token="USDC", amount="1").canonical()


def test_an_action_nested_beyond_measure_is_refused() -> None:
    deep = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
    users = b'"multiSigUser":"0x%b","outerSigner":"0x%b"' % (b"1" * 40, b"1" * 40)
    with pytest.raises(ProtocolError):
        decode_action(b'{"type":"multiSig","signatures":[],"payload":{%b,"action":%b}}' % (users, deep))
    with pytest.raises(ProtocolError):
        decode_envelope(b'{"action":%b,"nonce":1,"signature":{"r":"0x1","s":"0x1","v":27}}' % deep)
