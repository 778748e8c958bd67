"""What cannot be sent is refused before it is signed: the error names the field and says why."""

from collections.abc import Callable
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import pytest

from hyperquote.client import Hyperliquid
from hyperquote.errors import ValidationError
from hyperquote.exchange import checks
from hyperquote.exchange.actions import AnyAction
from hyperquote.exchange.actions.agent_send_asset import AgentSendAsset
from hyperquote.exchange.actions.approve_agent import ApproveAgent
from hyperquote.exchange.actions.approve_builder_fee import ApproveBuilderFee
from hyperquote.exchange.actions.base import Action, Part
from hyperquote.exchange.actions.batch_modify import BatchModify, Replacement
from hyperquote.exchange.actions.borrow_lend import BorrowLend
from hyperquote.exchange.actions.cancel import Cancel, OrderRef
from hyperquote.exchange.actions.cancel_by_cloid import CancelByCloid, CloidRef
from hyperquote.exchange.actions.create_sub_account import CreateSubAccount
from hyperquote.exchange.actions.create_vault import CreateVault
from hyperquote.exchange.actions.modify import Modify
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.actions.order import ALO, Builder, Limit, Order, OrderType, PlaceOrders, Trigger
from hyperquote.exchange.actions.perp_deploy import PerpDeploy, SetOracle
from hyperquote.exchange.actions.reserve_request_weight import ReserveRequestWeight
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.exchange.actions.send_asset import SendAsset
from hyperquote.exchange.actions.send_to_evm_with_data import SendToEvmWithData
from hyperquote.exchange.actions.set_display_name import SetDisplayName
from hyperquote.exchange.actions.set_referrer import SetReferrer
from hyperquote.exchange.actions.spot_send import SpotSend
from hyperquote.exchange.actions.spot_user import ClassTransfer, SpotUser
from hyperquote.exchange.actions.staking_deposit import StakingDeposit
from hyperquote.exchange.actions.sub_account_transfer import SubAccountTransfer
from hyperquote.exchange.actions.token_delegate import TokenDelegate
from hyperquote.exchange.actions.twap_cancel import TwapCancel
from hyperquote.exchange.actions.twap_order import Twap, TwapDetails, TwapOrder, TwapTrigger
from hyperquote.exchange.actions.update_isolated_margin import UpdateIsolatedMargin
from hyperquote.exchange.actions.update_leverage import UpdateLeverage
from hyperquote.exchange.actions.usd_class_transfer import UsdClassTransfer
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.exchange.actions.user_outcome import SplitOutcome, UserOutcome
from hyperquote.exchange.actions.vault_transfer import VaultTransfer
from hyperquote.exchange.actions.withdraw import Withdraw
from hyperquote.exchange.client import ExchangeClient
from hyperquote.exchange.multi_sig import Terms
from hyperquote.helpers import Network
from hyperquote.meta import Asset, Universe
from hyperquote.signature.nonce import Nonces
from hyperquote.signature.wallet import Wallet
from hyperquote.transport.http import Http

NOW_MS = 1_700_000_000_000
DAY_MS = 86_400_000
WALLET = Wallet.from_key("11" * 32)
SOMEBODY = "0x" + "12" * 20
CLOID = "0x" + "ab" * 16
ASSETS = [Asset("ETH", 1, 4, 25), Asset("@1", 10_001, 2, is_spot=True), Asset("ISO", 2, 0, 3, only_isolated=True)]
ORDER = Order(asset=1, is_buy=True, px="3000", sz="0.1", kind=ALO)
TWAP = Twap(asset=1, is_buy=True, sz="1", minutes=30, randomize=False)


class Silence(Http):
    """A wire that nothing may reach."""

    def __init__(self) -> None:
        super().__init__(Network.of("local"))
        self.sent: list[bytes] = []

    async def post(self, path: str, body: bytes, timeout_s: float | None = None) -> bytes:
        """Keep what was sent."""
        self.sent.append(body)
        return b'{"status":"ok","response":{"type":"default"}}'


def client(http: Http) -> ExchangeClient:
    nonces = Nonces(lambda: NOW_MS)
    return ExchangeClient("local", WALLET, http=http, nonces=nonces, universe=Universe(ASSETS))


