"""Which live order stands for which wanted one."""

from typing import Final

from hyperquote.market_maker.quoting.types import WantedOrder
from hyperquote.market_maker.tracking.order import TrackedOrder

UNMATCHED: Final = -1
_FORBIDDEN: Final = 1 << 50
_FAR: Final = 1 << 60


def is_same(wanted: WantedOrder, live: TrackedOrder, tolerance_units: int) -> bool:
    """Return whether a live order will do: price within the tolerance, size within 10 % of what remains."""
    higher = wanted.px_units - live.px_units
    remaining = live.original_lots - live.filled_lots
    larger = wanted.lots - remaining
    return (
        -tolerance_units <= higher <= tolerance_units
        and -remaining <= larger * 10 <= remaining
        and wanted.reduce_only == live.reduce_only
    )


def match(wanted: list[WantedOrder], live: list[TrackedOrder], tolerance_units: int) -> list[int]:
    """Return for each wanted order of one side the index of the live order that stands for it, or `UNMATCHED`.

    As many pairs as possible, and among those the least total price distance. Both lists are sorted alike, so when
    each fits its counterpart the pairing in order is the optimum, and where nobody has a choice there is only one
    pairing: nothing needs solving then, the usual cases.
    """
    pairs = [UNMATCHED] * len(wanted)
    if not wanted or not live:
        return pairs
    if len(wanted) == len(live):
        fits = 0
        while fits < len(wanted) and is_same(wanted[fits], live[fits], tolerance_units):
            pairs[fits] = fits
            fits += 1
        if fits == len(wanted):
            return pairs
    pairs = _without_choice(wanted, live, tolerance_units)
    if pairs:
        return pairs
    costs: list[list[int]] = []
    for order in wanted:
        row = [
            abs(order.px_units - other.px_units) if is_same(order, other, tolerance_units) else _FORBIDDEN
            for other in live
        ]
        row.extend([_FORBIDDEN] * max(len(wanted) - len(live), 0))
        costs.append(row)
    columns = assign(costs)
    return [
        column if column < len(live) and costs[row][column] < _FORBIDDEN else UNMATCHED
        for row, column in enumerate(columns)
    ]


def _without_choice(wanted: list[WantedOrder], live: list[TrackedOrder], tolerance_units: int) -> list[int]:
    """Return the pairing when no wanted order fits two live ones nor a live one two wanted; else nothing."""
    pairs = [UNMATCHED] * len(wanted)
    is_taken = [False] * len(live)
    for row in range(len(wanted)):
        for column in range(len(live)):
            if is_same(wanted[row], live[column], tolerance_units):
                if pairs[row] != UNMATCHED or is_taken[column]:
                    return []
                pairs[row] = column
                is_taken[column] = True
    return pairs


def assign(costs: list[list[int]]) -> list[int]:
    """Return the column of each row in the cheapest assignment of all rows; rows must not outnumber columns.

    Shortest augmenting paths with potentials (Kuhn 1955; Jonker & Volgenant 1987), O(rows² · columns). Exact in
    integers: a forbidden pair costs more than any number of allowed ones.
    """
    rows, columns = len(costs), len(costs[0])
    row_price = [0] * (rows + 1)
    column_price = [0] * (columns + 1)
    owner = [0] * (columns + 1)  # row of each column, both counted from 1; column 0 holds the row to be placed
    for row in range(1, rows + 1):
        owner[0] = row
        slack = [_FAR] * (columns + 1)
        came_from = [0] * (columns + 1)
        is_reached = [False] * (columns + 1)
        column = 0
        while owner[column] != 0:
            is_reached[column] = True
            current = owner[column]
            step = _FAR
            nearest = 0
            for other in range(1, columns + 1):
                if is_reached[other]:
                    continue
                reduced = costs[current - 1][other - 1] - row_price[current] - column_price[other]
                if reduced < slack[other]:
                    slack[other] = reduced
                    came_from[other] = column
                if slack[other] < step:
                    step = slack[other]
                    nearest = other
            for other in range(columns + 1):
                if is_reached[other]:
                    row_price[owner[other]] += step
                    column_price[other] -= step
                else:
                    slack[other] -= step
            column = nearest
        while column != 0:
            previous = came_from[column]
            owner[column] = owner[previous]
            column = previous
    result = [0] * rows
    for column in range(1, columns + 1):
        if owner[column] != 0:
            result[owner[column] - 1] = column - 1
    return result
