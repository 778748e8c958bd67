"""activeAssetData: leverage and room to trade."""

from hyperquote.info.requests.active_asset_data import ActiveAssetData, ActiveAssetDataRequest
from hyperquote.info.requests.clearinghouse_state import Leverage
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import decimal_text, usd_text


def answer(exchange: LocalExchange, request: ActiveAssetDataRequest, now_ms: int) -> ActiveAssetData | None:
    """Return what the user may still buy and sell; None when the coin does not exist.

    The position's own margin comes back to whoever trades against it, twice over when it is turned round.
    """
    asset = exchange.ids.get(request.coin)
    if asset is None:
        return None
    user = request.user.lower()
    grid = exchange.listings[asset].grid
    mark = exchange.house.mark_units(asset)
    leverage, free, held = exchange.leverage(user, asset), 0, 0
    house = exchange.house.of(asset)
    if user in house.accounts:
        free = house.free_micro(user)
        held = house.position(user, asset).lots
    back = 2 * (abs(held) * mark // leverage)
    available = (free + back if held < 0 else free, free + back if held > 0 else free)
    sizes = [decimal_text(micro * leverage // mark, grid.sz_decimals) for micro in available]
    return ActiveAssetData(
        user=user,
        coin=request.coin,
        leverage=Leverage("cross", leverage),
        max_trade_szs=(sizes[0], sizes[1]),
        available_to_trade=(usd_text(available[0]), usd_text(available[1])),
        mark_px=decimal_text(mark, grid.px_decimals),
    )
