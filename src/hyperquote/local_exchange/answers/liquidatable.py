"""liquidatable: the isolated positions below their maintenance margin that nobody has taken yet."""

from hyperquote.consts import MICRO
from hyperquote.info.requests.liquidatable import (
    IsolatedAsset,
    Liquidatable,
    LiquidatableRequest,
    Liquidatables,
    PositionIndex,
)
from hyperquote.local_exchange.clearing.liquidation import pools_due
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: LiquidatableRequest, now_ms: int) -> Liquidatables:
    """Return them with value and maintenance margin: those whom the book refused at a price that they can pay."""
    house = exchange.house
    rows: Liquidatables = []
    for pool in pools_due(house):
        if not pool.is_cross:
            margin = (pool.value_micro(house) / MICRO, pool.maintenance_micro(house) / MICRO)
            rows.append(Liquidatable(pool.address, PositionIndex(IsolatedAsset(pool.asset)), margin))
    return rows
