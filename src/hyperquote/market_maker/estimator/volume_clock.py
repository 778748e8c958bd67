"""Time measured in traded volume."""

from typing import Final

from hyperquote.market_maker.estimator.rolling import RollingSums

AUTO_INITIAL_USD: Final = 1_000.0
AUTO_MIN_USD: Final = 10.0
AUTO_MAX_USD: Final = 1_000_000.0


class VolumeClock:
    """Collect trades into buckets of equal volume: busy minutes have many ticks, quiet ones few.

        a bucket closes when Σv ≥ V*;  then V* ← clamp(percentile · volume of the window, min, max)
        vwap = Σpv / Σv

    A trade larger than the bucket closes it whole; `buckets_spanned` tells how many it would have filled. Volumes
    are base units; a limit of 0 is chosen by notional (start 1000, min 10, max 1 000 000 USD) so that the clock
    ticks alike in BTC and DOGE. Easley, López de Prado & O'Hara (2012), J. Portfolio Management 39(1), 19–29.
    """

    def __init__(
        self,
        initial_bucket_volume: float = 0.0,
        window_ms: int = 300_000,
        percentile: float = 0.01,
        min_bucket_volume: float = 0.0,
        max_bucket_volume: float = 0.0,
    ) -> None:
        if 0.0 < max_bucket_volume <= min_bucket_volume:
            raise ValueError(f"min_bucket_volume {min_bucket_volume} must be below max_bucket_volume")
        self._initial: Final = initial_bucket_volume
        self._percentile: Final = percentile
        self._min: Final = min_bucket_volume
        self._max: Final = max_bucket_volume
        self._window: Final = RollingSums(window_ms, 1)
        self._pv = 0.0
        self._volume = 0.0
        self._squares = 0.0  # Σ over moments of (volume at one millisecond)²
        self._moment_ms = -1
        self._moment_volume = 0.0
        self._vwap = 0.0
        self._open_ms = -1
        self.threshold = 0.0  # V* (base units), 0 until the first trade
        self.ticks = 0  # closed buckets
        self.start_ms = 0  # of the last closed bucket, as are all below
        self.end_ms = 0
        self.volume = 0.0
        self.prints = 1.0  # how many equally large moments of trade it averages: (Σv)² / Σv²
        self.buckets_spanned = 0

    def update(self, ms: int, px: float, sz: float) -> bool:
        """Take one trade (event time, USD, base units); return whether it closed a bucket."""
        assert px > 0.0, px
        assert sz > 0.0, sz
        if self.threshold == 0.0:
            self.threshold = self._initial if self._initial > 0.0 else AUTO_INITIAL_USD / px
        self._window.add(ms, 0, sz)
        if self._open_ms < 0:
            self._open_ms = ms
        if ms != self._moment_ms:
            self._moment_ms = ms
            self._moment_volume = 0.0
        self._squares += sz * (2.0 * self._moment_volume + sz)
        self._moment_volume += sz
        self._pv += px * sz
        self._volume += sz
        if self._volume < self.threshold:
            return False
        self._close(ms, px)
        return True

    @property
    def value(self) -> float | None:
        """Volume-weighted mean price (USD) of the last closed bucket; None before the first."""
        return self._vwap if self.ticks > 0 else None

    def _close(self, ms: int, px: float) -> None:
        self.ticks += 1
        self.start_ms = self._open_ms
        self.end_ms = ms
        self.volume = self._volume
        self.prints = max(1.0, self._volume * self._volume / self._squares)
        self.buckets_spanned = int(self._volume / self.threshold)
        self._vwap = self._pv / self._volume
        low = self._min if self._min > 0.0 else AUTO_MIN_USD / px
        high = self._max if self._max > 0.0 else AUTO_MAX_USD / px
        self.threshold = min(max(self._percentile * self._window.totals[0], low), high)
        self._pv = 0.0
        self._volume = 0.0
        self._squares = 0.0
        self._moment_ms = -1
        self._open_ms = -1
