"""Carries commands to the venue and brings typed outcomes back; what has no clear answer is `unknown`."""

import time
from collections.abc import Callable
from typing import Final

from hyperquote.client import Hyperliquid
from hyperquote.errors import HyperquoteError, OverBudget, RateLimited, RefusedError, SigningError, ValidationError
from hyperquote.exchange.actions.cancel import Cancel as CancelAction
from hyperquote.exchange.actions.cancel import OrderRef as OidRef
from hyperquote.exchange.actions.cancel_by_cloid import CancelByCloid, CloidRef
from hyperquote.exchange.actions.order import LIMITS, Order, PlaceOrders
from hyperquote.exchange.actions.outcome import CancelOutcome, Error, Filled, OrderOutcome, Resting
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.exchange.client import ExchangeClient
from hyperquote.market_maker.commands import Cancel, NewOrder, OrderRef, Place, SetSwitch
from hyperquote.market_maker.events import NO_TIME, CancelReply, Outcome, PlaceReply, SwitchReply
from hyperquote.meta import Asset
from hyperquote.wire import units_of

ORDER_TIMEOUT_S: Final = 2.0
_TOO_MANY: Final = "Too many cumulative requests sent"  # the address's budget is spent
_GONE: Final = "never placed, already canceled, or filled"


def _nothing() -> None:
    """Nobody wants to know."""


class HyperliquidExecutor:
    """Places and cancels in bulk over HTTP, with our own ids; never repeats a request by itself.

    A refusal of the whole place request is a refusal of each order. A timeout, a broken connection, a 5xx or an
    unreadable answer leaves every order of the request `unknown`: it may have arrived. A cancel that was not
    confirmed, for whatever reason, leaves the order where it was or not: `unknown`, or `gone` where the venue says so.
    Cancels have connections of their own: no number of unanswered requests can make one wait. Close it after use.
    """

    def __init__(
        self,
        hl: Hyperliquid,
        asset: Asset,
        now_ns: Callable[[], int] = time.time_ns,
        *,
        timeout_s: float = ORDER_TIMEOUT_S,
        on_throttled: Callable[[], None] = _nothing,
    ) -> None:
        """`on_throttled` is called when the venue, or our own budget, turns a request away: there were too many."""
        self._places: Final = hl.exchange
        self._cancels: Final = ExchangeClient(
            hl.network,
            hl.exchange.wallet,
            http=hl.exchange.http.another(),
            nonces=hl.exchange.nonces,
            address_budget=hl.exchange.address_budget,
            vault_address=hl.exchange.vault_address,
        )
        self._asset: Final = asset
        self._now_ns: Final = now_ns
        self._timeout_s: Final = timeout_s
        self._on_throttled: Final = on_throttled

    async def place(self, command: Place) -> PlaceReply:
        """Place the orders of a command in one request."""
        try:
            action = PlaceOrders(orders=tuple(self._order(order) for order in command.orders))
            answers = await self._places.send(action, timeout_s=self._timeout_s)
            outcomes = [self._placed(order, each) for order, each in zip(command.orders, answers, strict=True)]
        except (RefusedError, ValidationError, SigningError) as refusal:
            self._look_for_throttling(refusal)
            outcomes = _all(command.orders, Outcome.REJECTED, refusal)
        except HyperquoteError as doubt:
            outcomes = _all(command.orders, Outcome.UNKNOWN, doubt)
        return PlaceReply(NO_TIME, self._now_ns(), outcomes)

    async def cancel(self, command: Cancel) -> CancelReply:
        """Cancel the orders of a command: by cloid where they have one, else by oid."""
        named = [order for order in command.orders if order.cloid]
        numbered = [order for order in command.orders if not order.cloid]
        outcomes: list[Outcome] = []
        if named:
            refs = tuple(CloidRef(self._asset.index, order.cloid) for order in named)
            outcomes += await self._cancelled(named, CancelByCloid(cancels=refs))
        if numbered:
            oids = tuple(OidRef(self._asset.index, order.oid) for order in numbered)
            outcomes += await self._cancelled(numbered, CancelAction(cancels=oids))
        return CancelReply(NO_TIME, self._now_ns(), outcomes)

    async def _cancelled(self, orders: list[OrderRef], action: CancelByCloid | CancelAction) -> list[Outcome]:
        try:
            answers = await self._cancels.send(action, timeout_s=self._timeout_s)
        except HyperquoteError as doubt:  # even a refusal leaves the order where it was: ask what it is now
            self._look_for_throttling(doubt)
            return [Outcome(order.cloid, Outcome.UNKNOWN, order.oid, 0, str(doubt)) for order in orders]
        return [_cancel_outcome(order, answer) for order, answer in zip(orders, answers, strict=True)]

    def _look_for_throttling(self, problem: HyperquoteError) -> None:
        if isinstance(problem, RateLimited | OverBudget) or _TOO_MANY in str(problem):
            self._on_throttled()

    async def set_switch(self, command: SetSwitch) -> SwitchReply:
        """Set the venue's dead man's switch, or call it off. It goes over the connections of cancels."""
        problem, is_known = "", True
        try:
            await self._cancels.send(ScheduleCancel(time=command.at_ms or None), timeout_s=self._timeout_s)
        except (RefusedError, ValidationError, SigningError) as refusal:
            problem = str(refusal)
        except HyperquoteError as doubt:
            problem, is_known = str(doubt), False
        return SwitchReply(NO_TIME, self._now_ns(), command.at_ms, problem, is_known)

    async def close(self) -> None:
        """Close the connections that cancels go over."""
        await self._cancels.close()

    def _order(self, order: NewOrder) -> Order:
        asset = self._asset
        return Order(
            asset=asset.index,
            is_buy=order.is_buy,
            px=asset.px_text(order.px_units),
            sz=asset.sz_text(order.lots),
            reduce_only=order.reduce_only,
            kind=LIMITS[order.tif],
            cloid=order.cloid,
        )

    def _placed(self, order: NewOrder, answer: OrderOutcome) -> Outcome:
        if isinstance(answer, Resting):
            return Outcome(order.cloid, Outcome.RESTING, answer.oid, 0, "")
        if isinstance(answer, Filled):
            return self._filled(order, answer)
        if isinstance(answer, Error):
            return Outcome(order.cloid, Outcome.REJECTED, 0, 0, answer.error)
        return Outcome(order.cloid, Outcome.UNKNOWN, 0, 0, f"the venue answered {answer}")

    def _filled(self, order: NewOrder, answer: Filled) -> Outcome:
        try:
            filled = units_of(answer.total_sz, self._asset.grid.sz_decimals)
        except ValidationError as problem:  # it trades, but how much of it we cannot read
            return Outcome(order.cloid, Outcome.UNKNOWN, answer.oid, 0, str(problem))
        # what a resting order did not fill on arrival rests under the same oid
        status = Outcome.FILLED if filled >= order.lots or order.tif == "Ioc" else Outcome.RESTING
        return Outcome(order.cloid, status, answer.oid, filled, "")


def _all(orders: list[NewOrder], status: str, problem: HyperquoteError) -> list[Outcome]:
    return [Outcome(order.cloid, status, 0, 0, str(problem)) for order in orders]


def _cancel_outcome(order: OrderRef, answer: CancelOutcome) -> Outcome:
    if not isinstance(answer, Error):
        return Outcome(order.cloid, Outcome.CANCELLED, order.oid, 0, "")
    status = Outcome.GONE if _GONE in answer.error else Outcome.UNKNOWN
    return Outcome(order.cloid, status, order.oid, 0, answer.error)
