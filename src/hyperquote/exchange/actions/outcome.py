"""What became of each element of a batch: half of it may have failed, so outcomes are values."""

from typing import Literal, TypeAlias, TypeVar

import msgspec

from hyperquote.errors import ProtocolError
from hyperquote.exchange.reasons import Reason, reason_of


class Resting(msgspec.Struct, frozen=True, omit_defaults=True):
    """On the book, or a trigger order that was accepted."""

    oid: int
    cloid: str | None = None


class Filled(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Executed at once, wholly or in part. A Gtc order with `total_sz` under its size may still rest under `oid`."""

    total_sz: str
    avg_px: str
    oid: int
    cloid: str | None = None


class Error(msgspec.Struct, frozen=True):
    """Refused; `error` is the venue's own text, `reason` what it means."""

    error: str

    @property
    def reason(self) -> Reason:
        """What is in the way and what to do."""
        return reason_of(self.error)


Rejected = Error

T = TypeVar("T")

Success: TypeAlias = Literal["success"]
WaitingForFill: TypeAlias = Literal["waitingForFill"]
WaitingForTrigger: TypeAlias = Literal["waitingForTrigger"]

OrderOutcome: TypeAlias = Resting | Filled | Error | WaitingForFill | WaitingForTrigger
CancelOutcome: TypeAlias = Success | Error


class _OrderStatus(msgspec.Struct):
    resting: Resting | None = None
    filled: Filled | None = None
    error: str | None = None


class _OrderStatuses(msgspec.Struct):
    statuses: list[_OrderStatus | WaitingForFill | WaitingForTrigger]


class _OrderReply(msgspec.Struct, tag="order", tag_field="type"):
    data: _OrderStatuses


class _CancelStatuses(msgspec.Struct):
    statuses: list[Error | Success]


class _CancelReply(msgspec.Struct, tag="cancel", tag_field="type"):
    data: _CancelStatuses


_ORDERS = msgspec.json.Decoder(_OrderReply)
_CANCELS = msgspec.json.Decoder(_CancelReply)


def _outcome(status: _OrderStatus | WaitingForFill | WaitingForTrigger) -> OrderOutcome:
    if not isinstance(status, _OrderStatus):
        return status
    if status.resting is not None:
        return status.resting
    if status.filled is not None:
        return status.filled
    if status.error is not None:
        return Error(status.error)
    raise ProtocolError("an order status is neither resting, filled nor an error")


def order_outcomes(response: bytes | msgspec.Raw, count: int) -> list[OrderOutcome]:
    """Return `count` outcomes in the order asked.

    A batch that fails before its orders are looked at has one status for all; it is repeated for each.
    """
    try:
        statuses = _ORDERS.decode(response).data.statuses
    except msgspec.MsgspecError as error:
        raise ProtocolError(f"unreadable order reply ({error}): {bytes(response)[:200]!r}") from error
    return _spread([_outcome(status) for status in statuses], count)


def cancel_outcomes(response: bytes | msgspec.Raw, count: int) -> list[CancelOutcome]:
    """Return `count` outcomes in the order asked, as `order_outcomes` does."""
    try:
        statuses = _CANCELS.decode(response).data.statuses
    except msgspec.MsgspecError as error:
        raise ProtocolError(f"unreadable cancel reply ({error}): {bytes(response)[:200]!r}") from error
    return _spread(list(statuses), count)


def _spread(outcomes: list[T], count: int) -> list[T]:
    if len(outcomes) == count:
        return outcomes
    if len(outcomes) == 1 and isinstance(outcomes[0], Error):
        return outcomes * count
    raise ProtocolError(f"asked for {count} outcomes, the venue answered {len(outcomes)}")
