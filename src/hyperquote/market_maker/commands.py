"""All that the engine can want. The shell carries commands out and answers with events."""

from typing import Final


class Command:
    """A wish of the engine."""


class NewOrder:
    """An order that the risk step approved; only `market_maker.risk.approval` makes one."""

    def __init__(
        self, cloid: str, is_buy: bool, px_units: int, lots: int, tif: str, reduce_only: bool, level: int
    ) -> None:
        self.cloid: Final = cloid
        self.is_buy: Final = is_buy
        self.px_units: Final = px_units
        self.lots: Final = lots
        self.tif: Final = tif  # "Alo", "Gtc" or "Ioc"
        self.reduce_only: Final = reduce_only
        self.level: Final = level  # rung of the ladder, 0 = best; only for reports


class Place(Command):
    """Place these orders in one request. Answered by a `PlaceReply`."""

    def __init__(self, orders: list[NewOrder]) -> None:
        self.orders: Final = orders


class OrderRef:
    """An order to cancel; `oid` 0 means that only the cloid is known."""

    def __init__(self, cloid: str, oid: int) -> None:
        self.cloid: Final = cloid
        self.oid: Final = oid


class Cancel(Command):
    """Cancel these orders in one request. Answered by a `CancelReply`. Nothing ever blocks it."""

    def __init__(self, orders: list[OrderRef]) -> None:
        self.orders: Final = orders


class AskOrder(Command):
    """Ask what became of one order. Answered by an `OrderStatus`."""

    def __init__(self, cloid: str, oid: int) -> None:
        self.cloid: Final = cloid
        self.oid: Final = oid


class AskAccount(Command):
    """Fetch the clearinghouse state. Answered by an `Account`."""


class AskOpenOrders(Command):
    """List the open orders. Answered by an `OpenOrders`."""


class AskFills(Command):
    """Fetch fills since `since_ms` (UTC ms). Answered by `Fill` events with `is_replay`."""

    def __init__(self, since_ms: int) -> None:
        self.since_ms: Final = since_ms


class AskBudget(Command):
    """Ask how many requests the address may still send. Answered by a `RequestBudget`."""


class SetSwitch(Command):
    """Have the venue cancel everything at `at_ms` (UTC ms; 0 = never). Answered by a `SwitchReply`."""

    def __init__(self, at_ms: int) -> None:
        self.at_ms: Final = at_ms


class Note(Command):
    """A line for the operator and the journal: `topic` (quote, risk, order, warm-up, sync …) and what happened."""

    def __init__(self, level: str, topic: str, text: str) -> None:
        self.level: Final = level  # "debug", "info", "warning", "error"
        self.topic: Final = topic
        self.text: Final = text


class Finished(Command):
    """Nothing of ours is left at the venue after a `Stop` (`is_clean`), or we cannot prove it."""

    def __init__(self, is_clean: bool, reason: str) -> None:
        self.is_clean: Final = is_clean
        self.reason: Final = reason
