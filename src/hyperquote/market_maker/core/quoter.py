"""From beliefs to commands: strategy, sizes, grid, the fewest changes, approval."""

from math import sqrt
from typing import Final

from hyperquote.consts import BPS
from hyperquote.market_maker.commands import Cancel, Command, NewOrder, Note, OrderRef, Place
from hyperquote.market_maker.core.holdings import Holdings
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.filter import ReduceOnly, ReduceOnlyInputs, Room, room
from hyperquote.market_maker.quoting.price_grid import SizeRules, ladder_of_quotes, to_orders
from hyperquote.market_maker.quoting.reconcile import reconcile
from hyperquote.market_maker.quoting.refresh import Refresh, RefreshRule
from hyperquote.market_maker.quoting.restraint import way_out, widened
from hyperquote.market_maker.quoting.types import Ladder, QuoteConfig, WantedOrder
from hyperquote.market_maker.risk.approval import Approval
from hyperquote.market_maker.risk.margin_sizer import Funds, MarginAwareSizer, Sized
from hyperquote.market_maker.risk.position_limit import dynamic_value_usd, position_limit
from hyperquote.market_maker.risk.verdict import Mode, Verdict
from hyperquote.market_maker.settings import EngineSettings
from hyperquote.market_maker.strategy.base import QuotingStrategy
from hyperquote.market_maker.tracking.cloid import CloidMaker
from hyperquote.market_maker.tracking.order import TrackedOrder
from hyperquote.market_maker.tracking.order_table import OrderEvent
from hyperquote.market_maker.tracking.queues import Queues

_LIMIT_SHARE: Final = 0.7  # of the kill switch's position value, where no position limit is set
_TARGET_SHARE: Final = 0.4  # of the position limit, where no target is set
_MARGIN_SHARE: Final = 0.8  # of free margin that quotes may use
_LIMIT_NEWS: Final = 0.1  # a change of the limit by more than that is said
_STALE_REFRESHES: Final = 3  # an account not read for so many refreshes is not spent from
_NO_LIMIT: Final = 1 << 60  # margin is counted order by order, after rounding
_MICRO_USD: Final = 1e-6
_LEAST_SKEW_BPS: Final = 0.5  # at a full position: less pushes no inventory back


