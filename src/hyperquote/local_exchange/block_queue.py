"""The order in which a block executes the actions that came in since the last one."""

from enum import IntEnum
from typing import Generic, TypeVar

import msgspec

from hyperquote.errors import ProtocolError
from hyperquote.exchange.actions import AnyAction, decode_action
from hyperquote.exchange.actions.batch_modify import BatchModify
from hyperquote.exchange.actions.cancel import Cancel
from hyperquote.exchange.actions.cancel_by_cloid import CancelByCloid
from hyperquote.exchange.actions.modify import Modify
from hyperquote.exchange.actions.multi_sig import MultiSig
from hyperquote.exchange.actions.order import OrderType, PlaceOrders
from hyperquote.exchange.actions.twap_cancel import TwapCancel


class Turn(IntEnum):
    """When in a block an action has its turn: what may take comes last, behind all cancels."""

    QUIET = 0  # post-only batches, triggers, transfers, leverage: everything that sends no Gtc and no Ioc
    CANCEL = 1
    TAKING = 2  # one Gtc or Ioc makes its whole batch such


def turn_of(action: AnyAction) -> Turn:
    """Return when an action has its turn. A modify counts as its new order, a wrapper as what it wraps."""
    if isinstance(action, MultiSig):
        try:
            return turn_of(decode_action(msgspec.json.encode(action.payload.action)))
        except ProtocolError:
            return Turn.QUIET  # it will be refused
    if isinstance(action, (Cancel, CancelByCloid, TwapCancel)):
        return Turn.CANCEL
    if isinstance(action, PlaceOrders):
        is_taking = any(_may_take(order.kind) for order in action.orders)
    elif isinstance(action, Modify):
        is_taking = action.always_place and _may_take(action.order.kind)
    elif isinstance(action, BatchModify):
        is_taking = action.always_place and any(_may_take(each.order.kind) for each in action.modifies)
    else:
        is_taking = False
    return Turn.TAKING if is_taking else Turn.QUIET


def _may_take(kind: OrderType) -> bool:
    return kind.limit is not None and kind.limit.tif != "Alo"


T = TypeVar("T")


class BlockQueue(Generic[T]):
    """What waits for the next block, first come first served within each turn."""

    def __init__(self) -> None:
        self._waiting: dict[Turn, list[T]] = {turn: [] for turn in Turn}

    def put(self, turn: Turn, item: T) -> None:
        """Let something wait for its turn."""
        self._waiting[turn].append(item)

    def take(self, turn: Turn) -> list[T]:
        """Return what has this turn in the block that is being made, in the order of arrival."""
        taken = self._waiting[turn]
        if taken:
            self._waiting[turn] = []
        return taken

    def __len__(self) -> int:
        return sum(len(waiting) for waiting in self._waiting.values())