def changed(struct: msgspec.Struct, **changes: Any) -> Any:
    return msgspec.structs.replace(struct, **changes)


def placed(**changes: Any) -> PlaceOrders:
    return PlaceOrders(orders=(ORDER, changed(ORDER, **changes)))


def sent(**changes: Any) -> Any:
    return changed(UsdSend(destination=SOMEBODY, amount="1"), **changes)


def swapped(**changes: Any) -> TwapOrder:
    return TwapOrder(twap=changed(TWAP, **changes))


REFUSED: list[tuple[Action[Any], str, str]] = [
    # wrong types
    (placed(asset="1"), "PlaceOrders.orders[1].asset", "takes a whole number, not '1'"),
    (placed(asset=True), "PlaceOrders.orders[1].asset", "takes a whole number, not True"),
    (placed(is_buy="buy"), "PlaceOrders.orders[1].is_buy", "takes True or False, not 'buy'"),
    (placed(px=3000.1), "PlaceOrders.orders[1].px", "takes a text, not 3000.1"),
    (placed(sz=None), "PlaceOrders.orders[1].sz", "takes a text, not None"),
    (placed(reduce_only=0), "PlaceOrders.orders[1].reduce_only", "takes True or False, not 0"),
    (placed(kind="Gtc"), "PlaceOrders.orders[1].kind", "takes OrderType, not 'Gtc'"),
    (placed(kind=OrderType(Limit("Fok"))), "PlaceOrders.orders[1].kind.limit.tif", "takes one of 'Alo', 'Ioc'"),  # type: ignore[arg-type]
    (PlaceOrders(orders=ORDER), "PlaceOrders.orders", "takes several values"),  # type: ignore[arg-type]
    (PlaceOrders(orders=(ORDER, None)), "PlaceOrders.orders[1]", "takes Order, not None"),  # type: ignore[arg-type]
    (PlaceOrders(orders=(ORDER,), grouping="all"), "PlaceOrders.grouping", "takes one of 'na'"),  # type: ignore[arg-type]
    (changed(BorrowLend(operation="borrow", token=0), operation="steal"), "BorrowLend.operation", "takes one of"),
    (Cancel(cancels=(OrderRef(1, "7"),)), "Cancel.cancels[0].oid", "takes a whole number"),  # type: ignore[arg-type]
    (Cancel(cancels=(OrderRef(1, 7),), is_fast=1), "Cancel.is_fast", "takes True or False"),  # type: ignore[arg-type]
    (UpdateLeverage(asset=1, is_cross=True, leverage=2.5), "UpdateLeverage.leverage", "takes a whole"),  # type: ignore[arg-type]
    (ScheduleCancel(time=1.5), "ScheduleCancel.time", "takes a whole number or None, not 1.5"),  # type: ignore[arg-type]
    (
        PerpDeploy(set_oracle=SetOracle("x", (("x:A", 1.0),), (), ())),  # type: ignore[arg-type]
        "PerpDeploy.set_oracle.oracle_pxs[0][1]",
        "takes a text",
    ),
    # numbers that are none, have too many decimals, or are not above zero
    (placed(px="3e3"), "PlaceOrders.orders[1].px", "not a plain decimal"),
    (placed(px="0.123456789"), "PlaceOrders.orders[1].px", "more than 8 decimals"),
    (placed(px="0.0"), "PlaceOrders.orders[1].px", "above zero"),
    (placed(px="-1"), "PlaceOrders.orders[1].px", "above zero"),
    (placed(sz="0"), "PlaceOrders.orders[1].sz", "above zero"),
    (placed(sz="-0.1"), "PlaceOrders.orders[1].sz", "above zero"),
    (placed(sz=""), "PlaceOrders.orders[1].sz", "not a plain decimal"),
    (
        placed(kind=OrderType(trigger=Trigger(True, "0", "sl"))),
        "PlaceOrders.orders[1].kind.trigger.trigger_px",
        "above",
    ),
    (Modify(oid=7, order=changed(ORDER, sz="0")), "Modify.order.sz", "above zero"),
    (BatchModify(modifies=(Replacement(7, changed(ORDER, px="x")),)), "BatchModify.modifies[0].order.px", "plain"),
    (swapped(sz="0"), "TwapOrder.twap.sz", "above zero"),
    (swapped(minutes=0), "TwapOrder.twap.minutes", "above zero"),
    (TwapOrder(twap=TWAP, details=TwapDetails(stop_px="0")), "TwapOrder.details.stop_px", "above zero"),
    (TwapOrder(twap=TWAP, details=TwapDetails(trigger=TwapTrigger("", True))), "TwapOrder.details.trigger.px", "plain"),
    (sent(amount="0"), "UsdSend.amount", "above zero"),
    (sent(amount="1.1234567"), "UsdSend.amount", "more than 6 decimals"),
    (Withdraw(destination=SOMEBODY, amount="-5"), "Withdraw.amount", "above zero"),
    (UsdClassTransfer(amount="one", to_perp=True), "UsdClassTransfer.amount", "not a plain decimal"),
    (SpotSend(destination=SOMEBODY, token="X:0x1", amount="1,5"), "SpotSend.amount", "not a plain decimal"),
    (UserOutcome(split_outcome=SplitOutcome(1, "0")), "UserOutcome.split_outcome.amount", "above zero"),
    (SubAccountTransfer(sub_account_user=SOMEBODY, is_deposit=True, usd=0), "SubAccountTransfer.usd", "above zero"),
    (VaultTransfer(vault_address=SOMEBODY, is_deposit=True, usd=-1), "VaultTransfer.usd", "from 0 to 2^64"),
    (SpotUser(class_transfer=ClassTransfer(0, True)), "SpotUser.class_transfer.usdc", "above zero"),
    (UpdateIsolatedMargin(asset=1, ntli=0), "UpdateIsolatedMargin.ntli", "0 moves nothing"),
    (UpdateIsolatedMargin(asset=1, ntli=1 << 63), "UpdateIsolatedMargin.ntli", "64 bits"),
    (UpdateLeverage(asset=1, is_cross=True, leverage=0), "UpdateLeverage.leverage", "above zero"),
    (StakingDeposit(wei=0), "StakingDeposit.wei", "above zero"),
    (ReserveRequestWeight(weight=0), "ReserveRequestWeight.weight", "above zero"),
    (ApproveBuilderFee(max_fee_rate="0.001", builder=SOMEBODY), "ApproveBuilderFee.max_fee_rate", "percentage"),
    # coins and order ids that cannot be
    (placed(asset=-1), "PlaceOrders.orders[1].asset", "from 0 to 2^64"),
    (Cancel(cancels=(OrderRef(-1, 7),)), "Cancel.cancels[0].asset", "from 0 to 2^64"),
    (Cancel(cancels=(OrderRef(1, -7),)), "Cancel.cancels[0].oid", "from 0 to 2^64"),
    (Cancel(cancels=(OrderRef(1, 1 << 64),)), "Cancel.cancels[0].oid", "from 0 to 2^64"),
    (TwapCancel(asset=1, twap_id=-1), "TwapCancel.twap_id", "from 0 to 2^64"),
    (placed(cloid="0x12"), "PlaceOrders.orders[1].cloid", "not a client order id"),
    (CancelByCloid(cancels=(CloidRef(1, "7"),)), "CancelByCloid.cancels[0].cloid", "not a client order id"),
    (Modify(oid="seven", order=ORDER), "Modify.oid", "not a client order id"),
    # addresses
    (sent(destination="0x12"), "UsdSend.destination", "not an address"),
    (sent(destination=SOMEBODY[2:]), "UsdSend.destination", "not an address"),
    (ApproveAgent(agent_address="me"), "ApproveAgent.agent_address", "not an address"),
    (VaultTransfer(vault_address="HLP", is_deposit=True, usd=1), "VaultTransfer.vault_address", "not an address"),
    (TokenDelegate(validator="v", wei=1, is_undelegate=False), "TokenDelegate.validator", "not an address"),
    (PlaceOrders(orders=(ORDER,), builder=Builder("b", 1)), "PlaceOrders.builder.address", "not an address"),
    (
        SendAsset(destination=SOMEBODY, source_dex="", destination_dex="", token="T", amount="1", from_sub_account="x"),
        "SendAsset.from_sub_account",
        "not an address",
    ),
    (UsdClassTransfer(amount="1 subaccount:me", to_perp=True), "UsdClassTransfer.amount", "not an address"),
    (ReserveRequestWeight(weight=1, destination="x"), "ReserveRequestWeight.destination", "not an address"),
    # batches
    (PlaceOrders(orders=()), "PlaceOrders.orders", "empty batch"),
    (PlaceOrders(orders=(ORDER,) * 1001), "PlaceOrders.orders", "1001 are too many"),
    (Cancel(cancels=()), "Cancel.cancels", "empty batch"),
    (Cancel(cancels=(OrderRef(1, 7),) * 1001), "Cancel.cancels", "1001 are too many"),
    (CancelByCloid(cancels=()), "CancelByCloid.cancels", "empty batch"),
    (BatchModify(modifies=(Replacement(7, ORDER),) * 1001), "BatchModify.modifies", "1001 are too many"),
    # texts
    (CreateSubAccount(name=""), "CreateSubAccount.name", "0 characters; 1 to 16"),
    (SetDisplayName(display_name="n" * 21), "SetDisplayName.display_name", "21 characters; 0 to 20"),
    (CreateVault(name="ab", description="d" * 10, initial_usd=1), "CreateVault.name", "3 to 50"),
    (CreateVault(name="abc", description="d", initial_usd=1), "CreateVault.description", "10 to 250"),
    (SetReferrer(code=""), "SetReferrer.code", "empty"),
    (sent(signature_chain_id="421614"), "UsdSend.signature_chain_id", "hex chain id"),
    (
        SendToEvmWithData(
            token="T",
            amount="1",
            source_dex="",
            destination_recipient=SOMEBODY,
            address_encoding="hex",
            destination_chain_id=1,
            gas_limit=1,
            data="abc",
        ),
        "SendToEvmWithData.data",
        "data in hex",
    ),
    # nonces that would not be those of the request
    (
        AgentSendAsset(
            destination=SOMEBODY, source_dex="", destination_dex="", token="T", amount="1", nonce=NOW_MS - 3 * DAY_MS
        ),
        "AgentSendAsset.nonce",
        "leave it out",
    ),
    (CreateVault(name="abc", description="d" * 10, initial_usd=1, nonce=5), "CreateVault.nonce", "leave it out"),
]


