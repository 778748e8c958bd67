"""activeAssetData: leverage and room to trade."""

from hyperquote.info.requests.active_asset_data import ActiveAssetData, ActiveAssetDataRequest
from hyperquote.info.requests.clearinghouse_state import Leverage
from hyperquote.local_exchange.answers.clearinghouse_state import leverage_setting
from hyperquote.local_exchange.clearing.margin import initial_micro, isolated_value_micro
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import decimal_text, usd_text


def answer(exchange: LocalExchange, request: ActiveAssetDataRequest, now_ms: int) -> ActiveAssetData | None:
    """Return what the user may still buy and sell; None when the coin does not exist.

    The position's own margin comes back to whoever trades against it, and can be used once more when it is turned
    round: initial margin twice if it is cross, initial margin and the whole pot if it is isolated.
    """
    asset = exchange.ids.get(request.coin)
    if asset is None:
        return None
    user = request.user.lower()
    grid = exchange.listings[asset].grid
    house = exchange.house.of(asset)
    mark = house.mark_units(asset)
    leverage, free, held, back = exchange.leverage(user, asset), 0, 0, 0
    setting = Leverage("isolated", leverage, "0.0") if house.assets[asset].margin_mode else Leverage("cross", leverage)
    account = house.accounts.get(user)
    position = None if account is None else account.positions.get(asset)
    if account is not None:
        free = house.free_micro(user)
    if position is not None:
        held, setting = position.lots, leverage_setting(position)
        back = initial_micro(position, mark)
        back += back if position.is_cross else max(0, isolated_value_micro(position, mark))
    available = (free + back if held < 0 else free, free + back if held > 0 else free)
    sizes = [decimal_text(micro * leverage // mark, grid.sz_decimals) for micro in available]
    return ActiveAssetData(
        user=user,
        coin=request.coin,
        leverage=setting,
        max_trade_szs=(sizes[0], sizes[1]),
        available_to_trade=(usd_text(available[0]), usd_text(available[1])),
        mark_px=decimal_text(mark, grid.px_decimals),
    )
