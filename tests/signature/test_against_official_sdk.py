"""Ten thousand random actions, signed by us and by the official SDK: the same signature, always."""

import random
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

signing = pytest.importorskip("hyperliquid.utils.signing")
accounts = pytest.importorskip("eth_account")

from hyperquote.exchange.actions.agent_set_abstraction import AgentSetAbstraction  # noqa: E402
from hyperquote.exchange.actions.approve_agent import ApproveAgent  # noqa: E402
from hyperquote.exchange.actions.approve_builder_fee import ApproveBuilderFee  # noqa: E402
from hyperquote.exchange.actions.base import Action, UserAction  # noqa: E402
from hyperquote.exchange.actions.batch_modify import BatchModify, Replacement  # noqa: E402
from hyperquote.exchange.actions.cancel import Cancel, OrderRef  # noqa: E402
from hyperquote.exchange.actions.cancel_by_cloid import CancelByCloid, CloidRef  # noqa: E402
from hyperquote.exchange.actions.create_sub_account import CreateSubAccount  # noqa: E402
from hyperquote.exchange.actions.noop import Noop  # noqa: E402
from hyperquote.exchange.actions.order import Builder, Grouping, Order, PlaceOrders  # noqa: E402
from hyperquote.exchange.actions.perp_deploy import PerpDeploy, SetOracle  # noqa: E402
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel  # noqa: E402
from hyperquote.exchange.actions.send_asset import SendAsset  # noqa: E402
from hyperquote.exchange.actions.set_referrer import SetReferrer  # noqa: E402
from hyperquote.exchange.actions.spot_send import SpotSend  # noqa: E402
from hyperquote.exchange.actions.sub_account_transfer import SubAccountTransfer  # noqa: E402
from hyperquote.exchange.actions.token_delegate import TokenDelegate  # noqa: E402
from hyperquote.exchange.actions.update_isolated_margin import UpdateIsolatedMargin  # noqa: E402
from hyperquote.exchange.actions.update_leverage import UpdateLeverage  # noqa: E402
from hyperquote.exchange.actions.usd_class_transfer import UsdClassTransfer  # noqa: E402
from hyperquote.exchange.actions.usd_send import UsdSend  # noqa: E402
from hyperquote.exchange.actions.vault_transfer import VaultTransfer  # noqa: E402
from hyperquote.exchange.actions.withdraw import Withdraw  # noqa: E402
from hyperquote.exchange.builder import OrderBuilder  # noqa: E402
from hyperquote.exchange.envelope import seal  # noqa: E402
from hyperquote.helpers import cloid_of  # noqa: E402
from hyperquote.meta import Asset  # noqa: E402
from hyperquote.signature.wallet import Wallet  # noqa: E402
from hyperquote.wire import number_text  # noqa: E402

COUNT = 10_000
KEYS = [f"0x{digit * 64}" for digit in "1357"]
ASSETS = [Asset("A", 0, 5), Asset("B", 4, 4), Asset("C", 150, 0), Asset("D/USDC", 10_000, 2, is_spot=True)]
Plain = dict[str, Any]
Pair = tuple[Action[Any], Plain]  # our action, and the plain data that the official SDK is given