@pytest.mark.parametrize(
    ("action", "field", "reason"), [pytest.param(*row, id=f"{row[1]} {row[2][:24]}") for row in REFUSED]
)
async def test_the_error_names_field_and_reason_and_nothing_reaches_the_wire(
    action: Action[Any], field: str, reason: str
) -> None:
    silence = Silence()
    exchange = client(silence)
    hl = Hyperliquid("http://127.0.0.1:1", WALLET)
    for act in (exchange.send(action), hl.post(action)):
        with pytest.raises(ValidationError) as caught:
            await act
        assert str(caught.value).startswith(f"{field}: ")
        assert reason in str(caught.value)
    with pytest.raises(ValidationError):
        exchange.seal(action)
    await hl.close()
    assert silence.sent == []


# ── every class, every field ────────────────────────────────────────────────────────────────────────────────


def parts(kind: type[Part]) -> list[type[Part]]:
    return [kind, *(deeper for each in kind.__subclasses__() for deeper in parts(each))]


SAMPLES: dict[str, Any] = {
    **dict.fromkeys([name for name, rule in checks._TEXTS.items() if rule is checks._address], SOMEBODY),
    **dict.fromkeys(
        ("amount", "leverage", "px", "sz", "trigger_px", "scale", "settle_fraction", "risk_free_rate"), "1"
    ),
    **dict.fromkeys(("max_supply", "oracle_px", "order_sz", "start_px", "deployer_fee_scale", "stop_px"), "1"),
    **dict.fromkeys(("max_fee_rate", "share"), "0.05%"),
    **dict.fromkeys(("cloid", "oid"), CLOID),
    **dict.fromkeys(("data", "signature_chain_id"), "0x12"),
    "from_sub_account": "",
    "r": "0x1",
    "s": "0x1",
}


