"""The end of trading in an asset: its orders are canceled and every position is closed at the mark, for good or not."""

from typing import Final

from hyperquote.local_exchange.clearing.holdings import TAPE
from hyperquote.local_exchange.matching import refusals
from hyperquote.local_exchange.matching.core import TradingCore
from hyperquote.local_exchange.matching.facts import BookFact, FillFact
from hyperquote.local_exchange.matching.order import IOC, BookOrder
from hyperquote.local_exchange.matching.tid import tape_trade_id

SETTLEMENT: Final = "Settlement"


def halt(core: TradingCore, asset: int, now_ms: int) -> None:
    """Stop trading in an asset: orders end as internalCancel, positions as fills of `dir` Settlement, without a fee."""
    core.assets[asset].conduct.is_halted = True
    _wind_up(core, asset, refusals.INTERNAL_CANCEL, now_ms)


def resume(core: TradingCore, asset: int) -> None:
    """Let a halted asset trade again, from an empty book; a delisted one stays halted."""
    conduct = core.assets[asset].conduct
    conduct.is_halted = conduct.is_delisted


def delist(core: TradingCore, asset: int, now_ms: int) -> None:
    """Stop trading in an asset for good: as a halt, but orders end as delistedCanceled."""
    conduct = core.assets[asset].conduct
    conduct.is_halted = True
    conduct.is_delisted = True
    _wind_up(core, asset, refusals.DELISTED_CANCELED, now_ms)


def _wind_up(core: TradingCore, asset: int, status: str, now_ms: int) -> None:
    core.twaps.end_all(asset, refusals.HALTED, now_ms)
    for desk in list(core.desks.values()):
        for order in list(desk.open_orders.values()) + list(desk.waiting.values()):
            if order.asset == asset:
                core.end(order, status, now_ms)
    core.blotter.facts.append(BookFact(now_ms, asset))
    mark = core.clearing.of(asset).mark_units(asset)
    for account in list(core.clearing.of(asset).accounts.values()):
        position = account.positions.get(asset)
        if position is not None and position.lots != 0:
            _close(core, account.address, asset, position.lots, mark, now_ms)


def _close(core: TradingCore, account: str, asset: int, held_lots: int, mark_units: int, now_ms: int) -> None:
    """Close a position against all others: they sum to zero, and so does what is paid at one price."""
    settled = core.clearing.of(asset).settle(account, asset, -held_lots, mark_units, False, True)
    if account == TAPE:
        return
    oid = core.take_oid()
    order = BookOrder(oid, account, asset, held_lots < 0, mark_units, abs(held_lots), IOC, True, "", now_ms)
    core.blotter.facts.append(
        FillFact(
            now_ms,
            order,
            mark_units,
            abs(held_lots),
            settled.start_lots,
            settled.closed_pnl_micro,
            0,
            SETTLEMENT,
            True,
            tape_trade_id(oid, 0),
            True,
        )
    )
