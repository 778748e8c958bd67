"""portfolio: what an account was worth and what it earned, over four periods."""

from hyperquote.info.requests.portfolio import Portfolio, PortfolioPeriod, PortfolioRequest
from hyperquote.local_exchange.accounts.portfolios import ALL_TIME, WINDOWS, Point
from hyperquote.local_exchange.accounts.worth import worth_of
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import usd_text

_PERIODS = (*((name, length_ms) for name, length_ms, _ in WINDOWS), (ALL_TIME, 0))
_PERP, _ALL = 1, 4  # where value, profit and volume begin in a point


def answer(exchange: LocalExchange, request: PortfolioRequest, now_ms: int) -> Portfolio:
    """Return the curves of all that an account owns, then those of its perps."""
    return portfolio_of(exchange, request.user.lower(), now_ms)


def portfolio_of(exchange: LocalExchange, account: str, now_ms: int) -> Portfolio:
    """Return the same for an address; empty curves for one that never had money."""
    history = exchange.portfolios.of(account)
    curves: list[list[Point]] = [[] for _ in _PERIODS]
    if history is not None:
        now = history.point(worth_of(exchange, account), now_ms)
        curves = [history.curve(name, length_ms, now) for name, length_ms in _PERIODS]
    names = [name for name, _ in _PERIODS]
    periods = [(name, _period(points, _ALL)) for name, points in zip(names, curves, strict=True)]
    perps = [(_perp_name(name), _period(points, _PERP)) for name, points in zip(names, curves, strict=True)]
    return periods + perps


def _perp_name(name: str) -> str:
    return f"perp{name[0].upper()}{name[1:]}"


def _period(points: list[Point], at: int) -> PortfolioPeriod:
    """Return a curve; profit and volume are counted from its first point."""
    if not points:
        return PortfolioPeriod(account_value_history=[], pnl_history=[], vlm="0.0")
    first = points[0]
    return PortfolioPeriod(
        account_value_history=[(point[0], usd_text(point[at])) for point in points],
        pnl_history=[(point[0], usd_text(point[at + 1] - first[at + 1])) for point in points],
        vlm=usd_text(points[-1][at + 2] - first[at + 2]),
    )
