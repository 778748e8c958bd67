"""The only place where an order that can be sent is made."""

from typing import Final

from hyperquote.market_maker.commands import NewOrder
from hyperquote.market_maker.quoting.types import WantedOrder
from hyperquote.market_maker.risk.verdict import Mode, Verdict


class Approval:
    """Turns wishes into sendable orders, or refuses them.

    Worst-case exposure: with `position` and everything of ours that may still fill on the order's side, the
    position must stay inside ±`max_lots`. In reduce-only mode an order must shrink the position and cannot
    flip it. Nothing passes in a stricter mode.
    """

    def __init__(self, tif: str) -> None:
        self._tif: Final = tif
        self.refused = 0

    def approve(
        self, wanted: WantedOrder, cloid: str, verdict: Verdict, position_lots: int, side_lots: int, max_lots: int
    ) -> NewOrder | None:
        """Return the order to send, None where risk forbids it. `side_lots`: open on the order's side already."""
        signed = wanted.lots if wanted.is_buy else -wanted.lots
        others = side_lots if wanted.is_buy else -side_lots
        after = position_lots + others + signed
        reduces = position_lots * signed < 0 and position_lots * after >= 0
        if verdict.mode >= Mode.CANCEL_ONLY or (verdict.mode == Mode.REDUCE_ONLY and not reduces):
            self.refused += 1
            return None
        if abs(after) > max_lots and not reduces:
            self.refused += 1
            return None
        return NewOrder(cloid, wanted.is_buy, wanted.px_units, wanted.lots, self._tif, wanted.reduce_only, wanted.level)
