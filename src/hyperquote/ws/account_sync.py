"""What happened on an account, each thing once: the feeds, and `/info` for what they missed."""

from collections.abc import Iterable
from typing import Final, TypeAlias, TypeVar

import msgspec

from hyperquote.info.requests.open_orders import OpenOrder
from hyperquote.info.requests.order_status import KnownOrder, OrderRecord, OrderStatus
from hyperquote.info.requests.user_fills import Fill
from hyperquote.ws.channels.order_updates import OrderUpdate
from hyperquote.ws.effects import Gap

K = TypeVar("K")

OVERLAP_MS: Final = 60_000  # questions reach this far behind the newest thing we know of
_REMEMBERED: Final = 10_000  # changes of orders, and ends of orders, that are kept to know repetitions by
_RESTING: Final = frozenset({"open", "triggered"})


class Live(msgspec.Struct, frozen=True):
    """Everything up to `exchange_ms` (the newest time seen, UTC ms) has been told, and the feeds are on."""

    exchange_ms: int


AccountEvent: TypeAlias = Fill | OrderUpdate | Gap | Live


class Repair(msgspec.Struct, frozen=True):
    """What to ask, once the feeds are on: fills from `since_ms` on, the open orders, the history of orders.

    Its answers count only while no later gap has begun (`round`).
    """

    round: int
    since_ms: int


class AccountSync:
    """Fills and changes of orders of one account: none lost, none twice, and it says when that is proved.

        feeds on  →  ask /info  →  everything before the answer is in the answer, everything after is on the feeds

    So the order matters: a repair is asked only after the feeds were granted. Fills are known by (tid, oid, time),
    changes of orders by (oid, status, time); the end of an order is its last word. What arrives on a feed while a
    repair is under way is told at once, so times may run backwards between `Gap` and `Live`, and only there.

    Fills from before `since_ms` (UTC ms) are not told. Memory: the fills of `OVERLAP_MS` while live, the open orders,
    and 10 000 changes. An order whose whole life fell into a gap is found in the venue's 2000 newest changes; one
    that an answer told us of can be `expect`ed, and is then asked for by itself.
    """

    def __init__(self, since_ms: int) -> None:
        self.open: Final[dict[int, OpenOrder]] = {}  # by order id; sizes as of the last change of status
        self._fills: Final[dict[tuple[int, int, int], None]] = {}  # in the order of arrival
        self._changes: Final[dict[tuple[int, str, int], None]] = {}
        self._ended: Final[dict[int, None]] = {}
        self._expected: Final[set[int]] = set()
        self._floor_ms = since_ms  # all that happened before has been told
        self._newest_ms = since_ms
        self._round = 0
        self._is_live = False

    @property
    def is_live(self) -> bool:
        """Whether all is told up to now, as far as the feeds go."""
        return self._is_live

    def interrupted(self, gap: Gap) -> list[AccountEvent]:
        """Learn that a feed was off: nothing is proved until a repair that is asked from now on is answered."""
        self._round += 1
        self._is_live = False
        return [gap]

    def expect(self, oid: int) -> None:
        """Learn from a reply that this order exists: the next repair finds out what became of it."""
        if oid not in self._ended and oid not in self.open:
            self._expected.add(oid)

    # what the feeds say

    def fills(self, fills: Iterable[Fill]) -> list[AccountEvent]:
        """Take fills from the feed, a snapshot or not, and return those that are new."""
        new = self._new_fills(fills)
        self._forget_old()
        return new

    def updates(self, updates: Iterable[OrderUpdate]) -> list[AccountEvent]:
        """Take changes of orders from the feed and return those that are new."""
        return [update for update in updates if self._is_new(update)]

    # what /info says

    def repair(self) -> Repair:
        """Return what to ask now."""
        return Repair(self._round, self._floor_ms)

    def answered(
        self, repair: Repair, fills: Iterable[Fill], open_orders: Iterable[OpenOrder], history: Iterable[OrderRecord]
    ) -> list[AccountEvent]:
        """Take the answers and return what they tell that is new; then ask `unexplained` orders one by one.

        `history` is newest first, as the venue has it.
        """
        events = self._new_fills(sorted(fills, key=lambda fill: fill.time))
        changes = [_update(record) for record in history if record.status_timestamp >= repair.since_ms]
        events += [update for update in reversed(changes) if self._is_new(update)]
        resting = {order.oid: order for order in open_orders}
        for oid, order in resting.items():
            if oid not in self.open:
                update = OrderUpdate(order=order, status="open", status_timestamp=order.timestamp)
                events += [update] if self._is_new(update) else []
        self._expected.update(oid for oid in self.open if oid not in resting)
        self._expected.difference_update(resting)
        return events

    @property
    def unexplained(self) -> list[int]:
        """Orders that ought to rest and do not: ask each one's status, and give it to `explained`."""
        return sorted(self._expected)

    def explained(self, oid: int, status: OrderStatus) -> list[AccountEvent]:
        """Take the status of one order; one that the venue does not know yet is asked for again after a gap."""
        self._expected.discard(oid)
        if not isinstance(status, KnownOrder):
            return []
        update = _update(status.order)
        return [update] if self._is_new(update) else []

    def proved(self, repair: Repair) -> list[AccountEvent]:
        """Say that we are live again, or nothing when a later gap or an unexplained order is in the way."""
        if repair.round != self._round or self._is_live or self._expected:
            return []
        self._is_live = True
        self._forget_old()
        return [Live(self._newest_ms)]

    # inside

    def _new_fills(self, fills: Iterable[Fill]) -> list[AccountEvent]:
        new: list[AccountEvent] = []
        for fill in fills:
            key = (fill.tid, fill.oid, fill.time)
            if fill.time < self._floor_ms or key in self._fills:
                continue
            self._fills[key] = None
            self._newest_ms = max(self._newest_ms, fill.time)
            new.append(fill)
        return new

    def _forget_old(self) -> None:
        """Move the floor while live; in a gap it stays where we last knew everything."""
        if not self._is_live:
            return
        self._floor_ms = max(self._floor_ms, self._newest_ms - OVERLAP_MS)
        while self._fills:
            oldest = next(iter(self._fills))
            if oldest[2] >= self._floor_ms:
                return
            del self._fills[oldest]

    def _is_new(self, update: OrderUpdate) -> bool:
        oid = update.order.oid
        key = (oid, update.status, update.status_timestamp)
        if key in self._changes or oid in self._ended:
            return False
        _remember(self._changes, key)
        self._newest_ms = max(self._newest_ms, update.status_timestamp)
        self._expected.discard(oid)
        if update.status in _RESTING:
            self.open[oid] = update.order
        else:
            self.open.pop(oid, None)
            _remember(self._ended, oid)
        return True


def _remember(known: dict[K, None], key: K) -> None:
    known[key] = None
    if len(known) > _REMEMBERED:
        del known[next(iter(known))]


def _update(record: OrderRecord) -> OrderUpdate:
    """Return a record in the words of the feed."""
    order = record.order
    short = OpenOrder(
        coin=order.coin,
        side=order.side,
        limit_px=order.limit_px,
        sz=order.sz,
        oid=order.oid,
        timestamp=order.timestamp,
        orig_sz=order.orig_sz,
        cloid=order.cloid,
        reduce_only=order.reduce_only,
    )
    return OrderUpdate(order=short, status=record.status, status_timestamp=record.status_timestamp)
