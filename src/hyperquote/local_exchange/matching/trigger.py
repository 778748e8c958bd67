"""Stops and take-profits: orders that wait off the book until the mark price reaches theirs."""

from typing import Final


class Bracket:
    """The exits that were placed with one parent order: they wait for its full fill, and one that fills ends the rest.

    `exits` holds their oids. `entry_units` (price units) is where the parent was expected to trade; the trigger
    prices of its exits are judged against that.
    """

    def __init__(self, parent_oid: int, entry_units: int) -> None:
        self.parent_oid: Final = parent_oid
        self.entry_units: Final = entry_units
        self.exits: Final[list[int]] = []


class Trigger:
    """What wakes an order, and what it then becomes: an Ioc bounded by its price (`is_market`), or a Gtc limit.

    It wakes when the mark is at or above `px_units` if `is_above`, at or below otherwise. A take-profit waits for a
    better price than now, a stop for a worse one: a selling take-profit and a buying stop wake above.
    `is_position` marks an exit of the position as a whole: of its size then, when it has none of its own.
    """

    def __init__(
        self,
        px_units: int,
        is_buy: bool,
        is_market: bool,
        is_take_profit: bool,
        is_position: bool = False,
        bracket: Bracket | None = None,
    ) -> None:
        self.px_units: Final = px_units
        self.is_above: Final = is_take_profit != is_buy
        self.is_market: Final = is_market
        self.is_take_profit: Final = is_take_profit
        self.is_position: Final = is_position
        self.bracket = bracket

    def is_hit(self, mark_units: int) -> bool:
        """Return whether an order wakes at this mark (price units)."""
        return mark_units >= self.px_units if self.is_above else mark_units <= self.px_units
