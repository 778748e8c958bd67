"""An exchange on which a little of everything has happened to one account, and everything that was told of it."""

from typing import Any, get_args

import msgspec
from tests.local_exchange.desk import NOW_MS, Desk

from hyperquote.consts import MICRO
from hyperquote.exchange.actions.approve_agent import ApproveAgent
from hyperquote.exchange.actions.approve_builder_fee import ApproveBuilderFee
from hyperquote.exchange.actions.base import Action
from hyperquote.exchange.actions.cancel import Cancel, OrderRef
from hyperquote.exchange.actions.create_sub_account import CreateSubAccount
from hyperquote.exchange.actions.create_vault import CreateVault
from hyperquote.exchange.actions.link_staking_user import LinkStakingUser
from hyperquote.exchange.actions.order import ALO, FRONTEND_MARKET, GTC, IOC, Builder, Order, OrderType, PlaceOrders
from hyperquote.exchange.actions.order import Trigger as TriggerType
from hyperquote.exchange.actions.register_referrer import RegisterReferrer
from hyperquote.exchange.actions.send_asset import SendAsset
from hyperquote.exchange.actions.set_referrer import SetReferrer
from hyperquote.exchange.actions.spot_send import SpotSend
from hyperquote.exchange.actions.staking_deposit import StakingDeposit
from hyperquote.exchange.actions.sub_account_spot_transfer import SubAccountSpotTransfer
from hyperquote.exchange.actions.sub_account_transfer import SubAccountTransfer
from hyperquote.exchange.actions.token_delegate import TokenDelegate
from hyperquote.exchange.actions.twap_order import Twap, TwapDetails, TwapOrder, TwapTrigger
from hyperquote.exchange.actions.update_leverage import UpdateLeverage
from hyperquote.exchange.actions.usd_class_transfer import UsdClassTransfer
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.exchange.actions.user_dex_abstraction import UserDexAbstraction
from hyperquote.exchange.actions.user_set_abstraction import UserSetAbstraction
from hyperquote.exchange.actions.vault_transfer import VaultTransfer
from hyperquote.exchange.actions.withdraw import Withdraw
from hyperquote.local_exchange.accounts.staking import VALIDATORS
from hyperquote.local_exchange.builder_dex import BuilderDex, default_dexs
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.spot_listing import HYPE, PURR, default_pairs
from hyperquote.ws.channels import AnySubscription

BTC, ETH, SOL, WLFI, XYZ = 0, 1, 2, 3, 110_000
HOUR_MS = 3_600_000
AGENT, NAMED_AGENT = "0x" + "7" * 40, "0x" + "8" * 40
CLOID = "0x" + "ab" * 16


def exit_at(px: str, tpsl: Any) -> OrderType:
    return OrderType(trigger=TriggerType(is_market=True, trigger_px=px, tpsl=tpsl))


def deployed() -> BuilderDex:
    """Return the dex that is there by default, with everything a deployer can settle."""
    (dex,) = default_dexs()
    dex.assets[0].interest = "0.0002"
    full = BuilderDex(
        1, dex.name, dex.full_name, dex.deployer, dex.fee_recipient, dex.assets, 400_000_000, oracle_updater=AGENT
    )
    full.sub_deployers["haltTrading"] = [NAMED_AGENT]
    return full


