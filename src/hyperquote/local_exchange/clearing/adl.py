"""Auto-deleveraging: whose winning position closes a bankrupt one."""

from typing import Final

from hyperquote.local_exchange.clearing.account import Account, Position
from hyperquote.local_exchange.clearing.holdings import TAPE
from hyperquote.local_exchange.clearing.house import ClearingHouse
from hyperquote.local_exchange.clearing.margin import isolated_value_micro, value_micro


class Winner:
    """An account that can close up to `lots` (> 0) without ever owing, and its place in the queue."""

    def __init__(self, address: str, lots: int, index: float) -> None:
        self.address: Final = address
        self.lots: Final = lots
        self.index: Final = index


def adl_index(position: Position, mark_units: int, value_micro_: int) -> float:
    """Return profit ratio × effective leverage, by which the queue is ordered, highest first.

    (mark / entry) · (notional / value)      short: entry / mark in place of mark / entry
    """
    ntl = float(value_micro(position, mark_units))
    cost = float(position.entry_ntl_micro)
    profit = ntl / cost if position.lots > 0 else cost / ntl
    return profit * ntl / float(value_micro_)


def next_winner(house: ClearingHouse, asset: int, lots: int, px_units: int, loser: str) -> Winner | None:
    """Return who comes first against a loser's signed `lots` at a price; of equals, the older account.

    Someone for whom the price is worse than the mark gives no more than his value. The recorded tape has no value
    to lose and comes last, before the backstop.
    """
    best: Winner | None = None
    for account in house.accounts.values():
        if account.address == loser or account.address == TAPE or account.address == house.backstop:
            continue
        found = _candidate(house, account, asset, lots, px_units)
        if found is not None and (best is None or found.index > best.index):
            best = found
    if best is not None:
        return best
    held = house.position(TAPE, asset).lots
    return Winner(TAPE, min(abs(held), abs(lots)), 0.0) if held * lots < 0 else None


def _candidate(house: ClearingHouse, account: Account, asset: int, lots: int, px_units: int) -> Winner | None:
    position = account.positions.get(asset)
    if position is None or position.lots * lots >= 0:
        return None
    mark = house.mark_units(asset)
    value = house.cross_value_micro(account.address) if position.is_cross else isolated_value_micro(position, mark)
    if value <= 0:
        return None
    most = min(abs(position.lots), abs(lots))
    loss_per_lot = mark - px_units if position.lots > 0 else px_units - mark
    if loss_per_lot > 0:
        most = min(most, value // loss_per_lot)
    return Winner(account.address, most, adl_index(position, mark, value)) if most > 0 else None
