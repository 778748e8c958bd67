"""portfolio: the curves of equity and P&L that the venue draws for an account."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply


class PortfolioPeriod(Reply, frozen=True):
    """Points of (ms, USD), the first and last at the ends of the window; `vlm` is the volume in it (USD)."""

    account_value_history: list[tuple[int, DecimalText]]
    pnl_history: list[tuple[int, DecimalText]]
    vlm: DecimalText


Portfolio: TypeAlias = list[tuple[str, PortfolioPeriod]]
"""Periods `day`, `week`, `month`, `allTime`, then the same with `perp` before: `perpDay` …"""

_REPLY = msgspec.json.Decoder(Portfolio)


class PortfolioRequest(InfoRequest[Portfolio], frozen=True, tag="portfolio"):
    """Ask for the history of an account or a vault. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> Portfolio:
        """Return one curve pair per period."""
        return _REPLY.decode(data)
