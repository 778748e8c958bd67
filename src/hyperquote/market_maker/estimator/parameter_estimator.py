"""All estimators behind one face: market events in, `MarketParams` out."""

from typing import Final

from hyperquote.market_maker.estimator.arrival import ArrivalIntensity
from hyperquote.market_maker.estimator.bipower import Volatility, per_second
from hyperquote.market_maker.estimator.book_structure import BookImbalance
from hyperquote.market_maker.estimator.ewma import alpha_of
from hyperquote.market_maker.estimator.fair_price import FairPrice
from hyperquote.market_maker.estimator.flow import TradeFlow
from hyperquote.market_maker.estimator.jumps import Jumps
from hyperquote.market_maker.estimator.kappa import blend_kappa, weigh_own
from hyperquote.market_maker.estimator.kappa_book import KappaBook
from hyperquote.market_maker.estimator.kappa_own import KappaOwn
from hyperquote.market_maker.estimator.kappa_trades import KappaTrades
from hyperquote.market_maker.estimator.microprice import Microprice
from hyperquote.market_maker.estimator.mid_history import MidHistory
from hyperquote.market_maker.estimator.momentum import Momentum
from hyperquote.market_maker.estimator.near_depth import NearDepth
from hyperquote.market_maker.estimator.regime import VolatilityRegime
from hyperquote.market_maker.estimator.settings import EstimatorSettings
from hyperquote.market_maker.estimator.stochastic_variance import StochasticVariance
from hyperquote.market_maker.estimator.volume_clock import VolumeClock
from hyperquote.market_maker.estimator.vwap_returns import VwapReturns
from hyperquote.market_maker.estimator.warmup import Warmup
from hyperquote.market_maker.events import NO_TIME, Bbo, Book, Event, Mid, Trade
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.messages.dedup import RecentTrades
from hyperquote.market_maker.models import Models

LATE_MS: Final = 2_000
SETTLED_TICKS: Final = 20  # before that many, a large return may only mean that σ is not known well


def event_ms(event: Event) -> int:
    """Return when it happened (UTC ms); for what the venue does not stamp, when we learnt of it."""
    return event.exchange_ms if event.exchange_ms != NO_TIME else event.local_ns // 1_000_000


