"""The inventory controller: a session that ends should end flat."""

from math import exp, isfinite, log
from typing import Final

from hyperquote.market_maker.models import ControlView

_LEAST_REMAINING_S: Final = 60.0
_MAX_TARGET: Final = 0.5


class InventoryControl:
    """Hamilton–Jacobi–Bellman control of inventory over rolling sessions.

        skew = γ σ² q̂ T + K (q̂ − q*) u      q̂ = q / Q_max, K: `terminal_penalty`; the strategy adds them up
        T = max(D − elapsed, 60 s)      u = elapsed / D              γ × (1 + u (`max_gamma_mult` − 1))
        q* = −f / (2 · `terminal_penalty`), within ±½                f: funding per second, smoothed

    A market without a close has no end of its own, so sessions of length D follow one another, aligned to the epoch:
    with D of one hour each ends at a funding settlement. The penalty counts in full at the end, where the diffusion
    term vanishes. Avellaneda & Stoikov (2008), Quantitative Finance 8(3), 217–224; Cartea, Jaimungal & Penalva (2015).
    """

    def __init__(
        self,
        is_used: bool = False,
        session_duration_s: float = 3_600.0,
        terminal_penalty: float = 0.0005,
        funding_half_life_s: float = 3_600.0,
        max_gamma_mult: float = 5.0,
    ) -> None:
        if not session_duration_s > _LEAST_REMAINING_S:
            raise ValueError(f"hjb.session_duration must be above {_LEAST_REMAINING_S:g} s, not {session_duration_s}")
        if not (terminal_penalty >= 0.0 and funding_half_life_s > 0.0 and max_gamma_mult >= 1.0):
            raise ValueError("hjb: terminal_penalty ≥ 0, funding_half_life > 0 and max_gamma_mult ≥ 1 are needed")
        self.is_used: Final = is_used
        self._duration_ms: Final = int(session_duration_s * 1_000.0)
        self._terminal_penalty: Final = terminal_penalty
        self._decay: Final = log(2.0) / funding_half_life_s
        self._max_gamma_mult: Final = max_gamma_mult
        self._funding = 0.0  # per second
        self._has_funding = False
        self._funding_ms = -1
        self._now_ms = 0

    def on_funding(self, ms: int, rate_per_hour: float) -> None:
        """Take the funding rate (fraction per hour) at an event time."""
        if not isfinite(rate_per_hour) or ms < self._funding_ms:
            return
        rate = rate_per_hour / 3_600.0
        if self._has_funding:
            gain = 1.0 - exp(-self._decay * float(ms - self._funding_ms) / 1_000.0)
            self._funding += gain * (rate - self._funding)
        else:
            self._funding = rate
            self._has_funding = True
        self._funding_ms = ms

    def advance(self, now_ms: int) -> None:
        """Let time pass; a new session begins where the last one ends."""
        self._now_ms = max(now_ms, self._now_ms)

    @property
    def urgency(self) -> float:
        """How much of the session is over, 0 to 1."""
        return float(self._now_ms % self._duration_ms) / float(self._duration_ms)

    @property
    def remaining_s(self) -> float:
        """Time until the session ends (s), never below a minute."""
        left_ms = self._duration_ms - self._now_ms % self._duration_ms
        return max(float(left_ms) / 1_000.0, _LEAST_REMAINING_S)

    @property
    def inventory_target(self) -> float:
        """The inventory that funding pays for, of the position limit."""
        if self._terminal_penalty <= 0.0:
            return 0.0
        return min(max(-self._funding / (2.0 * self._terminal_penalty), -_MAX_TARGET), _MAX_TARGET)

    @property
    def gamma_mult(self) -> float:
        """The factor of γ."""
        return 1.0 + self.urgency * (self._max_gamma_mult - 1.0)

    @property
    def view(self) -> ControlView:
        """What strategies see; neutral when the controller is not used."""
        if not self.is_used:
            return ControlView()
        return ControlView(
            True, self.remaining_s, self.urgency, self._terminal_penalty, self.inventory_target, self.gamma_mult
        )
