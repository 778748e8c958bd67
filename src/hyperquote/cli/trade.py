"""The verbs of a trader: look at a book and an account, place and withdraw orders, get play money."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

import msgspec

from hyperquote.cli import venue
from hyperquote.cli.tables import console, table
from hyperquote.client import Hyperliquid
from hyperquote.errors import RefusedError, ValidationError
from hyperquote.exchange.actions.cancel import OrderRef
from hyperquote.exchange.actions.outcome import CancelOutcome, Error, Filled, OrderOutcome, Resting
from hyperquote.helpers import Network, checked_address
from hyperquote.info.client import InfoClient
from hyperquote.info.requests.user_fills import Fills
from hyperquote.transport.http import Http

_SIDES: Final = {"buy": True, "sell": False}
MARKET: Final = "market"


async def book(network: Network, coin: str, depth: int, is_json: bool) -> None:
    """Print the best levels of a book, asks over bids."""
    async with Http(network) as http:
        with venue.explained(network):
            levels = await InfoClient(http).l2_book(coin)
    if is_json:
        _print_json(levels)
        return
    asks, bids = levels.asks[:depth], levels.bids[:depth]
    rows = [("", level.px, level.sz, level.n) for level in reversed(asks)]
    rows += [(level.sz, level.px, "", level.n) for level in bids]
    console().print(table(("bid", "price", "ask", "orders"), rows))
    if asks and bids:
        spread = asks[0].price - bids[0].price
        bps = spread / bids[0].price * 10_000
        print(f"spread {spread} ({bps:.2f} bp)")


async def positions(network: Network, who: str, is_json: bool) -> None:
    """Print positions and margin."""
    async with Http(network) as http:
        info = InfoClient(http)
        with venue.explained(network):
            state = await info.user_state(await venue.account(info, network, who))
    if is_json:
        _print_json(state)
        return
    held = [each.position for each in state.asset_positions]
    head = ("coin", "size", "entry", "value", "unrealized P&L", "liquidation", "leverage")
    if held:
        rows = [
            (
                each.coin,
                each.szi,
                each.entry_px,
                each.position_value,
                each.unrealized_pnl,
                each.liquidation_px,
                f"{each.leverage.value}× {each.leverage.type}",
            )
            for each in held
        ]
        console().print(table(head, rows))
    else:
        print("no position")
    print(f"account value {state.margin_summary.account_value} USD, withdrawable {state.withdrawable} USD")


async def orders(network: Network, who: str, is_json: bool) -> None:
    """Print open orders."""
    async with Http(network) as http:
        info = InfoClient(http)
        with venue.explained(network):
            found = await info.open_orders(await venue.account(info, network, who))
    if is_json:
        _print_json(found)
        return
    if not found:
        print("no open order")
        return
    rows = [
        (_time(each.timestamp), each.coin, _side(each.side), each.sz, each.limit_px, each.oid, each.cloid)
        for each in found
    ]
    console().print(table(("time (UTC)", "coin", "side", "size left", "price", "oid", "cloid"), rows))


async def fills(network: Network, who: str, count: int, is_json: bool) -> None:
    """Print the newest fills, newest first."""
    async with Http(network) as http:
        info = InfoClient(http)
        with venue.explained(network):
            found: Fills = (await info.user_fills(await venue.account(info, network, who)))[:count]
    if is_json:
        _print_json(found)
        return
    if not found:
        print("no fill")
        return
    head = ("time (UTC)", "coin", "what", "size", "price", "fee", "closed P&L", "by", "oid")
    rows = [
        (
            _time(each.time),
            each.coin,
            each.dir,
            each.sz,
            each.px,
            f"{each.fee} {each.fee_token}",
            each.closed_pnl,
            "taker" if each.crossed else "maker",
            each.oid,
        )
        for each in found
    ]
    console().print(table(head, rows))


async def order(
    network: Network,
    coin: str,
    side: str,
    size: str,
    price: list[str],
    *,
    tif: str,
    reduce_only: bool,
    is_yes: bool,
    is_json: bool,
) -> None:
    """Place one order, at a limit or at the market; `RefusedError` with the venue's own words when it is none."""
    if side not in _SIDES:
        raise ValidationError(f"the side is buy or sell, not {side!r}: hyperquote order {coin} buy {size} @ 100")
    at = "".join(price).lstrip("@")
    _check_number("size", size)
    if at != MARKET:
        _check_number("price", at)
    key = venue.wallet(network)
    venue.confirm(network, f"{side} {size} {coin} {'at the market' if at == MARKET else f'@ {at}'}", is_yes)
    with venue.explained(network):
        async with Hyperliquid(network, key, nonces=venue.nonces(network, key)) as hl:
            outcome: OrderOutcome
            if at == MARKET:
                if reduce_only:
                    raise ValidationError("--reduce-only needs a price: hyperquote order … @ PRICE --tif Ioc")
                hl.universe.asset(coin)
                top = await hl.info.l2_book(coin)
                if not top.asks or not top.bids:
                    raise ValidationError(f"the book of {coin} has no two sides, so there is no market price")
                mid = float(top.asks[0].price + top.bids[0].price) / 2.0
                outcome = await hl.exchange.market_open(coin, _SIDES[side], size, mid)
            else:
                outcome = await hl.exchange.order(coin, _SIDES[side], size, at, tif=tif, reduce_only=reduce_only)
    if isinstance(outcome, Error):
        raise RefusedError(outcome.error)
    if is_json:
        _print_json(outcome)
        return
    match outcome:
        case Resting(oid=oid):
            print(f"rests as order {oid}")
        case Filled(total_sz=filled, avg_px=px, oid=oid):
            print(f"filled {filled} {coin} at {px}, order {oid}")
        case _:
            print(outcome)