class ParameterEstimator:
    """What we believe about the market, learnt from its events in the order they come.

        trades ─► volume clock ─► vwap returns ─► three-scale volatility ─► regime
               ├► arrival of ticks          trades + mid ─► κ, A          deep book ─► κ          own orders ─► κ
        quotes and books ─► mid, touch, imbalance ─┐
        trades ─► flow ────────────────────────────┴► microprice

    The volume clock's σ per √tick becomes σ per √second here, with the arrival intensity, and nowhere else. A trade
    told twice, or 2 s older than the newest, teaches nothing and is counted.
    """

    def __init__(self, settings: EstimatorSettings) -> None:
        self._settings: Final = settings
        mode = settings.ewma_alpha
        self.clock: Final = VolumeClock(
            settings.initial_bucket_volume,
            int(settings.volume_window_secs * 1000.0),
            settings.volume_percentile,
            settings.min_bucket_volume,
            settings.max_bucket_volume,
        )
        self.returns: Final = VwapReturns()
        self.volatility: Final = Volatility(
            alpha_of(settings.fast_half_life_ticks, mode),
            alpha_of(settings.medium_half_life_ticks, mode),
            alpha_of(settings.slow_half_life_ticks, mode),
        )
        self.arrival: Final = ArrivalIntensity(
            settings.medium_half_life_ticks, mode=settings.arrival_mode, ewma_alpha=mode
        )
        self.regime: Final = VolatilityRegime(settings.sigma_baseline, settings.jump_ratio_threshold)
        self.kappa_book: Final = KappaBook(settings.kappa_max_distance, settings.kappa_levels, settings.kappa_book)
        self.kappa_trades: Final = KappaTrades(
            settings.kappa_prior_mean, settings.kappa_prior_strength, settings.kappa_window_ms
        )
        self.kappa_own: Final = KappaOwn(settings.kappa_own_memory_secs)
        self.kappa_own_bid: Final = KappaOwn(settings.kappa_own_memory_secs)
        self.kappa_own_ask: Final = KappaOwn(settings.kappa_own_memory_secs)
        self._is_own_used: Final = settings.kappa_own == "exposure"
        self.imbalance: Final = BookImbalance()
        self.flow: Final = TradeFlow(settings.trade_flow_window_ms, settings.trade_flow_alpha)
        self.microprice: Final = Microprice(
            settings.microprice_window_ms,
            settings.microprice_horizon_ms,
            settings.microprice_ridge,
            settings.min_microprice_obs,
            settings.microprice_sample_ms,
        )
        self.warmup: Final = Warmup(
            settings.min_volume_ticks,
            settings.min_l2_updates,
            settings.min_microprice_obs,
            settings.warmup_decay_secs,
            settings.min_warmup_trades,
        )
        self.momentum: Final = Momentum(settings.momentum_window_ms)
        self.near_depth: Final = NearDepth(settings.near_depth_bps, settings.min_l2_updates)
        self.jumps: Final = Jumps(settings.jump_window_ms, settings.jump_sigmas)
        self.variance: Final = StochasticVariance(settings.variance_window_ms)
        self.fair_price: Final = FairPrice(settings.use_kalman_filter, settings.kalman_q, settings.kalman_r)
        self.mids: Final = MidHistory()
        self._trades: Final = RecentTrades()
        self._newest_trade_ms = -1
        self._touch_ms = -1
        self._now_ms = -1
        self._books = 0
        self.sigma = 0.0  # per √second, free of jumps; 0 until known
        self.mid = 0.0  # USD, 0 until known; so are the next two
        self.best_bid = 0.0
        self.best_ask = 0.0
        self.late_trades = 0

    @property
    def duplicate_trades(self) -> int:
        """How many trades were told again."""
        return self._trades.duplicates

    @property
    def is_warm(self) -> bool:
        """Whether every requirement was met; never false again once true."""
        return self.warmup.is_warm

    @property
    def sigma_confidence(self) -> float:
        """How far σ is trusted, by the volume ticks of this session: 1 − e^(−ticks / required)."""
        return self.warmup.sigma_confidence(self.clock.ticks)

    def on_mid(self, event: Mid) -> None:
        """The venue's mid stands in until the first quote; from then on the touch says it better."""
        if self._touch_ms < 0:
            self.mid = event.mid

    def on_bbo(self, event: Bbo) -> None:
        """Move the touch; does not touch κ."""
        self._touch(event_ms(event), event.bid_px, event.bid_sz, event.ask_px, event.ask_sz)

    def on_book(self, event: Book) -> None:
        """Any book feeds the imbalance, and the touch unless a newer quote is known; only the deep one feeds κ."""
        ms = event_ms(event)
        self._books += 1
        self.imbalance.update(event.bid_sz, event.ask_sz)
        if event.is_deep:
            self.kappa_book.update(event.bid_px, event.bid_sz, event.ask_px, event.ask_sz)
            self.near_depth.update(event.bid_px, event.bid_sz, event.ask_px, event.ask_sz)
        self._touch(ms, event.bid_px[0], event.bid_sz[0], event.ask_px[0], event.ask_sz[0])

    def on_trade(self, event: Trade) -> None:
        """Tick the volume clock, and learn who trades how far from the mid."""
        ms = event_ms(event)
        if ms < self._newest_trade_ms - LATE_MS:
            self.late_trades += 1
            return
        if not self._trades.is_new(ms, event.tid):
            return
        self._newest_trade_ms = max(ms, self._newest_trade_ms)
        self.flow.update(ms, event.sz, event.is_buy)
        self.fair_price.update(ms, event.px, self.sigma)
        mid = self.mids.before(ms)
        if mid > 0.0:
            self.kappa_trades.update(ms, event.px, event.is_buy, mid)
        if self.clock.update(ms, event.px, event.sz):
            self._on_tick()
        self._pass_time(ms)

    def on_rested(self, is_buy: bool, depth: float, seconds: float) -> None:
        """Take the time for which an order of ours rested at a depth (fraction of the mid)."""
        self.kappa_own.rested(depth, seconds)
        (self.kappa_own_bid if is_buy else self.kappa_own_ask).rested(depth, seconds)

    def on_own_fill(self, is_buy: bool, depth: float) -> None:
        """Take a fill of an order of ours that last rested at this depth."""
        self.kappa_own.filled(depth)
        (self.kappa_own_bid if is_buy else self.kappa_own_ask).filled(depth)

    def on_timer(self, now_ms: int) -> None:
        """Time passed without news: windows empty, the flow is forgotten."""
        self.kappa_own.advance(now_ms)
        self.kappa_own_bid.advance(now_ms)
        self.kappa_own_ask.advance(now_ms)
        self.kappa_trades.advance(now_ms)
        self.flow.advance(now_ms)
        self.momentum.advance(now_ms)
        self.jumps.advance(now_ms)
        self._pass_time(now_ms)

    def on_gap(self) -> None:
        """The stream broke: nothing may be measured across the gap."""
        self.microprice.on_gap()
        self.momentum.on_gap()
        self.fair_price.on_gap()
        self.mids.clear()

    def warmup_text(self) -> str:
        """Return what was missing for the first quote at the last event, in words; "" when warm."""
        return self.warmup.missing()

    def params(
        self, now_ms: int, as_spread_adjustment: float = 0.0, models: Models | None = None
    ) -> MarketParams | None:
        """Return the view of this moment; None before warm-up and while anything in it is unknown.

        `as_spread_adjustment` (fraction) is what our own fills taught, `models` what the process models say; both are
        handed through.
        """
        self.on_timer(now_ms)
        kappa_trades = self.kappa_trades
        volatility = self.volatility
        arrival = self.arrival.value
        sigma_tick = volatility.value
        regime = self.regime.value
        trades = kappa_trades.value
        trades_bid = kappa_trades.bid
        trades_ask = kappa_trades.ask
        intensity = kappa_trades.fill_intensity(now_ms)
        microprice = self.microprice.value
        if (
            not self.warmup.is_warm
            or self.best_bid <= 0.0
            or arrival is None
            or sigma_tick is None
            or regime is None
            or trades is None
            or trades_bid is None
            or trades_ask is None
            or intensity is None
            or microprice is None
        ):
            return None
        trust = kappa_trades.confidence
        kappa_book = self.kappa_book
        book_imbalance = self.imbalance.value
        flow_imbalance = self.flow.value
        return MarketParams(
            self.mid,
            self.best_bid,
            self.best_ask,
            microprice,
            per_second(sigma_tick, arrival),
            per_second(volatility.sigma_effective_tick, arrival),
            per_second(volatility.sigma_total_tick, arrival),
            self._with_own(blend_kappa(trades, trust, kappa_book.value), self.kappa_own),
            self._with_own(blend_kappa(trades_bid, trust, kappa_book.bid), self.kappa_own_bid),
            self._with_own(blend_kappa(trades_ask, trust, kappa_book.ask), self.kappa_own_ask),
            intensity,
            arrival,
            self.regime.is_toxic,
            volatility.jump_ratio,
            volatility.jump_ratio_medium,
            regime,
            self.microprice.beta_book,
            self.microprice.beta_flow,
            self.imbalance.touch if book_imbalance is None else book_imbalance,
            0.0 if flow_imbalance is None else flow_imbalance,
            as_spread_adjustment,
            models,
        )

    def _with_own(self, market: float, own: KappaOwn) -> float:
        return weigh_own(market, own.value if self._is_own_used else None, own.confidence, self._settings.kappa_floor)

    def _touch(self, ms: int, bid_px: float, bid_sz: float, ask_px: float, ask_sz: float) -> None:
        """Take a best bid and ask, unless a newer pair is known."""
        if ms < self._touch_ms:
            return
        self._touch_ms = ms
        self.best_bid = bid_px
        self.best_ask = ask_px
        self.mid = (bid_px + ask_px) / 2.0
        self.mids.update(ms, self.mid)
        self.imbalance.update_touch(bid_sz, ask_sz)
        self.flow.advance(ms)
        flow = self.flow.value
        self.microprice.update(ms, self.mid, self.imbalance.touch, 0.0 if flow is None else flow)
        self._pass_time(ms)

    def _on_tick(self) -> None:
        """A bucket of volume closed."""
        vwap = self.clock.value
        if vwap is None:
            return
        self.arrival.update(self.clock.end_ms)
        self.momentum.update(self.clock.end_ms, vwap)
        if not self.returns.update(vwap, self.clock.prints):
            return
        r = self.returns.value
        if r is None:
            return
        sigma_before = self.volatility.value
        if sigma_before is not None and self.clock.ticks > SETTLED_TICKS:
            self.jumps.update(self.clock.end_ms, r, sigma_before)
        self.volatility.update(r, self.returns.product_bias)
        sigma_tick = self.volatility.value
        arrival = self.arrival.value
        if arrival is not None:
            self.variance.update(self.clock.end_ms, r, arrival)
        if sigma_tick is not None and arrival is not None:
            self.sigma = per_second(sigma_tick, arrival)
            self.regime.update(self.sigma, self.volatility.jump_ratio)

    def _pass_time(self, ms: int) -> None:
        self._now_ms = max(ms, self._now_ms)
        if not self.warmup.is_warm:
            self.warmup.update(self._now_ms, self.clock.ticks, self._books, self.microprice.observations)
