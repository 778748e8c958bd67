"""Carries commands to the venue and brings typed outcomes back; what has no clear answer is `unknown`."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

from hyperquote.client import Hyperliquid
from hyperquote.errors import HyperquoteError, RefusedError, ValidationError
from hyperquote.exchange.actions.base import Action
from hyperquote.exchange.actions.cancel import Cancel as CancelAction
from hyperquote.exchange.actions.cancel import OrderRef as OidRef
from hyperquote.exchange.actions.cancel_by_cloid import CancelByCloid, CloidRef
from hyperquote.exchange.actions.order import LIMITS, Order, PlaceOrders
from hyperquote.exchange.actions.outcome import CancelOutcome, Error, Filled, OrderOutcome, Resting
from hyperquote.market_maker.commands import Cancel, NewOrder, OrderRef, Place
from hyperquote.market_maker.events import NO_TIME, CancelReply, Outcome, PlaceReply
from hyperquote.meta import Asset
from hyperquote.wire import units_of

R = TypeVar("R")
ORDER_TIMEOUT_S: Final = 2.0
_GONE: Final = "never placed, already canceled, or filled"


class HyperliquidExecutor:
    """Places and cancels in bulk over HTTP, with our own ids; never repeats a request by itself.

    A refusal of the whole request is a refusal of each order. A timeout, a broken connection, a 5xx or an
    unreadable answer leaves every order of the request `unknown`: it may have arrived.
    """

    def __init__(self, hl: Hyperliquid, asset: Asset, now_ns: Callable[[], int] = time.time_ns) -> None:
        self._hl: Final = hl
        self._asset: Final = asset
        self._now_ns: Final = now_ns

    async def place(self, command: Place) -> PlaceReply:
        """Place the orders of a command in one request."""
        action = PlaceOrders(orders=tuple(self._order(order) for order in command.orders))
        answers, problem, status = await self._send(action)
        if answers is None:
            outcomes = [Outcome(order.cloid, status, 0, 0, problem) for order in command.orders]
        else:
            outcomes = [self._placed(order, each) for order, each in zip(command.orders, answers, strict=True)]
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
        answers, problem, _ = await self._send(action)
        if answers is None:  # even a refusal leaves the order where it was: ask what it is now
            return [Outcome(order.cloid, Outcome.UNKNOWN, order.oid, 0, problem) for order in orders]
        return [_cancel_outcome(order, answer) for order, answer in zip(orders, answers, strict=True)]

    async def _send(self, action: Action[R]) -> tuple[R | None, str, str]:
        """Return the answer, or None with the problem and what it means for the orders."""
        try:
            return await self._hl.exchange.send(action, timeout_s=ORDER_TIMEOUT_S), "", ""
        except (RefusedError, ValidationError) as refusal:
            return None, str(refusal), Outcome.REJECTED
        except HyperquoteError as doubt:
            return None, str(doubt), Outcome.UNKNOWN

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
            filled = units_of(answer.total_sz, self._asset.grid.sz_decimals)
            # what a resting order did not fill on arrival rests under the same oid
            status = Outcome.FILLED if filled >= order.lots or order.tif == "Ioc" else Outcome.RESTING
            return Outcome(order.cloid, status, answer.oid, filled, "")
        if isinstance(answer, Error):
            return Outcome(order.cloid, Outcome.REJECTED, 0, 0, answer.error)
        return Outcome(order.cloid, Outcome.UNKNOWN, 0, 0, f"the venue answered {answer}")


def _cancel_outcome(order: OrderRef, answer: CancelOutcome) -> Outcome:
    if not isinstance(answer, Error):
        return Outcome(order.cloid, Outcome.CANCELLED, order.oid, 0, "")
    status = Outcome.GONE if _GONE in answer.error else Outcome.UNKNOWN
    return Outcome(order.cloid, status, order.oid, 0, answer.error)