def sample(hint: Any, name: str) -> Any:
    """Return something that a field of this type and name may be."""
    options = [each for each in get_args(hint) if each is not msgspec.UnsetType]
    origin = get_origin(hint)
    if origin is Literal:
        return options[0]
    if origin is tuple:
        return tuple(sample(each, name) for each in options if each is not ...)
    if origin is dict:
        return {}
    if options:
        return sample(options[0], name)
    if hint is bool:
        return False
    if hint is int:
        return 0 if name == "nonce" else 1
    if hint is str:
        return SAMPLES.get(name, "ten letters")
    return None if hint is type(None) else whole(hint)


def whole(kind: type[msgspec.Struct]) -> Any:
    """Return a value of a class with all of its fields given, or one of them where only one may be."""
    hints = {name: hint for name, hint in get_type_hints(kind).items() if name in kind.__struct_fields__}
    fields = {name: sample(hint, name) for name, hint in hints.items()}
    if kind is OrderType or all(msgspec.UnsetType in get_args(hint) for hint in hints.values()):
        fields = dict([next(iter(fields.items()))]) if fields else {}
    return kind(**fields)


CLASSES = [*get_args(AnyAction), *parts(Part)]
FIELDS = [(kind, name) for kind in get_args(AnyAction) for name in kind.__struct_fields__]


