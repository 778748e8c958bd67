"""What an action uses of the venue's budgets: how many actions it counts as, and whether it is a cancel."""

from typing import Any

from hyperquote.exchange.actions.base import Action
from hyperquote.exchange.actions.batch_modify import BatchModify
from hyperquote.exchange.actions.cancel import Cancel
from hyperquote.exchange.actions.cancel_by_cloid import CancelByCloid
from hyperquote.exchange.actions.order import PlaceOrders
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.exchange.actions.twap_cancel import TwapCancel


def batch_length(action: Action[Any]) -> int:
    """Return the number of elements: a batch of n counts as n actions of its address."""
    if isinstance(action, PlaceOrders):
        return len(action.orders)
    if isinstance(action, Cancel | CancelByCloid):
        return len(action.cancels)
    return len(action.modifies) if isinstance(action, BatchModify) else 1


def is_cancel(action: Action[Any]) -> bool:
    """Return whether an action only takes orders away: those have a lane of their own."""
    return isinstance(action, Cancel | CancelByCloid | ScheduleCancel | TwapCancel)