class Quoter:
    """One quote cycle: what we want to have resting, minus what rests, as commands.

    `max_position` and `target_liquidity` (base units) are those in force; derived from the kill switch's
    limit at the first mid where the settings leave them open.
    """

    def __init__(
        self,
        settings: EngineSettings,
        strategy: QuotingStrategy,
        holdings: Holdings,
        max_bps_diff: float,
        max_single_order_fraction: float,
        queues: Queues,
        refresh: RefreshRule,
    ) -> None:
        self._settings: Final = settings
        self.strategy: Final = strategy
        self._holdings: Final = holdings
        self._max_bps_diff: Final = max_bps_diff
        self._max_single_order_fraction: Final = max_single_order_fraction
        self.queues: Final = queues
        self._refresh: Final = refresh
        self.held = 0  # orders left in their place in the queue although a better price was wanted
        self._cloids: Final = CloidMaker(settings.session)
        self.approval: Final = Approval(settings.tif)
        self.reduce_only: Final = ReduceOnly()
        self.max_position = settings.max_position
        self.target_liquidity = settings.target_liquidity
        self._configured_position = settings.max_position
        self._configured_target = settings.target_liquidity
        self._said_limit = settings.max_position
        self.is_limit_due = False  # the account was read anew: what it carries may have changed
        self._sizer: Final = MarginAwareSizer(
            int(settings.max_order_notional_usd / _MICRO_USD), int(settings.min_notional_usd / _MICRO_USD)
        )
        self.sized: list[Sized] = []  # of the last cycle: what margin left of each order
        self._rules: SizeRules | None = None
        self.ladder: Ladder | None = None  # of the last cycle, with the explanation of its prices
        self.params: MarketParams | None = None
        self.wanted: list[WantedOrder] = []
        self.side_reasons: list[str] = []  # why a side is off, in words
        self.cycles = 0
        self.cycles_two_sided = 0
        self.decisions = 0

    def withdraw(self, now_ns: int) -> list[Command]:
        """Want nothing: cancel everything that is live and not under cancellation."""
        self.wanted = []
        self.side_reasons = []
        references = [OrderRef(order.cloid, order.oid) for order in self._holdings.orders.open() if order.is_answered]
        if not references:
            return []
        self.decisions += 1
        return [Cancel(references)]

    def cycle(
        self,
        params: MarketParams,
        best_bid_units: int,
        best_ask_units: int,
        verdict: Verdict,
        confidence: float,
        now_ns: int,
    ) -> list[Command]:
        """Run one cycle on fresh beliefs; the verdict is at most reduce-only. `confidence` in σ: [0, 1]."""
        commands: list[Command] = []
        rules = self._rules or self._begin(params, confidence, commands)
        if self.is_limit_due:
            self.is_limit_due = False
            rules = self.renew_limits(params, confidence, commands)
        grid = self._settings.grid
        holdings = self._holdings
        orders = holdings.orders
        lots = holdings.position.lots
        position = grid.size(lots)
        max_lots = grid.floor_lots(self.max_position)
        buys = orders.exposure_lots(True)
        sells = orders.exposure_lots(False)
        self._judge_reduce_only(verdict, params.mid, position, max_lots, commands)
        ladder = self._ladder(params, position)
        if verdict.is_urgent and lots:
            ladder = way_out(position, params)
        elif verdict.spread_factor > 1.0:
            ladder = widened(ladder, verdict.spread_factor)
        rooms = room(lots, max_lots, self.reduce_only.reason, _NO_LIMIT, _NO_LIMIT)
        rounded = to_orders(ladder, grid, rules, best_bid_units, best_ask_units, rooms.bid_lots, rooms.ask_lots)
        wanted = self._afford(rounded.orders, now_ns)
        self._remember(params, ladder, wanted, rooms)
        is_urgent = self.reduce_only.is_active or verdict.mode >= Mode.REDUCE_ONLY
        noise_bps = 0.0 if is_urgent else self._noise_bps(params, grid.tick(best_bid_units), best_bid_units)
        patience = (
            None
            if is_urgent or self._refresh.cost_bps == 0.0
            else Refresh(
                self._refresh,
                self.queues,
                params,
                float(grid.units_per_usd),
                now_ns,
                now_ns // 1_000_000,
            )
        )
        diff = reconcile(wanted, orders.exposed(), self._max_bps_diff, noise_bps, lots, buys, sells, max_lots, patience)
        if patience is not None:
            self.held += patience.held
        if diff.cancels:
            commands.append(Cancel([OrderRef(order.cloid, order.oid) for order in diff.cancels]))
            self.decisions += 1
        if diff.places:
            approved = self._approve(diff.places, verdict, lots, buys, sells, max_lots, now_ns)
            if approved:
                commands.append(Place(approved))
                if not diff.cancels:
                    self.decisions += 1
        return commands

    def _begin(self, params: MarketParams, confidence: float, commands: list[Command]) -> SizeRules:
        """Settle the limits at the first mid, and say what they and the strategy's knobs come to."""
        rules = self._derive_limits(params, confidence, commands)
        skew_bps = self.strategy.full_position_skew_bps(params, self.max_position, self.target_liquidity)
        if skew_bps is not None:
            text = f"a full position shifts the quotes by {skew_bps:.2f} bps"
            if skew_bps < _LEAST_SKEW_BPS:
                text += ": nothing pushes the inventory back; raise strategy.inventory_skew_bps_at_max"
            commands.append(Note("warning" if skew_bps < _LEAST_SKEW_BPS else "info", "start", text))
        lowest = self.strategy.lowest_half_spread()
        fee = self._settings.maker_fee_rate
        if lowest is not None and lowest < fee:
            commands.append(
                Note(
                    "warning",
                    "start",
                    f"the lowest half-spread of {lowest / BPS:.2f} bps does not pay the maker fee of {fee / BPS:.2f} "
                    "bps: a guaranteed loss; raise risk.min_spread_floor or set strategy.include_maker_fee",
                )
            )
        return rules

    def _derive_limits(self, params: MarketParams, confidence: float, commands: list[Command]) -> SizeRules:
        mid = params.mid
        if self._configured_position == 0.0:
            self._configured_position = _LIMIT_SHARE * self._settings.max_position_value_usd / mid
        if self._configured_target == 0.0:
            self._configured_target = _TARGET_SHARE * self._configured_position
        rules = self.renew_limits(params, confidence, commands)
        commands.append(
            Note(
                "info",
                "start",
                f"quoting {self.target_liquidity:.6g} a side, position limit {self.max_position:.6g} "
                f"({self.max_position * mid:.0f} USD)",
            )
        )
        return rules

    def renew_limits(self, params: MarketParams, confidence: float, commands: list[Command]) -> SizeRules:
        """Lower the configured limits to what equity and volatility carry now, or raise them back; say if it matters.

        `confidence` in the measured volatility lies in [0, 1].
        """
        settings = self._settings
        equity = float(self._holdings.equity_micro) * _MICRO_USD
        leverage = float(settings.leverage)
        dynamic = dynamic_value_usd(
            equity, leverage, params.sigma, settings.sigma_prior, settings.holding_s, confidence
        )
        limit = position_limit(self._configured_position, equity, leverage, params.mid, dynamic)
        if abs(limit - self._said_limit) > _LIMIT_NEWS * self._said_limit:
            if limit < self._configured_position:
                commands.append(
                    Note(
                        "warning",
                        "risk" if self._rules is not None else "start",
                        f"equity {equity:.2f} USD at {settings.leverage}x and this volatility carry {limit:.6g}, "
                        f"not the configured {self._configured_position:.6g}: limits lowered",
                    )
                )
            self._said_limit = limit
        rules = self._rules
        if rules is None or limit != self.max_position:
            self.max_position = limit
            self.target_liquidity = self._configured_target * limit / self._configured_position
            rules = SizeRules(
                settings.grid, self.target_liquidity, self._max_single_order_fraction, settings.min_notional_usd
            )
            self._rules = rules
        return rules

    def _judge_reduce_only(
        self, verdict: Verdict, mid: float, position: float, max_lots: int, commands: list[Command]
    ) -> None:
        lots = self._holdings.position.lots
        inputs = ReduceOnlyInputs(
            lots,
            max_lots,
            lots,  # what reconcile may place is bounded by worst-case room already
            lots,
            abs(position) * mid,
            self._settings.max_position_value_usd,
            1.0,
            0.0,
            verdict.reason if verdict.mode == Mode.REDUCE_ONLY else "",
        )
        if self.reduce_only.update(inputs):
            text = f"reduce-only: {self.reduce_only.reason}" if self.reduce_only.is_active else "reduce-only is over"
            commands.append(Note("warning", "risk", text))

    def _ladder(self, params: MarketParams, position: float) -> Ladder:
        grid = self._settings.grid
        leverage = float(max(self._holdings.leverage, 1))
        margin_usd = grid.size(self._margin_lots(params.mid, position)) * params.mid / leverage
        minimum = self._settings.min_notional_usd
        config = QuoteConfig(params.mid, grid.px_decimals, grid.sz_decimals, minimum, margin_usd, leverage)
        target = self.target_liquidity * params.models.cascade.size_factor  # any strategy shows less in a cascade
        ladder = self.strategy.calculate_ladder(config, position, self.max_position, target, params)
        if ladder is not None:
            return ladder
        bid, ask = self.strategy.calculate_quotes(config, position, self.max_position, target, params)
        return ladder_of_quotes(bid, ask, params.microprice)

    def _afford(self, orders: list[WantedOrder], now_ns: int) -> list[WantedOrder]:
        """Cut the orders to what margin carries."""
        holdings = self._holdings
        settings = self._settings
        is_stale = now_ns - holdings.account_ns > _STALE_REFRESHES * settings.account_refresh_ns
        funds = Funds(
            holdings.equity_micro,
            holdings.position.lots,
            holdings.mid_half_units // 2,
            max(holdings.leverage, 1),
            int(settings.max_position_value_usd / _MICRO_USD),
            is_stale,
        )
        self.sized = self._sizer.size(orders, funds)
        kept: list[WantedOrder] = []
        for sized in self.sized:
            order = sized.wanted
            if not sized.is_constrained:
                kept.append(order)
            elif sized.adjusted > 0:
                kept.append(WantedOrder(order.is_buy, order.px_units, sized.adjusted, order.level, order.reduce_only))
        return kept

    def _margin_lots(self, mid: float, position: float) -> int:
        """What may rest on the side that grows the position: free equity at the account's leverage."""
        equity = float(self._holdings.equity_micro) * _MICRO_USD
        leverage = float(max(self._holdings.leverage, 1))
        used = abs(position) * mid / leverage
        return self._settings.grid.floor_lots(max(_MARGIN_SHARE * equity - used, 0.0) * leverage / mid)

    def _noise_bps(self, params: MarketParams, tick: int, px_units: int) -> float:
        """How far the price moves by chance in one cycle; never less than two ticks, at most 5 bps."""
        seconds = float(self._settings.cycle_ns) / 1e9
        ticks = 2.0 * float(tick) / float(px_units)
        return min(max(params.sigma * sqrt(seconds), ticks) / BPS, 5.0)

    def _remember(self, params: MarketParams, ladder: Ladder, wanted: list[WantedOrder], rooms: Room) -> None:
        self.cycles += 1
        self.params = params
        self.ladder = ladder
        self.wanted = wanted
        self.side_reasons = []
        if rooms.bid_reason:
            self.side_reasons.append(f"bid off: {rooms.bid_reason}")
        if rooms.ask_reason:
            self.side_reasons.append(f"ask off: {rooms.ask_reason}")
        if ladder.reason:
            self.side_reasons.append(ladder.reason)
        for sized in self.sized:
            if sized.is_constrained:
                side = "bid" if sized.wanted.is_buy else "ask"
                word = "smaller" if sized.adjusted else "off"
                text = f"{side} {word}: {sized.reason}"
                if text not in self.side_reasons:
                    self.side_reasons.append(text)
        if self._holdings.orders.is_two_sided:
            self.cycles_two_sided += 1

    def _approve(
        self,
        places: list[WantedOrder],
        verdict: Verdict,
        position_lots: int,
        buys: int,
        sells: int,
        max_lots: int,
        now_ns: int,
    ) -> list[NewOrder]:
        orders: list[NewOrder] = []
        for wanted in places:
            side_lots = buys if wanted.is_buy else sells
            order = self.approval.approve(wanted, self._cloids.next(), verdict, position_lots, side_lots, max_lots)
            if order is None:
                continue
            if wanted.is_buy:
                buys += wanted.lots
            else:
                sells += wanted.lots
            tracked = TrackedOrder(
                order.cloid, order.is_buy, order.px_units, order.lots, order.level, order.reduce_only, now_ns
            )
            self._holdings.orders.add(tracked)
            self._holdings.orders.move(tracked, OrderEvent.SEND, now_ns)
            orders.append(order)
        return orders
