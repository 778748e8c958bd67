"""One κ from two sources."""

from typing import Final

MIN_KAPPA: Final = 50.0
MAX_KAPPA: Final = 50_000.0


def blend_kappa(trades: float, confidence: float, book: float | None) -> float:
    """Return κ = c · κ_trades + (1 − c) · κ_book within [50, 50 000]; κ_trades alone while the book's is unknown.

    Trades say what reaches us, the book only what waits; c in (0, 1) grows with the number of trades.
    """
    kappa = trades if book is None else confidence * trades + (1.0 - confidence) * book
    return min(max(kappa, MIN_KAPPA), MAX_KAPPA)