class BusyExchange:
    """`hero` is whom it all happens to and whom all feeds of users are about; `told` is what they said, by channel."""

    def __init__(self) -> None:
        self.exchange = LocalExchange(NOW_MS, dexs=[deployed()], pairs=default_pairs())
        self.gateway = Gateway(self.exchange)
        self.now_ms = NOW_MS
        self.hero, self.friend, self.victim = (Desk(self.gateway, digit) for digit in "123")
        self.told: dict[str, list[Any]] = {}
        for desk in (self.hero, self.friend, self.victim):
            self.exchange.faucet(desk.address, "100000", NOW_MS)
        self._listen()
        self.sub = ""
        self.vault = self._open_accounts()
        self._move_money()
        self._trade_perps()
        self._trade_elsewhere()
        self._run_twaps()
        self._liquidate()
        self.exchange.cap_open_interest(BTC, 1, self.now_ms)
        self._pass(HOUR_MS, steps=3)
        self._rest_orders()
        self._pass(6_000, steps=3)

    def answer(self, request: dict[str, Any]) -> Any:
        """Return the decoded answer to a question."""
        reply = self.gateway.info(msgspec.json.encode(request), self.now_ms)
        assert reply.status == 200, (request, reply.body)
        return msgspec.json.decode(reply.body)

    def hear(self, message: dict[str, Any], session: int = 1) -> None:
        """Say something over a WebSocket and keep what is said at once."""
        self._keep(self.gateway.hear(session, msgspec.json.encode(message).decode(), self.now_ms))

    def _keep(self, frames: list[bytes]) -> None:
        for frame in frames:
            told = msgspec.json.decode(frame)
            self.told.setdefault(told["channel"], []).append(told)

    def _pass(self, ms: int, steps: int = 1) -> None:
        for _ in range(steps):
            self.now_ms += ms
            for frames in self.gateway.make_block(self.now_ms).values():
                self._keep(frames)
        for desk in (self.hero, self.friend, self.victim):
            desk.now_ms = self.now_ms
            desk.nonce = max(desk.nonce, self.now_ms)

    def _listen(self) -> None:
        given: dict[str, Any] = {"interval": "1m", "user": self.hero.address, "coin": "ETH"}
        for feed in get_args(AnySubscription):
            fields = [field for field in msgspec.structs.fields(feed) if field.required]
            said = {"type": feed.__struct_config__.tag} | {field.encode_name: given[field.name] for field in fields}
            self.hear({"method": "subscribe", "subscription": said})
        more: list[dict[str, Any]] = [
            {"type": "activeAssetCtx", "coin": "@1"},
            {"type": "l2Book", "coin": "ETH", "nSigFigs": 5},
        ]
        more += [{"type": "l2Book", "coin": "ETH", "fast": True}, {"type": "allMids", "dex": "xyz"}]
        more += [{"type": kind, "user": self.victim.address} for kind in ("userEvents", "userNonFundingLedgerUpdates")]
        more += [
            {"type": "activeAssetData", "user": self.hero.address, "coin": "SOL"},
            {"type": "bbo", "coin": "ETH"},
            {},
        ]
        for said in more:
            self.hear({"method": "subscribe", "subscription": said}, session=2)
        self.hear({"method": "ping"})
        self.hear({"method": "post", "id": 1, "request": {"type": "info", "payload": {"type": "spotMeta"}}})

    def _do(self, desk: Desk, action: Action[Any], **envelope: Any) -> Any:
        reply = desk.send(action, **envelope)
        assert reply["status"] == "ok", reply
        assert "error" not in str(reply), reply
        return reply["response"].get("data")

    def _order(self, desk: Desk, asset: int, side: str, px: str, sz: str, kind: OrderType = GTC, **more: Any) -> Any:
        action = PlaceOrders(
            orders=(
                Order(asset=asset, is_buy=side == "buy", px=px, sz=sz, kind=kind, cloid=more.pop("cloid", None)),
                *more.pop("exits", ()),
            ),
            **more,
        )
        return self._do(desk, action)

    def _open_accounts(self) -> str:
        hero, friend = self.hero, self.friend
        self._do(friend, RegisterReferrer(code="FRIEND"))
        self._do(hero, SetReferrer(code="FRIEND"))
        self._do(hero, RegisterReferrer(code="HERO"))
        self._do(self.victim, SetReferrer(code="HERO"))
        self._do(hero, ApproveBuilderFee(max_fee_rate="0.05%", builder=friend.address))
        self._do(hero, ApproveAgent(agent_address=AGENT))
        self._do(hero, ApproveAgent(agent_address=NAMED_AGENT, agent_name="bot"))
        for desk in (hero, friend):
            self.exchange.give(desk.address, HYPE, 5_000 * 10**8)
            self.exchange.give(desk.address, PURR, 5_000 * 10**5)
        sub = self.sub = self._do(hero, CreateSubAccount(name="sub"))
        self._do(hero, SubAccountTransfer(sub_account_user=sub, is_deposit=True, usd=500 * MICRO))
        self._do(hero, SubAccountSpotTransfer(sub_account_user=sub, is_deposit=True, token=HYPE.full_name, amount="1"))
        self._do(hero, UserDexAbstraction(user=hero.address, enabled=True))
        self._do(hero, LinkStakingUser(user=friend.address, is_finalize=False))
        self._do(hero, UserSetAbstraction(user=hero.address, abstraction="disabled"))
        vault = self._do(hero, CreateVault(name="steady", description="quotes all day long", initial_usd=1_000 * MICRO))
        self._do(self.friend, VaultTransfer(vault_address=vault, is_deposit=True, usd=100 * MICRO))
        return str(vault)

    def _move_money(self) -> None:
        hero, friend = self.hero, self.friend
        for desk in (hero, friend):
            self._do(desk, UsdClassTransfer(amount="20000", to_perp=False))
        self._do(hero, StakingDeposit(wei=200 * 10**8))
        self._do(hero, TokenDelegate(validator=VALIDATORS[0], wei=100 * 10**8, is_undelegate=False))
        self._do(hero, UsdSend(destination=friend.address, amount="10"))
        self._do(hero, SpotSend(destination=friend.address, token=HYPE.full_name, amount="1"))
        for user, source, target in ((hero, "", "xyz"), (friend, "", "xyz")):
            token, amount = "USDC", "20000"
            move = SendAsset(
                destination=user.address, source_dex=source, destination_dex=target, token=token, amount=amount,
                from_sub_account="",
            )  # fmt: skip
            self._do(user, move)
        self._do(hero, Withdraw(destination=hero.address, amount="10"))

    def _trade_perps(self) -> None:
        hero, friend = self.hero, self.friend
        self._do(hero, UpdateLeverage(asset=SOL, is_cross=False, leverage=10))
        for asset, px, sz in ((ETH, "4300", "2"), (SOL, "210", "20"), (BTC, "110000", "0.1")):
            self._order(friend, asset, "sell", px, sz, ALO)
            self._order(hero, asset, "buy", px, sz, FRONTEND_MARKET, cloid=CLOID if asset == ETH else None)
            self._pass(3_000)
        self._order(friend, ETH, "buy", "4290", "1")
        self._order(hero, ETH, "sell", "4290", "1", IOC, builder=Builder(address=friend.address, fee=20))
        self._order(hero, ETH, "buy", "4280", "0.5")
        self._order(friend, ETH, "sell", "4280", "0.5", IOC)
        hero.send(PlaceOrders(orders=(Order(asset=ETH, is_buy=True, px="4000", sz="1", kind=IOC),)))  # finds nobody
        self._order(friend, ETH, "sell", "4310", "3")
        self._order(friend, ETH, "buy", "4270", "3")
        order = Order(asset=ETH, is_buy=True, px="4310", sz="0.1", kind=IOC)
        self._do(hero, PlaceOrders(orders=(order,)), vault_address=self.sub)
        self._pass(3_000)

    def _trade_elsewhere(self) -> None:
        hero, friend = self.hero, self.friend
        spot = self.exchange.ids["@1"]
        self._order(friend, spot, "sell", "45", "20")
        self._order(hero, spot, "buy", "45", "10", IOC)
        self._order(friend, XYZ, "sell", "25000", "0.05")
        self._order(hero, XYZ, "buy", "25000", "0.04", IOC)
        self._order(friend, spot, "buy", "44", "10")
        self._pass(3_000)

    def _run_twaps(self) -> None:
        when = TwapDetails(trigger=TwapTrigger("4400", True), stop_px="4500")
        for details in (None, when):
            twap = Twap(asset=ETH, is_buy=True, sz="0.5", minutes=5, randomize=True)
            self._do(self.hero, TwapOrder(twap=twap, details=details))
        self._pass(15_000, steps=24)

    def _liquidate(self) -> None:
        victim, friend = self.victim, self.friend
        self._do(victim, UpdateLeverage(asset=SOL, is_cross=True, leverage=20))
        self._do(victim, UsdSend(destination=friend.address, amount="98500"))
        self._order(friend, SOL, "sell", "210", "120")
        self._order(victim, SOL, "buy", "210", "120", IOC)
        self._order(victim, SOL, "sell", "300", "1")
        self._order(friend, SOL, "sell", "202", "1")
        self._order(self.hero, SOL, "buy", "201", "50", ALO)
        self.exchange.set_oracle(SOL, 201_5000, self.now_ms)
        self._pass(3_000, steps=40)

    def _rest_orders(self) -> None:
        hero = self.hero
        self.exchange.delist(WLFI, self.now_ms)
        for side, px in (("buy", "4250"), ("sell", "4350")):  # deep enough for an impact price
            self._order(self.friend, ETH, side, px, "10")
        leave = Order(asset=ETH, is_buy=False, px="4000", sz="0.2", reduce_only=True, kind=exit_at("4100", "sl"))
        named = msgspec.structs.replace(leave, cloid="0x" + "ef" * 16)
        self._order(hero, ETH, "buy", "4200", "0.2", cloid="0x" + "cd" * 16, grouping="normalTpsl", exits=(named,))
        self._do(hero, PlaceOrders(orders=(leave,)))
        oid = self._order(hero, ETH, "buy", "4150", "0.2")["statuses"][0]["resting"]["oid"]
        reducing = Order(asset=ETH, is_buy=False, px="4600", sz="0.2", kind=GTC, reduce_only=True)
        self._do(hero, PlaceOrders(orders=(reducing,)))
        self._do(hero, Cancel(cancels=(OrderRef(asset=ETH, oid=oid),)))
        payload = {"type": "l2Book", "coin": "ETH", "nSigFigs": 5}
        self.hear({"method": "post", "id": 2, "request": {"type": "info", "payload": payload}})
