"""clearinghouseState: equity, margin and positions of an account."""

from hyperquote.info.requests.clearinghouse_state import (
    AssetPosition,
    ClearinghouseState,
    ClearinghouseStateRequest,
    CumFunding,
    Leverage,
    MarginSummary,
    PositionState,
)
from hyperquote.local_exchange.clearing.account import Position
from hyperquote.local_exchange.clearing.margin import (
    initial_micro,
    isolated_value_micro,
    return_on_equity_e10,
    unrealized_micro,
    value_micro,
)
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import decimal_text, usd_text

_NOTHING = MarginSummary("0.0", "0.0", "0.0", "0.0")


def answer(exchange: LocalExchange, request: ClearinghouseStateRequest, now_ms: int) -> ClearinghouseState:
    """Return the account at mark; zeros for an address nobody has seen."""
    user, house = request.user.lower(), exchange.house_of_dex(request.dex)
    account = house.accounts.get(user)
    if account is None:
        return ClearinghouseState(
            margin_summary=_NOTHING,
            cross_margin_summary=_NOTHING,
            cross_maintenance_margin_used="0.0",
            withdrawable="0.0",
            asset_positions=[],
            time=now_ms,
        )
    summary = MarginSummary(
        usd_text(house.account_value_micro(user)),
        usd_text(house.notional_micro(user)),
        usd_text(house.raw_micro(user)),
        usd_text(house.margin_used_micro(user)),
    )
    cross_summary = MarginSummary(
        usd_text(house.cross_value_micro(user)),
        usd_text(house.notional_micro(user, cross_only=True)),
        usd_text(account.cash_micro),
        usd_text(house.margin_used_micro(user, cross_only=True)),
    )
    held = [account.positions[asset] for asset in sorted(account.positions) if account.positions[asset].lots != 0]
    return ClearinghouseState(
        margin_summary=summary,
        cross_margin_summary=cross_summary,
        cross_maintenance_margin_used=usd_text(house.maintenance_micro(user)),
        withdrawable=usd_text(house.withdrawable_micro(user)),
        asset_positions=[AssetPosition("oneWay", _position(exchange, user, position)) for position in held],
        time=now_ms,
    )


def on_all_dexs(exchange: LocalExchange, user: str, now_ms: int) -> list[tuple[str, ClearinghouseState]]:
    """Return the account of a user on every dex, by name and in the order of their indexes."""
    return [(dex, answer(exchange, ClearinghouseStateRequest(user, dex), now_ms)) for dex in exchange.dex_names]


def leverage_setting(position: Position) -> Leverage:
    """Return leverage and kind of margin; an isolated position says what is in its pot."""
    if position.is_cross:
        return Leverage("cross", position.leverage)
    return Leverage("isolated", position.leverage, usd_text(position.raw_micro))


def _position(exchange: LocalExchange, user: str, position: Position) -> PositionState:
    house, listing = exchange.house.of(position.asset), exchange.listings[position.asset]
    mark = house.mark_units(position.asset)
    liquidation_e10 = house.liquidation_px_e10(user, position.asset)
    return PositionState(
        coin=listing.name,
        szi=decimal_text(position.lots, listing.grid.sz_decimals),
        leverage=leverage_setting(position),
        entry_px=decimal_text(position.entry_units, listing.grid.px_decimals),
        position_value=usd_text(value_micro(position, mark)),
        unrealized_pnl=usd_text(unrealized_micro(position, mark)),
        return_on_equity=decimal_text(return_on_equity_e10(position, mark), 10),
        liquidation_px=decimal_text(liquidation_e10, 10) if liquidation_e10 else None,
        margin_used=usd_text((initial_micro if position.is_cross else isolated_value_micro)(position, mark)),
        max_leverage=house.assets[position.asset].table.max_leverage,
        cum_funding=CumFunding(
            usd_text(position.funding_all_time_micro),
            usd_text(position.funding_since_open_micro),
            usd_text(position.funding_since_change_micro),
        ),
    )