class Chance:
    """Draws what actions are made of."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def flag(self) -> bool:
        return self.draw.random() < 0.5

    def address(self) -> str:
        return f"0x{self.draw.getrandbits(160):040x}"

    def whole(self) -> int:
        """Draw an integer of any of MessagePack's widths."""
        return self.draw.getrandbits(self.draw.choice([3, 7, 8, 16, 31, 32, 33, 52, 63]))

    def text(self) -> str:
        return "".join(self.draw.choices("abc XYZ09éß漢", k=self.draw.choice([1, 5, 16, 33])))

    def amount(self) -> float:
        return round(self.draw.uniform(0.01, 10.0 ** self.draw.randint(0, 6)), self.draw.randint(0, 6)) + 1

    def order(self) -> tuple[Order, Plain]:
        """Draw an order by our builder, and the same wire form by the official SDK's functions."""
        asset = self.draw.choice(ASSETS)
        grid = asset.grid
        size, px = grid.size(self.draw.randint(1, 10**8)), self.price(asset)
        is_buy = self.flag()
        kind: Plain
        builder = OrderBuilder(asset)
        builder = (builder.buy(size) if is_buy else builder.sell(size)).at(px)
        if asset.is_spot or self.flag():
            tif = self.draw.choice(["Alo", "Ioc", "Gtc"])
            builder, kind = builder.tif(tif), {"limit": {"tif": tif}}
            reduce_only = not asset.is_spot and self.flag()
        else:
            trigger_px, is_market, tpsl = self.price(asset), self.flag(), self.draw.choice(["tp", "sl"])
            wake = builder.take_profit if tpsl == "tp" else builder.stop_loss
            builder = wake(trigger_px, is_market)
            kind = {"trigger": {"triggerPx": trigger_px, "isMarket": is_market, "tpsl": tpsl}}
            reduce_only = True
        cloid = cloid_of(self.draw.getrandbits(128)) if self.flag() else None
        asked: Plain = {
            "coin": asset.name,
            "is_buy": is_buy,
            "sz": size,
            "limit_px": px,
            "order_type": kind,
            "reduce_only": reduce_only,
        }
        if cloid is not None:
            asked["cloid"] = signing.Cloid.from_str(cloid)
        plain = signing.order_request_to_order_wire(asked, asset.index)
        ours = Order(
            asset=asset.index,
            is_buy=is_buy,
            px=number_text(px),
            sz=number_text(size),
            reduce_only=reduce_only,
            kind=builder._kind,
            cloid=cloid,
        )
        try:
            built = builder.reduce_only(reduce_only).cloid(cloid).build()
        except ValueError:  # worth less than the venue's minimum, which the official SDK does not know
            return ours, plain
        assert built == ours
        return built, plain

    def price(self, asset: Asset) -> float:
        grid = asset.grid
        return grid.px(grid.floor_units(self.draw.uniform(0.1, 10.0 ** self.draw.randint(1, 5))))

    def orders(self) -> list[tuple[Order, Plain]]:
        return [self.order() for _ in range(self.draw.choice([1, 1, 2, 5, 16, 17]))]


def placing(chance: Chance) -> Pair:
    pairs = chance.orders()
    groupings: list[Grouping] = ["na", "normalTpsl", "positionTpsl"]
    grouping = chance.draw.choice(groupings)
    builder = Builder(chance.address(), chance.draw.randint(0, 1000)) if chance.flag() else None
    plain_builder = None if builder is None else {"b": builder.address, "f": builder.fee}
    ours = PlaceOrders(orders=tuple(order for order, _ in pairs), grouping=grouping, builder=builder)
    return ours, signing.order_wires_to_order_action([plain for _, plain in pairs], plain_builder, grouping)


def cancelling(chance: Chance) -> Pair:
    refs = [(chance.whole(), chance.whole()) for _ in range(chance.draw.choice([1, 2, 20]))]
    plain = {"type": "cancel", "cancels": [{"a": asset, "o": oid} for asset, oid in refs]}
    return Cancel(cancels=tuple(OrderRef(*ref) for ref in refs)), plain


def cancelling_by_cloid(chance: Chance) -> Pair:
    refs = [(chance.whole(), cloid_of(chance.draw.getrandbits(128))) for _ in range(chance.draw.choice([1, 2, 20]))]
    plain = {"type": "cancelByCloid", "cancels": [{"asset": asset, "cloid": cloid} for asset, cloid in refs]}
    return CancelByCloid(cancels=tuple(CloidRef(*ref) for ref in refs)), plain


def modifying(chance: Chance) -> Pair:
    ours, plain = [], []
    for order, wire in chance.orders():
        oid = chance.whole() if chance.flag() else cloid_of(chance.draw.getrandbits(128))
        ours.append(Replacement(oid, order))
        plain.append({"oid": oid, "order": wire})
    return BatchModify(modifies=tuple(ours)), {"type": "batchModify", "modifies": plain}