@pytest.mark.parametrize("kind", get_args(AnyAction), ids=lambda kind: kind.__name__)
def test_an_action_in_order_is_let_through(kind: type[Action[Any]]) -> None:
    action = whole(kind)
    assert checks.ready(action) == action.canonical()


@pytest.mark.parametrize(("kind", "name"), FIELDS, ids=lambda value: getattr(value, "__name__", value))
def test_no_field_of_any_action_takes_what_is_not_of_its_type(kind: type[Action[Any]], name: str) -> None:
    action = whole(kind)
    wrong = msgspec.structs.replace(action, **{name: 1.5}) if not _is_choice(kind) else action
    msgspec.structs.force_setattr(wrong, name, 1.5)
    with pytest.raises(ValidationError, match=rf"^{kind.__name__}\.{name}: takes .*, not 1\.5$"):
        checks.ready(wrong)


def _is_choice(kind: type[msgspec.Struct]) -> bool:
    return hasattr(kind, "__post_init__")


def test_every_text_of_every_action_has_a_rule_of_its_own() -> None:
    known = {*checks._TEXTS, *(name for _, name in checks._SPECIAL)}
    for kind in CLASSES:
        for name, hint in get_type_hints(kind).items():
            if (
                name in kind.__struct_fields__
                and str in (hint, *get_args(hint))
                and get_origin(hint) not in {tuple, dict}
            ):
                assert name in known, f"{kind.__name__}.{name}: say in exchange/checks.py what it may be"


# ── named methods ───────────────────────────────────────────────────────────────────────────────────────────

