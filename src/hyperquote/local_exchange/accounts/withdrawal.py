"""How a vault finds the money of a withdrawal that its orders and positions hold."""

from hyperquote.local_exchange.accounts.vaults import Vault
from hyperquote.local_exchange.clearing.margin import value_micro
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import ActionRefusedError
from hyperquote.local_exchange.matching.facts import BookFact
from hyperquote.local_exchange.matching.order import IOC, BookOrder

VAULT_WITHDRAWAL_CANCELED = "vaultWithdrawalCanceled"
SLICES = 5  # positions are closed a fifth at a time
_SLIPPAGE_PERCENT = 10


def free_money(exchange: LocalExchange, vault: Vault, micro: int, equity_micro: int, now_ms: int) -> int:
    """Make `micro` withdrawable and return what that cost the vault's equity (micro-USDC, ≥ 0).

    Orders go first, the smallest value first, until it is enough; then all positions shrink by a fifth at a time.
    A vault that always closes on withdrawals sells the withdrawn fraction of its positions in any case. Raises
    ActionRefusedError if the book does not take enough.
    """
    house, address = exchange.house, vault.address
    if vault.always_close_on_withdraw and equity_micro > 0:
        _shrink(exchange, address, micro, equity_micro, now_ms)
    if house.withdrawable_micro(address) < micro:
        _cancel(exchange, address, micro, now_ms)
    slices = 0
    while house.withdrawable_micro(address) < micro and slices < SLICES:
        _shrink(exchange, address, 1, SLICES - slices, now_ms)
        slices += 1
    cost_micro = max(0, equity_micro - house.account_value_micro(address))
    if house.withdrawable_micro(address) < micro - cost_micro:
        raise ActionRefusedError("Insufficient balance for withdrawal.")
    return cost_micro


def _cancel(exchange: LocalExchange, address: str, micro: int, now_ms: int) -> None:
    core = exchange.core
    for order in sorted(core.open_orders(address), key=_value):
        core.end(order, VAULT_WITHDRAWAL_CANCELED, now_ms)
        core.facts.append(BookFact(now_ms, order.asset))
        if exchange.house.withdrawable_micro(address) >= micro:
            return


def _value(order: BookOrder) -> int:
    return order.lots * order.px_units


def _shrink(exchange: LocalExchange, address: str, part: int, whole: int, now_ms: int) -> None:
    """Close `part`/`whole` of each position at the market, within 10 % of the mark."""
    house, core = exchange.house, exchange.core
    held = [position for position in house.account(address).positions.values() if position.lots != 0]
    for position in sorted(held, key=lambda each: value_micro(each, house.mark_units(each.asset))):
        lots = -(-abs(position.lots) * part // whole)
        is_buy = position.lots < 0
        mark = house.mark_units(position.asset)
        units = mark * (100 + (_SLIPPAGE_PERCENT if is_buy else -_SLIPPAGE_PERCENT)) // 100
        px_units = units // (tick := core.assets[position.asset].grid.tick(units)) * tick
        core.place(address, position.asset, is_buy, px_units, lots, IOC, True, "", now_ms)
