"""Acting at the venue: one verb for every action, and names for what people do every day."""

from collections.abc import Iterable
from typing import Final, TypeVar

import msgspec

from hyperquote.errors import ProtocolError, RefusedError, ValidationError
from hyperquote.exchange.actions.approve_agent import ApproveAgent
from hyperquote.exchange.actions.approve_builder_fee import ApproveBuilderFee
from hyperquote.exchange.actions.base import Action
from hyperquote.exchange.actions.batch_modify import BatchModify, Replacement
from hyperquote.exchange.actions.cancel import Cancel, OrderRef
from hyperquote.exchange.actions.cancel_by_cloid import CancelByCloid, CloidRef
from hyperquote.exchange.actions.create_sub_account import CreateSubAccount
from hyperquote.exchange.actions.order import Builder, Grouping, Order, PlaceOrders, Priority
from hyperquote.exchange.actions.outcome import CancelOutcome, OrderOutcome
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.exchange.actions.send_asset import SendAsset
from hyperquote.exchange.actions.set_referrer import SetReferrer
from hyperquote.exchange.actions.spot_send import SpotSend
from hyperquote.exchange.actions.sub_account_spot_transfer import SubAccountSpotTransfer
from hyperquote.exchange.actions.sub_account_transfer import SubAccountTransfer
from hyperquote.exchange.actions.twap_cancel import TwapCancel
from hyperquote.exchange.actions.twap_order import Twap, TwapOrder, TwapOutcome
from hyperquote.exchange.actions.update_isolated_margin import UpdateIsolatedMargin
from hyperquote.exchange.actions.update_leverage import UpdateLeverage
from hyperquote.exchange.actions.usd_class_transfer import UsdClassTransfer
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.exchange.actions.vault_transfer import VaultTransfer
from hyperquote.exchange.actions.withdraw import Withdraw
from hyperquote.exchange.arguments import check_flag, check_float, check_number, check_text, check_whole
from hyperquote.exchange.batches import batch_length, is_cancel
from hyperquote.exchange.builder import OrderBuilder, limit_order
from hyperquote.exchange.checks import check_expiry, ready
from hyperquote.exchange.envelope import Envelope, seal
from hyperquote.exchange.hex_signature import HexSignature
from hyperquote.exchange.multi_sig import Terms, wrap
from hyperquote.helpers import Network, checked_address
from hyperquote.meta import Asset, Universe
from hyperquote.signature.nonce import Nonces
from hyperquote.signature.wallet import Wallet
from hyperquote.transport.budget import AddressBudget
from hyperquote.transport.http import Http
from hyperquote.transport.throttle import Throttle
from hyperquote.wire import Number, number_text, scaled_int

R = TypeVar("R")
T = TypeVar("T")
DEFAULT_SLIPPAGE: Final = 0.05
USD_DECIMALS: Final = 6  # amounts inside L1 actions are micro-USD
_PATH: Final = "/exchange"
_LONGEST_WAIT_S: Final = 10.0


class _Reply(msgspec.Struct):
    status: str
    response: msgspec.Raw


_REPLY: Final = msgspec.json.Decoder(_Reply)
_TEXT: Final = msgspec.json.Decoder(str)


def read_reply(action: Action[R], body: bytes | msgspec.Raw) -> R:
    """Return the typed outcome of an action from the body of its reply.

    RefusedError with the venue's words if all of it was refused; ProtocolError if the reply is unreadable.
    """
    try:
        reply = _REPLY.decode(body)
        if reply.status == "err":
            raise RefusedError(_TEXT.decode(reply.response))
        if reply.status != "ok":
            raise ProtocolError(f"the status of a reply is ok or err, not {reply.status!r}")
        return action.read(reply.response)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ProtocolError(f"unreadable reply to {type(action).__name__} ({error}): {bytes(body)[:200]!r}") from error