async def cancel(network: Network, coin: str, oid: str | None, *, is_all: bool, is_json: bool) -> None:
    """Withdraw one order of a coin, by its order id or client order id, or all of them."""
    if (oid is None) != is_all:
        raise ValidationError(f"say which: hyperquote cancel {coin} OID, or hyperquote cancel {coin} --all")
    key = venue.wallet(network)
    with venue.explained(network):
        async with Hyperliquid(network, key, nonces=venue.nonces(network, key)) as hl:
            asset = hl.universe.asset(coin)
            outcomes: list[CancelOutcome]
            if oid is None:
                account = await venue.account(hl.info, network, venue.ME)
                mine = [each.oid for each in await hl.info.open_orders(account) if each.coin == asset.name]
                outcomes = await hl.exchange.cancels([OrderRef(asset.index, each) for each in mine]) if mine else []
            elif oid.startswith("0x"):
                outcomes = [await hl.exchange.cancel_by_cloid(coin, oid)]
            elif oid.isdecimal():
                outcomes = [await hl.exchange.cancel(coin, int(oid))]
            else:
                raise ValidationError(f"{oid!r} is no order id: it is a number, or 0x and 32 hex digits")
    refusals = [outcome.error for outcome in outcomes if isinstance(outcome, Error)]
    if is_json:
        _print_json(outcomes)
    else:
        gone = len(outcomes) - len(refusals)
        print(f"{gone} order{'' if gone == 1 else 's'} of {coin} cancelled")
    if refusals:
        raise RefusedError("\n".join(dict.fromkeys(refusals)))


async def faucet(network: Network, who: str, usdc: str) -> None:
    """Put play money into an account of a local exchange."""
    _check_number("amount", usdc)
    with venue.explained(network):
        address = venue.wallet(network).address if who == venue.ME else checked_address(who)
        value = await venue.fund(network, address, usdc)
    print(f"{address} now has {value} USD of play money")


def _check_number(name: str, text: str) -> None:
    try:
        is_positive = Decimal(text) > 0
    except InvalidOperation:
        is_positive = False
    if not is_positive:
        raise ValidationError(f"the {name} is a positive number, not {text!r}")


def _print_json(value: object) -> None:
    print(msgspec.json.encode(value).decode())


def _time(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000.0, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _side(letter: str) -> str:
    return "buy" if letter == "B" else "sell"
