"""Isolated margin: a position with a pot of its own, and what moves between the pot and the cash of the account.

The pot is raw cash as an account's is, so that it is mostly negative for a long:

    value of the position = raw + signed lots · mark

Opening moves notional / leverage from the cash into the pot. Closing gives back the share of the value at the
trade's price that was closed, and all of it when nothing is left. Fees come out of the cash, never out of the pot.
"""

from typing import Final

from hyperquote.consts import MICRO
from hyperquote.local_exchange.clearing.account import Account, Position
from hyperquote.local_exchange.clearing.margin import ClearingAsset, isolated_value_micro, value_micro

STRICT_ISOLATED: Final = "strictIsolated"  # isolated only, and margin can be added but never taken out
NO_CROSS: Final = "noCross"  # isolated only

NOT_ISOLATED: Final = "Position does not use isolated margin."
UPDATE_ZERO: Final = "Update to isolated margin cannot be zero."
UPDATE_EMPTY: Final = "Cannot update margin for empty position."
UPDATE_UNFUNDED: Final = "Account does not have sufficient margin available for increase."
UPDATE_TOO_MUCH: Final = "Position does not have sufficient margin for reduction."
UPDATE_STRICT: Final = "Cannot remove isolated margin for this asset. To remove margin, reduce the position."
NOT_STRICT: Final = "Asset not strict isolated"


def settle_isolated(
    account: Account, position: Position, start_lots: int, signed_lots: int, px_units: int, most_micro: int
) -> None:
    """Move the money of a trade that took an isolated position from `start_lots` to where it is.

    `most_micro` is the value of the account outside the pots, fee paid: opening never takes more than that, and
    gives back what a fee left owing.
    """
    size = abs(signed_lots)
    side = 1 if signed_lots > 0 else -1
    closed = 0 if start_lots * side >= 0 else min(size, abs(start_lots))
    if closed > 0:
        value = max(0, position.raw_micro + start_lots * px_units)
        position.raw_micro -= side * closed * px_units
        is_flat = closed == abs(start_lots)
        back = position.raw_micro if is_flat else value * closed // abs(start_lots)
        position.raw_micro -= back
        account.cash_micro += back
        most_micro += back
    opened = size - closed
    if opened > 0:
        margin = min(opened * px_units // position.leverage, most_micro)
        position.raw_micro += margin - side * opened * px_units
        account.cash_micro -= margin


def removable_micro(position: Position, mark_units: int) -> int:
    """Return what may be taken out of a pot: what is beyond max(initial margin, 10 % of notional); maybe negative."""
    ntl = value_micro(position, mark_units)
    return isolated_value_micro(position, mark_units) - max(ntl // position.leverage, ntl // 10)


def update_refusal(position: Position, listed: ClearingAsset, micro: int, free_micro: int) -> str:
    """Return why `micro` (negative: out) may not move into the pot; "" when it may. `free_micro` may leave the cash."""
    if position.is_cross:
        return NOT_ISOLATED
    if micro == 0:
        return UPDATE_ZERO
    if position.lots == 0:
        return UPDATE_EMPTY
    if micro > 0:
        return UPDATE_UNFUNDED if micro > free_micro else ""
    if listed.margin_mode == STRICT_ISOLATED:
        return UPDATE_STRICT
    return UPDATE_TOO_MUCH if -micro > removable_micro(position, listed.mark_units) else ""


def top_up_micro(position: Position, mark_units: int, leverage_micro: int) -> int:
    """Return what a pot lacks until notional / value is `leverage_micro`·10⁻⁶, rounded up; 0 when it lacks nothing."""
    wanted = -(-value_micro(position, mark_units) * MICRO // leverage_micro)
    return max(0, wanted - isolated_value_micro(position, mark_units))