class ExchangeClient:
    """Signs actions and sends them to one venue.

    `account_address` is whom the orders belong to when `wallet` is an agent; `vault_address` is a sub-account or
    vault to act for. Methods that take a coin's name need a `universe`. Every method can raise TransportError: then
    the outcome is unknown, and the venue must be asked before anything is repeated.
    """

    def __init__(
        self,
        network: Network | str,
        wallet: Wallet,
        *,
        http: Http | None = None,
        nonces: Nonces | None = None,
        address_budget: AddressBudget | None = None,
        universe: Universe | None = None,
        account_address: str | None = None,
        vault_address: str | None = None,
    ) -> None:
        self.network = network if isinstance(network, Network) else Network.of(network)
        self.wallet = wallet
        self.http = http or Http(self.network)
        self.nonces = nonces or Nonces()
        self.address_budget = address_budget or AddressBudget()
        self._address_throttle: Final = Throttle(self.address_budget)
        self.universe = universe or Universe()
        self.vault_address = None if vault_address is None else checked_address(vault_address)
        self._account = wallet.address if account_address is None else checked_address(account_address)

    @property
    def account_address(self) -> str:
        """The account whose orders and positions these are: what info requests must name."""
        return self.vault_address or self._account

    def act_for(self, account_address: str, vault_address: str | None) -> None:
        """Act for another account from now on; `vault_address` is that account if it is a sub-account or vault."""
        self._account = checked_address(account_address)
        self.vault_address = None if vault_address is None else checked_address(vault_address)

    def seal(self, action: Action[R], *, expires_after: int | None = None) -> Envelope:
        """Sign an action with the next nonce, for another way to send it (a WebSocket post)."""
        return self._sealed(ready(action), expires_after)

    def _sealed(self, action: Action[R], expires_after: int | None) -> Envelope:
        nonce = self.nonces.next()
        check_expiry(action, expires_after, nonce)
        return seal(action, self.wallet, nonce, self.network.is_mainnet, self.vault_address, expires_after)

    async def send(self, action: Action[R], *, expires_after: int | None = None, timeout_s: float | None = None) -> R:
        """Sign, send and read any action. The venue drops it after `expires_after` (UTC ms).

        RefusedError if all of it was refused; where half of a batch can fail, outcomes are values. What cannot be sent
        is a ValidationError with the name of the field.
        """
        prepared = ready(action)
        await self.admit(prepared, timeout_s=timeout_s)
        body = self._sealed(prepared, expires_after).encode()
        return read_reply(action, await self.http.post(_PATH, body, timeout_s))

    async def admit(self, action: Action[R], *, timeout_s: float | None = None) -> None:
        """Return when the budgets of our account and our IP address have room for an action; `send` does this first.

        It comes before signing, so that no nonce is old when it is sent. OverBudget if it would take longer than
        `timeout_s`, by default 10 s.
        """
        longest_s = _LONGEST_WAIT_S if timeout_s is None else timeout_s
        count, is_urgent = batch_length(action), is_cancel(action)
        await self._address_throttle.enter(count, is_urgent=is_urgent, longest_s=longest_s)
        if self.http.throttle is not None:
            await self.http.throttle.enter(1 + count // 40, is_urgent=is_urgent, longest_s=longest_s)

    def build(self, coin: str) -> OrderBuilder:
        """Start an order of a coin."""
        return OrderBuilder(self._asset(coin))

    def _asset(self, coin: str) -> Asset:
        if not isinstance(coin, str):
            raise ValidationError(f"coin: takes a name such as 'ETH', not {coin!r:.80}")
        return self.universe.asset(coin)

    async def order(
        self,
        coin: str,
        is_buy: bool,
        size: Number,
        px: Number,
        *,
        tif: str = "Gtc",
        reduce_only: bool = False,
        cloid: str | None = None,
    ) -> OrderOutcome:
        """Place one limit order: `size` in base units, `px` in USD; ValidationError if off the tick or lot."""
        asset = self._asset(coin)
        check_flag("is_buy", is_buy)
        check_number("size", size)
        check_number("px", px)
        check_text("tif", tif)
        check_flag("reduce_only", reduce_only)
        if cloid is not None:
            check_text("cloid", cloid)
        order = limit_order(asset, is_buy, size, px, tif=tif, reduce_only=reduce_only, cloid=cloid)
        return (await self.orders([order]))[0]

    async def orders(
        self, orders: Iterable[Order], *, grouping: Grouping | Priority = "na", builder: Builder | None = None
    ) -> list[OrderOutcome]:
        """Place orders in one request; one outcome each, in order."""
        return await self.send(PlaceOrders(orders=_some(orders), grouping=grouping, builder=builder))

    async def cancel(self, coin: str, oid: int) -> CancelOutcome:
        """Cancel one order by its order id."""
        return (await self.cancels([OrderRef(self._asset(coin).index, oid)]))[0]

    async def cancels(self, orders: Iterable[OrderRef]) -> list[CancelOutcome]:
        """Cancel orders in one request; one outcome each, in order."""
        return await self.send(Cancel(cancels=_some(orders)))

    async def cancel_by_cloid(self, coin: str, cloid: str) -> CancelOutcome:
        """Cancel one order by the id we gave it."""
        return (await self.cancels_by_cloid([CloidRef(self._asset(coin).index, cloid)]))[0]

    async def cancels_by_cloid(self, orders: Iterable[CloidRef]) -> list[CancelOutcome]:
        """Cancel orders by the ids we gave them; one outcome each, in order."""
        return await self.send(CancelByCloid(cancels=_some(orders)))

    async def modify(self, oid: int | str, order: Order, *, always_place: bool = False) -> OrderOutcome:
        """Replace an order (by order id or client order id). The new one has a new order id, told in the outcome."""
        return (await self.batch_modify([Replacement(oid, order)], always_place=always_place))[0]

    async def batch_modify(
        self, replacements: Iterable[Replacement], *, always_place: bool = False
    ) -> list[OrderOutcome]:
        """Replace orders in one request; one outcome each, in order."""
        return await self.send(BatchModify(modifies=_some(replacements), always_place=always_place))

    async def market_open(
        self,
        coin: str,
        is_buy: bool,
        size: Number,
        mid: float,
        *,
        slippage: float = DEFAULT_SLIPPAGE,
        cloid: str | None = None,
    ) -> OrderOutcome:
        """Buy or sell at once within `slippage` (a fraction) of `mid` (USD); what does not fill is dropped."""
        check_flag("is_buy", is_buy)
        check_number("size", size)
        check_float("mid", mid)
        check_float("slippage", slippage)
        if cloid is not None:
            check_text("cloid", cloid)
        builder = self.build(coin)
        builder = builder.buy(size) if is_buy else builder.sell(size)
        return (await self.orders([builder.market(mid, slippage).cloid(cloid).build()]))[0]

    async def market_close(
        self,
        coin: str,
        position: float,
        mid: float,
        *,
        slippage: float = DEFAULT_SLIPPAGE,
        cloid: str | None = None,
    ) -> OrderOutcome:
        """Close a position (base units, signed) at once, reduce-only, within `slippage` of `mid` (USD)."""
        check_float("position", position)
        check_float("mid", mid)
        check_float("slippage", slippage)
        if cloid is not None:
            check_text("cloid", cloid)
        builder = self.build(coin)
        builder = builder.sell(position) if position > 0 else builder.buy(-position)
        return (await self.orders([builder.market(mid, slippage).reduce_only().cloid(cloid).build()]))[0]

    async def update_leverage(self, coin: str, leverage: int, *, is_cross: bool = True) -> None:
        """Set the leverage of a coin; ValidationError if the asset does not allow it."""
        asset = self._asset(coin)
        check_whole("leverage", leverage)
        if not 1 <= leverage <= asset.max_leverage:
            raise ValidationError(f"the leverage of {coin} is 1 to {asset.max_leverage}, not {leverage}")
        if is_cross and asset.only_isolated:
            raise ValidationError(f"{coin} has isolated margin only; say is_cross=False")
        await self.send(UpdateLeverage(asset=asset.index, is_cross=is_cross, leverage=leverage))

    async def schedule_cancel(self, time: int | None = None) -> None:
        """Have the venue cancel everything at `time` (UTC ms, 5 s ahead or more); None calls it off."""
        await self.send(ScheduleCancel(time=time))

    async def usd_send(self, destination: str, amount: Number) -> None:
        """Send perp USDC to another address."""
        await self.send(UsdSend(destination=checked_address(destination), amount=_amount_text(amount)))

    async def withdraw(self, destination: str, amount: Number) -> None:
        """Withdraw USDC over the bridge."""
        await self.send(Withdraw(destination=checked_address(destination), amount=_amount_text(amount)))

    async def usd_class_transfer(self, amount: Number, *, to_perp: bool) -> None:
        """Move USDC between spot and perp, of the sub-account if one is set."""
        text = _amount_text(amount)
        if self.vault_address is not None:
            text += f" subaccount:{self.vault_address}"
        await self.send(UsdClassTransfer(amount=text, to_perp=to_perp))

    async def approve_agent(self, agent_address: str, name: str = "") -> None:
        """Let another key trade for this account."""
        await self.send(ApproveAgent(agent_address=checked_address(agent_address), agent_name=name))

    async def order_with_exits(
        self,
        coin: str,
        is_buy: bool,
        size: Number,
        px: Number,
        *,
        take_profit: Number | None = None,
        stop_loss: Number | None = None,
        tif: str = "Gtc",
    ) -> list[OrderOutcome]:
        """Place a limit order with exits at trigger prices (USD). Outcomes: order, take-profit, stop-loss."""
        check_flag("is_buy", is_buy)
        check_text("tif", tif)
        for field, number in (("size", size), ("px", px), ("take_profit", take_profit), ("stop_loss", stop_loss)):
            if number is not None or field in {"size", "px"}:
                check_number(field, number)
        builder = self.build(coin)
        builder = (builder.buy(size) if is_buy else builder.sell(size)).at(px).tif(tif)
        return await self.send(builder.with_exits(take_profit=take_profit, stop_loss=stop_loss))

    async def twap_order(
        self,
        coin: str,
        is_buy: bool,
        size: Number,
        minutes: int,
        *,
        reduce_only: bool = False,
        randomize: bool = False,
    ) -> TwapOutcome:
        """Have the venue buy or sell `size` (base units) in slices over some minutes (5 to 10 080)."""
        asset = self._asset(coin)
        check_number("size", size)
        twap = Twap(
            asset=asset.index,
            is_buy=is_buy,
            sz=asset.sz_text(asset.checked_lots(size)),
            reduce_only=reduce_only,
            minutes=minutes,
            randomize=randomize,
        )
        return await self.send(TwapOrder(twap=twap))

    async def twap_cancel(self, coin: str, twap_id: int) -> CancelOutcome:
        """Stop a TWAP order."""
        return await self.send(TwapCancel(asset=self._asset(coin).index, twap_id=twap_id))

    async def update_isolated_margin(self, coin: str, amount: Number) -> None:
        """Add USD to the margin of an isolated position, or take some away with a negative amount."""
        asset = self._asset(coin)
        await self.send(UpdateIsolatedMargin(asset=asset.index, is_buy=True, ntli=_micro(amount)))

    async def spot_send(self, destination: str, token: str, amount: Number) -> None:
        """Send a spot token (`NAME:0x…`, its token id) to another address."""
        text = _amount_text(amount)
        await self.send(SpotSend(destination=checked_address(destination), token=token, amount=text))

    async def send_asset(
        self, destination: str, token: str, amount: Number, *, source_dex: str = "", destination_dex: str = ""
    ) -> None:
        """Move a token between dexs ("" is the venue's own), "spot" and addresses; from the sub-account that is set."""
        await self.send(
            SendAsset(
                destination=checked_address(destination),
                source_dex=source_dex,
                destination_dex=destination_dex,
                token=token,
                amount=_amount_text(amount),
                from_sub_account=self.vault_address or "",
            )
        )

    async def create_sub_account(self, name: str) -> str:
        """Open a sub-account and return its address."""
        return await self.send(CreateSubAccount(name=name))

    async def sub_account_transfer(self, sub_account: str, amount: Number, *, is_deposit: bool) -> None:
        """Move perp USDC to a sub-account of ours, or back."""
        usd = _micro(amount)
        await self.send(SubAccountTransfer(sub_account_user=sub_account, is_deposit=is_deposit, usd=usd))

    async def sub_account_spot_transfer(
        self, sub_account: str, token: str, amount: Number, *, is_deposit: bool
    ) -> None:
        """Move a spot token (`NAME:0x…`) to a sub-account of ours, or back."""
        text = _amount_text(amount)
        await self.send(
            SubAccountSpotTransfer(sub_account_user=sub_account, is_deposit=is_deposit, token=token, amount=text)
        )

    async def vault_transfer(self, vault: str, amount: Number, *, is_deposit: bool) -> None:
        """Put perp USDC into a vault, or take it out."""
        usd = _micro(amount)
        await self.send(VaultTransfer(vault_address=vault, is_deposit=is_deposit, usd=usd))

    async def set_referrer(self, code: str) -> None:
        """Trade under somebody's referral code from now on."""
        await self.send(SetReferrer(code=code))

    async def approve_builder_fee(self, builder: str, max_fee_rate: str) -> None:
        """Let a builder charge up to a rate such as "0.05%"; "0%" takes it back."""
        await self.send(ApproveBuilderFee(max_fee_rate=max_fee_rate, builder=checked_address(builder)))

    async def send_multi_sig(
        self, action: Action[R], terms: Terms, signatures: Iterable[HexSignature], *, timeout_s: float | None = None
    ) -> R:
        """Send, as the leader, an action that the users of a multi-sig account have signed under `terms`."""
        if (terms.leader.lower(), terms.is_mainnet) != (self.wallet.address, self.network.is_mainnet):
            raise ValidationError(
                f"the users signed for the leader {terms.leader} on "
                f"{'mainnet' if terms.is_mainnet else 'another network'}; this client is {self.wallet.address} on "
                f"{self.network.name}"
            )
        self.nonces.check(terms.nonce)
        check_expiry(action, terms.expires_after, terms.nonce)
        action = ready(action)
        await self.admit(action, timeout_s=timeout_s)
        wrapper = wrap(action, terms, signatures)
        trailer = (terms.vault_address, terms.expires_after)
        body = seal(wrapper, self.wallet, terms.nonce, terms.is_mainnet, *trailer).encode()
        response = read_reply(wrapper, await self.http.post(_PATH, body, timeout_s))
        return action.read(response)

    def __repr__(self) -> str:
        if not hasattr(self, "_account"):
            return "ExchangeClient(…)"  # in the traceback of an argument that is refused
        return f"ExchangeClient({self.network.url!r}, {self.wallet!r} acts for {self.account_address})"

    async def close(self) -> None:
        """Close the connections."""
        await self.http.close()


def _amount_text(amount: Number) -> str:
    check_number("amount", amount)
    return number_text(amount)


def _micro(amount: Number) -> int:
    check_number("amount", amount)
    return scaled_int(amount, USD_DECIMALS)


def _some(items: Iterable[T]) -> tuple[T, ...]:
    chosen = tuple(items)
    if not chosen:
        raise ValidationError("an empty batch is refused by the venue; send nothing instead")
    return chosen
