"""A view of a warm engine with plausible figures; tests name only what they are about."""

from typing import Any

from hyperquote.market_maker.events import Fill
from hyperquote.market_maker.infra.journal_schema import SessionInfo
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.types import Component
from hyperquote.market_maker.view import FeedView, LevelView, MoneyView, View

NOON_MS = 1_790_000_000_000 - 1_790_000_000_000 % 86_400_000 + 43_200_000


def params(**changes: Any) -> MarketParams:
    fields: dict[str, Any] = {
        "mid": 110_743.5,
        "best_bid": 110_743.0,
        "best_ask": 110_744.0,
        "microprice": 110_743.7,
        "sigma": 0.00018,
        "sigma_effective": 0.00018,
        "sigma_total": 0.00019,
        "kappa": 2_410.0,
        "kappa_bid": 2_400.0,
        "kappa_ask": 2_420.0,
        "fill_intensity": 0.62,
        "arrival_intensity": 0.5,
        "is_toxic_regime": False,
        "jump_ratio": 1.04,
        "jump_ratio_medium": 1.02,
        "volatility_regime": 1,
        "beta_book": 0.11,
        "beta_flow": 0.02,
        "book_imbalance": -0.25,
        "flow_imbalance": 0.5,
    }
    return MarketParams(**(fields | changes))


def money(**changes: float) -> MoneyView:
    fields = {
        "realized": 3.0,
        "unrealized": 1.33,
        "fees": 0.21,
        "funding": 0.0,
        "spread": 6.90,
        "adverse": -1.71,
        "inventory": -0.86,
        "total": 4.12,
        "peak": 5.02,
        "equity": 10_004.12,
        "daily": 4.12,
    }
    return MoneyView(**(fields | changes))


def view(**changes: Any) -> View:
    fields: dict[str, Any] = {
        "local_ns": (NOON_MS + 161_000) * 1_000_000,
        "mid": 110_743.5,
        "best_bid": 110_743.0,
        "best_ask": 110_744.0,
        "params": params(),
        "warmup": "",
        "gates": [],
        "mode": "open",
        "mode_reason": "",
        "spread": [Component("base", 3.98), Component("inventory", 0.11), Component("adverse", 0.22)],
        "skew": [Component("inventory", 0.42)],
        "gamma_factors": [Component("base", 0.30), Component("volatility", 1.2), Component("gamma", 0.36)],
        "sizing": [Component("bid Margin", 0.25), Component("ask None", 0.0)],
        "orders": [
            LevelView(True, 110_695.0, 0.0245, 0, "Resting", 0.31, 0.12),
            LevelView(True, 110_660.0, 0.0129, 1, "Resting"),
            LevelView(False, 110_772.0, 0.0037, 0, "Resting", 1.2, 0.31),
            LevelView(False, 110_797.0, 0.0019, 1, "Resting"),
        ],
        "position": 0.090,
        "max_position": 0.5,
        "money": money(),
        "drawdown": 0.0001,
        "feeds": [
            FeedView("book", 0.1, 5.0),
            FeedView("bbo", 0.0, 5.0),
            FeedView("trades", 0.2, 60.0),
            FeedView("user", 3.0, 60.0),
        ],
        "counts": {
            "decisions": 1_204,
            "placed": 310,
            "filled": 40,
            "fills": 46,
            "cancelled": 260,
            "rejected": 2,
            "malformed": 3,
            "duplicates": 1,
            "buys": 24,
            "sells": 22,
            "cycles": 1_000,
            "cycles_two_sided": 992,
            "violations": 0,
            "liquidations_own": 0,
            "liquidations_liquidator": 0,
            "liquidations_proxy": 0,
        },
        "volumes": {"buy": 0.27, "sell": 0.25, "notional": 57_590.0},
        "markout_bps": {"1s": 0.31, "1s_se": 0.12, "10s": -0.05, "10s_se": 0.20},
        "checksum": 850_392_938,
        "mark_px": 110_745.0,
        "oracle_px": 110_741.0,
        "funding_rate": 0.000013,
        "leverage": 3,
        "kill_reasons": [],
        "cascade_severity": 0.1,
        "adverse_selection_bps": 0.4,
        "informed_probability": 0.2,
    }
    return View(**(fields | changes))


def session_info(**changes: Any) -> SessionInfo:
    fields: dict[str, Any] = {
        "session_id": "7f3a",
        "version": "0.1.0",
        "build": "compiled",
        "asset": "BTC",
        "network": "local",
        "world": "simulate",
        "seed": 7,
        "strategy": "GLFT exact",
        "sz_decimals": 5,
        "max_price_decimals": 6,
        "started_ms": NOON_MS,
        "config": '[trading]\nasset = "BTC"\n',
    }
    return SessionInfo(**(fields | changes))


def fill(**changes: Any) -> Fill:
    fields: dict[str, Any] = {
        "exchange_ms": NOON_MS + 3_377,
        "local_ns": (NOON_MS + 3_400) * 1_000_000,
        "tid": 1,
        "oid": 10,
        "cloid": "0xaa",
        "is_buy": False,
        "px_units": 1_107_890,
        "lots": 1_000,
        "fee_micro": 166_183,
        "closed_pnl_micro": 0,
        "start_lots": 0,
        "is_maker": True,
        "is_liquidation": False,
        "is_replay": False,
    }
    return Fill(**(fields | changes))


def fill_free_money() -> MoneyView:
    return MoneyView(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 10_000.0, 0.0)