def plainly(chance: Chance) -> Pair:
    """Draw an action whose plain form needs nothing but its fields."""
    user, amount, flag, whole = chance.address(), chance.whole(), chance.flag(), chance.whole()
    choices: list[Pair] = [
        (UpdateLeverage(asset=whole, is_cross=flag, leverage=amount),
         {"type": "updateLeverage", "asset": whole, "isCross": flag, "leverage": amount}),
        (UpdateIsolatedMargin(asset=whole, ntli=-amount),
         {"type": "updateIsolatedMargin", "asset": whole, "isBuy": True, "ntli": -amount}),
        (ScheduleCancel(time=whole), {"type": "scheduleCancel", "time": whole}),
        (ScheduleCancel(), {"type": "scheduleCancel"}),
        (VaultTransfer(vault_address=user, is_deposit=flag, usd=amount),
         {"type": "vaultTransfer", "vaultAddress": user, "isDeposit": flag, "usd": amount}),
        (SubAccountTransfer(sub_account_user=user, is_deposit=flag, usd=amount),
         {"type": "subAccountTransfer", "subAccountUser": user, "isDeposit": flag, "usd": amount}),
        (AgentSetAbstraction(abstraction="u"), {"type": "agentSetAbstraction", "abstraction": "u"}),
        (Noop(), {"type": "noop"}),
    ]  # fmt: skip
    return chance.draw.choice(choices)


def naming(chance: Chance) -> Pair:
    text = chance.text()
    if chance.flag():
        return SetReferrer(code=text), {"type": "setReferrer", "code": text}
    return CreateSubAccount(name=text), {"type": "createSubAccount", "name": text}


def pricing(chance: Chance) -> Pair:
    pxs = {f"d:{chance.draw.randint(0, 99)}": str(chance.amount()) for _ in range(chance.draw.choice([1, 3, 16]))}
    pairs = list(pxs.items())
    body = {"dex": "d", "oraclePxs": sorted(pairs), "markPxs": [sorted(pairs)], "externalPerpPxs": sorted(pairs)}
    step = SetOracle("d", tuple(pairs), (tuple(pairs),), tuple(pairs))
    return PerpDeploy(set_oracle=step), {"type": "perpDeploy", "setOracle": body}


L1: list[Callable[[Chance], Pair]] = [placing, placing, placing, cancelling, cancelling_by_cloid, modifying, plainly]
L1 += [plainly, naming, pricing]


def user_signed(chance: Chance) -> tuple[UserAction, Callable[..., Plain]]:
    """Draw a user-signed action, and the official SDK's function that signs it."""
    user, amount, whole, flag = chance.address(), number_text(chance.amount()), chance.whole(), chance.flag()
    return chance.draw.choice(
        [
            (UsdSend(destination=user, amount=amount), signing.sign_usd_transfer_action),
            (SpotSend(destination=user, token="T:0x12", amount=amount), signing.sign_spot_transfer_action),
            (Withdraw(destination=user, amount=amount), signing.sign_withdraw_from_bridge_action),
            (UsdClassTransfer(amount=amount, to_perp=flag), signing.sign_usd_class_transfer_action),
            (
                SendAsset(destination=user, source_dex="", destination_dex="spot", token="T:0x12", amount=amount),
                signing.sign_send_asset_action,
            ),
            (ApproveAgent(agent_address=user, agent_name=chance.text()), signing.sign_agent),
            (ApproveBuilderFee(max_fee_rate=f"{amount}%", builder=user), signing.sign_approve_builder_fee),
            (TokenDelegate(validator=user, wei=whole, is_undelegate=flag), signing.sign_token_delegate_action),
        ]
    )


@pytest.mark.slow
def test_ten_thousand_actions_have_the_signatures_of_the_official_sdk() -> None:
    chance = Chance(seed=20_260_822)
    signers = [(Wallet.from_key(key), accounts.Account.from_key(key)) for key in KEYS]
    for _ in range(COUNT):
        (wallet, account), is_mainnet = chance.draw.choice(signers), chance.flag()
        nonce = chance.draw.randint(1, 2**45)
        if chance.draw.random() < 0.25:
            action, sign = user_signed(chance)
            plain = msgspec.to_builtins(action.stamped(nonce, is_mainnet))
            envelope = seal(action, wallet, nonce, is_mainnet)
            theirs = sign(account, plain, is_mainnet)
        else:
            ours, plain = chance.draw.choice(L1)(chance)
            vault = chance.address() if ours.has_vault and chance.flag() else None
            expires_after = chance.draw.randint(0, 2**45) if chance.flag() else None
            envelope = seal(ours.canonical(), wallet, nonce, is_mainnet, vault, expires_after)
            theirs = signing.sign_l1_action(account, plain, vault, nonce, expires_after, is_mainnet)
        signature = envelope.signature
        assert {"r": signature.r, "s": signature.s, "v": signature.v} == theirs, plain