CALLS: list[tuple[str, Callable[[Any], Any], str]] = [
    ("a coin that is none", lambda hl: hl.order("BTC", True, 1, 3000), "no asset is called 'BTC'"),
    ("a coin in the wrong case", lambda hl: hl.order("eth", True, 1, 3000), "did you mean ETH"),
    ("a number for a coin", lambda hl: hl.cancel(1, 7), "coin: takes a name such as 'ETH', not 1"),
    ("no size", lambda hl: hl.order("ETH", True, None, 3000), "size: takes a number or its text, not None"),
    ("a flag for a size", lambda hl: hl.order("ETH", True, True, 3000), "size: takes a number"),
    ("no price", lambda hl: hl.order("ETH", True, 1, None), "px: takes a number"),
    ("size zero", lambda hl: hl.order("ETH", True, 0, 3000), "a size is positive"),
    ("size below zero", lambda hl: hl.order("ETH", True, -1, 3000), "a size is positive"),
    ("a size that is no number", lambda hl: hl.order("ETH", True, float("nan"), 3000), "nan"),
    ("a size between lots", lambda hl: hl.order("ETH", True, 0.00001, 3000), "sizes have at most 4 decimals"),
    ("a price between ticks", lambda hl: hl.order("ETH", True, 1, 3000.15), "not on the tick of ETH"),
    ("price zero", lambda hl: hl.order("ETH", True, 1, 0), "a price is positive"),
    ("an order too small", lambda hl: hl.order("ETH", True, 0.001, 3000), "no opening order under 10 USD"),
    ("a time in force that is none", lambda hl: hl.order("ETH", True, 1, 3000, tif="Fok"), "time in force"),
    ("a side that is none", lambda hl: hl.order("ETH", "buy", 1, 3000), "is_buy: takes True or False"),
    ("a side to be opened that is none", lambda hl: hl.market_open("ETH", "sell", 1, 3000.0), "is_buy: takes True or"),
    ("a side with exits", lambda hl: hl.order_with_exits("ETH", 1, 1, 3000, stop_loss=2000), "is_buy: takes True or"),
    ("a number for a time in force", lambda hl: hl.order("ETH", True, 1, 3000, tif=5), "tif: takes a text, not 5"),
    ("a word for a flag", lambda hl: hl.order("ETH", True, 1, 3000, reduce_only="no"), "reduce_only: takes True or"),
    ("a number for an id", lambda hl: hl.order("ETH", True, 1, 3000, cloid=7), "cloid: takes a text, not 7"),
    ("a mid as text", lambda hl: hl.market_open("ETH", True, 1, "3000"), "mid: takes a number, not '3000'"),
    ("a position as text", lambda hl: hl.market_close("ETH", "1", 3000.0), "position: takes a number, not '1'"),
    ("a bad id", lambda hl: hl.order("ETH", True, 1, 3000, cloid="7"), "not a client order id"),
    ("spot cannot reduce", lambda hl: hl.order("@1", True, 1, 30, reduce_only=True), "only perps have reduce-only"),
    ("no mid", lambda hl: hl.market_open("ETH", True, 1, None), "mid: takes a number"),
    ("a mid below zero", lambda hl: hl.market_open("ETH", True, 1, -1.0), "positive mid"),
    ("slippage in percent", lambda hl: hl.market_open("ETH", True, 1, 3000.0, slippage=5), "slippage in [0, 1)"),
    ("no position", lambda hl: hl.market_close("ETH", None, 3000.0), "position: takes a number"),
    ("a position of nothing", lambda hl: hl.market_close("ETH", 0.0, 3000.0), "a size is positive"),
    (
        "an exit that is no number",
        lambda hl: hl.order_with_exits("ETH", True, 1, 3000, stop_loss=[]),
        "stop_loss: takes",
    ),
    ("no orders", lambda hl: hl.orders([]), "empty batch"),
    ("no replacements", lambda hl: hl.batch_modify([]), "empty batch"),
    ("too many orders", lambda hl: hl.orders([ORDER] * 1001), "orders: 1001 are too many"),
    ("leverage beyond", lambda hl: hl.update_leverage("ETH", 26), "1 to 25"),
    ("leverage as text", lambda hl: hl.update_leverage("ETH", "5"), "leverage: takes a whole number"),
    ("cross where isolated", lambda hl: hl.update_leverage("ISO", 2), "isolated margin only"),
    ("twap of nothing", lambda hl: hl.twap_order("ETH", True, 0, 30), "a size is positive"),
    ("twap of half minutes", lambda hl: hl.twap_order("ETH", True, 1, 30.5), "minutes: takes a whole number"),
    ("a send of nothing", lambda hl: hl.usd_send(SOMEBODY, 0), "amount: '0' must be above zero"),
    ("a send of a part of a millionth", lambda hl: hl.usd_send(SOMEBODY, "0.0000001"), "more than 6 decimals"),
    ("a send to nobody", lambda hl: hl.usd_send("bob", 1), "'bob' is not an address"),
    ("a send to none", lambda hl: hl.usd_send(None, 1), "None is not an address"),
    ("no amount", lambda hl: hl.withdraw(SOMEBODY, None), "amount: takes a number"),
    ("a withdrawal below zero", lambda hl: hl.withdraw(SOMEBODY, -5), "above zero"),
    (
        "a transfer of a part of a millionth",
        lambda hl: hl.vault_transfer(SOMEBODY, 1e-7, is_deposit=True),
        "6 decimals",
    ),
    ("margin of no amount", lambda hl: hl.update_isolated_margin("ETH", "x"), "'x' is not a plain decimal"),
    ("an agent that is no address", lambda hl: hl.approve_agent("0x12"), "not an address"),
    ("a sub-account without a name", lambda hl: hl.create_sub_account(""), "0 characters"),
    ("a builder's fee without percent", lambda hl: hl.approve_builder_fee(SOMEBODY, "1"), "percentage"),
    ("a time in fractions", lambda hl: hl.schedule_cancel(1.5), "time: takes a whole number"),
]


