"""Our orders on one side of the shadow market, in price-time priority, each with its place in the tape's queue."""

from typing import Final

from mypy_extensions import i64

from hyperquote.book.queue import QueueBelief, QueueModel
from hyperquote.local_exchange.matching.market import MakerGate
from hyperquote.local_exchange.matching.order import BookOrder, Match
from hyperquote.local_exchange.shadow.side import TapeSide


class Ghost:
    """One resting order; `queue` is None while the tape has not yet shown the size of its level."""

    def __init__(self, order: BookOrder, queue: QueueBelief | None) -> None:
        self.order: Final = order
        self.queue = queue
        self.is_resting = True


class Ghosts:
    """The resting orders of one side; every fill is at the order's own price.

    Ghosts do not see each other: they share the tape's volume by priority but never trade among themselves.
    """

    def __init__(self, is_buy: bool, queues: QueueModel) -> None:
        self._sign: Final[i64] = 1 if is_buy else -1
        self._queues: Final = queues
        self._ghosts: Final[list[Ghost]] = []  # best first, older first at equal prices
        self.refused: list[BookOrder] = []  # orders that the gate did not let trade in full, until they are collected

    def is_empty(self) -> bool:
        """Return whether nothing rests here."""
        return not self._ghosts

    def add(self, order: BookOrder, side: TapeSide) -> None:
        """Rest an order behind everything displayed at its price now."""
        queue: QueueBelief | None = None
        if side.knows(order.px_units):
            queue = self._queues.join(side.lots_at(order.px_units))
        at = 0
        key = self._sign * order.px_units
        while at < len(self._ghosts) and self._sign * self._ghosts[at].order.px_units >= key:
            at += 1
        self._ghosts.insert(at, Ghost(order, queue))

    def find(self, order: BookOrder) -> Ghost | None:
        """Return the ghost of an order, None when it does not rest here."""
        for ghost in self._ghosts:
            if ghost.order is order:
                return ghost
        return None

    def remove(self, order: BookOrder) -> bool:
        """Withdraw an order; False when it does not rest here."""
        ghost = self.find(order)
        if ghost is None:
            return False
        self._ghosts.remove(ghost)
        return True

    def withdraw_own(self, account: str, units: int, is_touching: bool) -> list[BookOrder]:
        """Withdraw the orders of `account` at prices better than `units`, or at it too where `is_touching`."""
        gone: list[BookOrder] = []
        kept: list[Ghost] = []
        key = self._sign * units
        for ghost in self._ghosts:
            ghost_key = self._sign * ghost.order.px_units
            if ghost.order.account == account and (ghost_key > key or (is_touching and ghost_key == key)):
                gone.append(ghost.order)
            else:
                kept.append(ghost)
        if gone:
            self._replace(kept)
        return gone

    def on_trade(self, px_units: int, lots: int, gate: MakerGate) -> list[Match]:
        """Hand a trade's volume down the queue: first to prices it went through, then at its price behind those ahead.

        The whole volume is handed out at most once.
        """
        matches: list[Match] = []
        rest = lots
        key = self._sign * px_units
        is_changed = False
        for ghost in self._ghosts:
            ghost_key = self._sign * ghost.order.px_units
            if ghost_key < key or rest == 0:
                break
            reach = rest
            if ghost_key > key:  # traded through: whoever stood ahead of us is gone
                ghost.queue = self._queues.join(0)
            elif ghost.queue is None:
                continue
            else:
                reach = ghost.queue.on_trade(rest)
            if reach > 0:
                rest -= self._fill(ghost, min(reach, ghost.order.lots), gate, matches)
                is_changed = is_changed or not ghost.is_resting
        if is_changed:
            self._drop_gone()
        return matches

    def on_display(self, own: TapeSide, other: TapeSide, is_snapshot: bool, gate: MakerGate) -> list[Match]:
        """Learn a new display: orders that the opposite quote crosses fill whole, the rest learn their queue.

        The touch alone says nothing about sizes behind it; `is_snapshot` displays do.
        """
        matches: list[Match] = []
        is_changed = False
        best_key = self._sign * own.best_units()
        for ghost in self._ghosts:
            units = ghost.order.px_units
            if other.reaches(units):
                self._fill(ghost, ghost.order.lots, gate, matches)
                is_changed = True
            elif own.knows(units) and (is_snapshot or self._sign * units >= best_key):
                displayed = own.lots_at(units)
                if ghost.queue is None:
                    ghost.queue = self._queues.join(displayed)
                else:
                    ghost.queue.on_display(displayed)
        if is_changed:
            self._drop_gone()
        return matches

    def _fill(self, ghost: Ghost, lots: int, gate: MakerGate, matches: list[Match]) -> int:
        """Fill what the gate admits and return it; an order that it stops, or that is done, no longer rests."""
        admitted = gate.admit(ghost.order, lots)
        if admitted > 0:
            ghost.order.lots -= admitted
            matches.append(Match(ghost.order, None, ghost.order.px_units, admitted))
        if admitted < lots:
            ghost.is_resting = False
            self.refused.append(ghost.order)
        elif ghost.order.lots == 0:
            ghost.is_resting = False
        return admitted

    def _drop_gone(self) -> None:
        self._replace([ghost for ghost in self._ghosts if ghost.is_resting])

    def _replace(self, ghosts: list[Ghost]) -> None:
        self._ghosts.clear()
        self._ghosts.extend(ghosts)
