"""One κ from three sources."""

from typing import Final

MIN_KAPPA: Final = 50.0
MAX_KAPPA: Final = 50_000.0


def blend_kappa(trades: float, confidence: float, book: float | None) -> float:
    """Return κ = c · κ_trades + (1 − c) · κ_book within [50, 50 000]; κ_trades alone while the book's is unknown.

    Trades say what reaches us, the book only what waits; c in (0, 1) grows with the number of trades.
    """
    kappa = trades if book is None else confidence * trades + (1.0 - confidence) * book
    return min(max(kappa, MIN_KAPPA), MAX_KAPPA)


def weigh_own(market: float, own: float | None, confidence: float, floor: float = 0.0) -> float:
    """Return κ = c · κ_own + (1 − c) · κ_market within [50, 50 000], and not below `floor`; κ_market without κ_own.

    c in [0, 1) grows with our fills and with the spread of the depths at which we quote; while it is small κ_market
    counts in full, for its prior is doubt enough.
    """
    kappa = market if own is None else confidence * own + (1.0 - confidence) * market
    return max(min(max(kappa, MIN_KAPPA), MAX_KAPPA), floor)