@pytest.mark.parametrize(("call", "reason"), [pytest.param(call, text, id=name) for name, call, text in CALLS])
async def test_methods_refuse_before_sending(call: Callable[[Any], Any], reason: str) -> None:
    silence = Silence()
    with pytest.raises(ValidationError) as caught:
        await call(client(silence))
    assert reason in str(caught.value)
    assert silence.sent == []


@pytest.mark.parametrize(
    ("expires_after", "reason"),
    [
        (NOW_MS, "expires_after: 1700000000000 has passed"),
        (NOW_MS // 1000, "has passed"),
        (0, "has passed"),
        (1 << 64, "has passed"),
        (float(NOW_MS + 5000), "expires_after: takes a whole number of UTC ms"),
        ("soon", "expires_after: takes a whole number of UTC ms"),
    ],
)
async def test_an_expiry_that_cannot_be_is_not_sent(expires_after: Any, reason: str) -> None:
    silence = Silence()
    with pytest.raises(ValidationError) as caught:
        await client(silence).send(Noop(), expires_after=expires_after)
    assert reason in str(caught.value)
    assert silence.sent == []


async def test_what_the_account_itself_signs_cannot_expire() -> None:
    silence = Silence()
    with pytest.raises(ValidationError, match="cannot expire"):
        await client(silence).send(sent(), expires_after=NOW_MS + 5000)
    assert silence.sent == []


@pytest.mark.parametrize("nonce", [NOW_MS - 2 * DAY_MS, NOW_MS + DAY_MS, 0])
async def test_a_stale_nonce_of_several_signers_is_not_sent(nonce: int) -> None:
    silence = Silence()
    terms = Terms(multi_sig_user=SOMEBODY, leader=WALLET.address, nonce=nonce, is_mainnet=False)
    with pytest.raises(ValidationError, match=r"^nonce: .* two days ago"):
        await client(silence).send_multi_sig(Noop(), terms, [])
    assert silence.sent == []


async def test_what_is_no_action_at_all_is_refused() -> None:
    silence = Silence()
    with pytest.raises(ValidationError, match="an action is a value such as PlaceOrders"):
        await client(silence).send({"type": "order"})  # type: ignore[arg-type]
    assert silence.sent == []


async def test_what_is_right_is_sent() -> None:
    silence = Silence()
    await client(silence).usd_send(SOMEBODY, "1.5")
    assert len(silence.sent) == 1


@pytest.mark.parametrize("cloid", [None, CLOID, CLOID.upper().replace("X", "x"), "0x12"])
@pytest.mark.parametrize("px", ["3000", "3000.0", "0", "x"])
@pytest.mark.parametrize("is_reduced", [True, False])
def test_the_short_way_of_a_batch_comes_to_what_the_long_one_does(cloid: Any, px: str, is_reduced: bool) -> None:
    order = changed(ORDER, cloid=cloid, px=px, reduce_only=is_reduced)
    oid = 7 if cloid is None else cloid
    batches: list[Action[Any]] = [
        PlaceOrders(orders=(ORDER, order)),
        BatchModify(modifies=(Replacement(oid, order),)),
        Cancel(cancels=(OrderRef(1, oid),)),
        CancelByCloid(cancels=(CloidRef(1, cloid),)),
    ]
    for batch in batches:
        assert outcome(checks.ready, batch) == outcome(long_way, batch)


def long_way(action: Action[Any]) -> Action[Any]:
    name = next(name for name in action.__struct_fields__ if name in checks.BATCHES)
    listed: Action[Any] = changed(action, **{name: list(getattr(action, name))})  # which the short way does not take
    return checks.ready(listed)


def outcome(way: Callable[[Action[Any]], Action[Any]], batch: Action[Any]) -> object:
    try:
        action = way(batch)
    except ValidationError as error:
        return str(error)
    return msgspec.json.encode(action)


@pytest.mark.parametrize("px", ["3000.0", "03000", "3000"])
def test_a_price_in_another_spelling_is_put_right(px: str) -> None:
    assert checks.ready(placed(px=px)).orders[1].px == "3000"
    assert checks.ready(PlaceOrders(orders=[changed(ORDER, px=px)])).orders[0].px == "3000"  # type: ignore[arg-type]
