"""A made-up session with plausible shapes, the same for the same seed."""

import random
from pathlib import Path

from tests.fake_view import NOON_MS, fill, money, params, session_info, view

from hyperquote.market_maker.commands import NewOrder, Note
from hyperquote.market_maker.infra.journal import Journal
from hyperquote.market_maker.quoting.types import Component
from hyperquote.market_maker.tracking.order import OrderState
from hyperquote.market_maker.view import LevelView


def write_session(directory: Path, *, seconds: int = 600, seed: int = 7, is_finished: bool = True) -> Path:
    """Write a journal of `seconds` into `directory` and return it."""
    chance = random.Random(seed)
    journal = Journal(directory)
    journal.begin(session_info(seed=seed, config='[trading]\nasset = "BTC"\nkey = "0x' + "4f" * 32 + '"\n'))
    mid, lots, tid = 110_743.5, 0, 0
    spread = adverse = inventory = fees = 0.0
    for second in range(seconds):
        now_ms = NOON_MS + 1_000 * second
        for step in range(10):
            move = chance.gauss(0.0, 1.8)
            mid += move
            inventory += lots / 1e5 * move
            journal.mid(now_ms + 100 * step, mid)
        bid, ask = mid - 25.0, mid + 25.0
        if second > 30 and chance.random() < 0.15:
            is_buy = chance.random() < (0.5 - lots / 40_000)
            level = chance.choice([0, 0, 0, 1, 1, 2])
            px = round((bid - 15 * level) if is_buy else (ask + 15 * level))
            tid += 1
            cloid = f"0x{tid:032x}"
            journal.orders_sent([NewOrder(cloid, is_buy, px * 10, 1_000, "Alo", False, level)], now_ms - 400)
            journal.order_state(cloid, OrderState.FILLED, now_ms + 950, oid=tid)
            journal.fill(
                fill(
                    exchange_ms=now_ms + 950,
                    tid=tid,
                    oid=tid,
                    cloid=cloid,
                    is_buy=is_buy,
                    px_units=px * 10,
                    lots=1_000,
                    fee_micro=px * 10 * 1_000 * 15 // 100_000,
                ),
                level,
                mid,
            )
            spread += 0.01 * abs(mid - px)
            fees += px * 0.01 * 0.00015
            adverse -= 0.01 * abs(chance.gauss(4.0, 3.0))
            lots += 1_000 if is_buy else -1_000
        is_cold = second < 30
        is_reducing = 300 <= second < 330
        total = spread + adverse + inventory - fees
        orders = (
            [] if is_cold else [LevelView(True, bid, 0.01, 0, "Resting"), LevelView(False, ask, 0.01, 0, "Resting")]
        )
        if is_reducing:
            orders = orders[: 1 if lots < 0 else 0] or orders[1:]
        journal.sample(
            view(
                local_ns=now_ms * 1_000_000,
                mid=mid,
                best_bid=mid - 0.5,
                best_ask=mid + 0.5,
                params=None
                if is_cold
                else params(mid=mid, sigma=1.8e-4 + 3e-5 * chance.random(), kappa=2_400 + second),
                gamma_factors=[] if is_cold else [Component("gamma", 0.3 + 0.1 * chance.random())],
                orders=orders,
                position=lots / 1e5,
                max_position=0.2,
                mode="reduce-only" if is_reducing else "open",
                gates=["warming up"] if is_cold else [],
                drawdown=0.0004 * (second % 100) / 100,
                money=money(
                    total=total, spread=spread, adverse=adverse, inventory=inventory, fees=fees, equity=10_000 + total
                ),
            )
        )
        if second in {30, 300, 330}:
            words = {30: "warm after 30 s", 300: "reduce-only: drawdown 12.40 USD", 330: "open again"}[second]
            journal.note(Note("warning" if second == 300 else "info", "risk", words), now_ms)
    if is_finished:
        journal.finish("P&L as above", NOON_MS + 1_000 * seconds)
    else:
        journal.close()
    return directory
