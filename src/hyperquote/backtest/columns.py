"""The columns of a tape: one class per feed, rows in the order in which they were received."""

from typing import Final

from librt.vecs import vec
from mypy_extensions import i64


class TouchColumns:
    """Best bid and offer. Times: received (UTC ns) and stamped by the venue (UTC ms); USD and base units."""

    def __init__(
        self,
        local_ns: vec[i64],
        exchange_ms: vec[i64],
        bid_px: vec[float],
        bid_sz: vec[float],
        ask_px: vec[float],
        ask_sz: vec[float],
    ) -> None:
        self.count: Final = len(local_ns)
        self.local_ns: Final = local_ns
        self.exchange_ms: Final = exchange_ms
        self.bid_px: Final = bid_px
        self.bid_sz: Final = bid_sz
        self.ask_px: Final = ask_px
        self.ask_sz: Final = ask_sz
        self.by_exchange: Final = stable_order(exchange_ms)


class TradeColumns:
    """Public trades; `is_buy` holds 1 where the aggressor bought, 0 where it sold."""

    def __init__(
        self,
        local_ns: vec[i64],
        exchange_ms: vec[i64],
        px: vec[float],
        sz: vec[float],
        is_buy: vec[i64],
        tid: vec[i64],
    ) -> None:
        self.count: Final = len(local_ns)
        self.local_ns: Final = local_ns
        self.exchange_ms: Final = exchange_ms
        self.px: Final = px
        self.sz: Final = sz
        self.is_buy: Final = is_buy
        self.tid: Final = tid
        self.by_exchange: Final = stable_order(exchange_ms)


class BookColumns:
    """Snapshots of `depth` levels a side, row after row with the best level first; a price of 0 marks no level."""

    def __init__(self, local_ns: vec[i64], exchange_ms: vec[i64], depth: int) -> None:
        self.count: Final = len(local_ns)
        self.local_ns: Final = local_ns
        self.exchange_ms: Final = exchange_ms
        self.depth: Final = depth
        self.by_exchange: Final = stable_order(exchange_ms)
        cells = len(local_ns) * depth
        self.bid_px = vec[float]([0.0] * cells)
        self.bid_sz = vec[float]([0.0] * cells)
        self.ask_px = vec[float]([0.0] * cells)
        self.ask_sz = vec[float]([0.0] * cells)

    def set_level(
        self, level: int, bid_px: vec[float], bid_sz: vec[float], ask_px: vec[float], ask_sz: vec[float]
    ) -> None:
        """Fill in one level of all rows."""
        at = level
        for row in range(self.count):
            self.bid_px[at] = bid_px[row]
            self.bid_sz[at] = bid_sz[row]
            self.ask_px[at] = ask_px[row]
            self.ask_sz[at] = ask_sz[row]
            at += self.depth


def stable_order(times: vec[i64]) -> vec[i64]:
    """Return the row numbers in order of time, equal times in row order; recordings are all but sorted."""
    order = vec[i64]([0] * len(times))
    for row in range(len(times)):
        at = row
        while at > 0 and times[order[at - 1]] > times[row]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = row
    return order
