"""Every reason not to quote, and every reason to let the dead man's switch go off, in words."""

from typing import Final

from hyperquote.market_maker.core.beliefs import Beliefs
from hyperquote.market_maker.core.holdings import Holdings
from hyperquote.market_maker.core.judge import Judge
from hyperquote.market_maker.core.lifecycle import Lifecycle
from hyperquote.market_maker.risk.verdict import Mode
from hyperquote.market_maker.safety.auditor import SafetyAuditor
from hyperquote.market_maker.safety.shutdown import Shutdown
from hyperquote.market_maker.settings import EngineSettings


class Gates:
    """Looks at everything that may forbid quoting. A gate without words would be a silent one: none is."""

    def __init__(
        self,
        settings: EngineSettings,
        holdings: Holdings,
        beliefs: Beliefs,
        judge: Judge,
        lifecycle: Lifecycle,
        auditor: SafetyAuditor,
        shutdown: Shutdown,
    ) -> None:
        self._settings: Final = settings
        self._holdings: Final = holdings
        self._beliefs: Final = beliefs
        self._judge: Final = judge
        self._lifecycle: Final = lifecycle
        self._auditor: Final = auditor
        self._shutdown: Final = shutdown
        self.lag_s = 0.0  # how late the newest timer came

    @property
    def is_late(self) -> bool:
        """Whether the event loop is held up too long to quote."""
        return self.lag_s > self._settings.max_loop_lag_s

    def shut(self) -> list[str]:
        """Return everything that blocks quoting now."""
        found = self._lifecycle.reasons()
        if self._shutdown.is_running:
            found.append(f"stopping: {self._shutdown.reason}")
        warmup = self._beliefs.warmup_text()
        if warmup:
            found.append(f"warming up: {warmup}")
        if self._judge.verdict.mode >= Mode.CANCEL_ONLY:
            found.append(self._judge.verdict.reason)
        holdings = self._holdings
        if holdings.position.is_known and self._judge.account_value_usd <= 0.0:
            found.append("the account is empty: deposit first")
        found.extend(self._uncertain())
        if holdings.leverage > 0 and holdings.leverage != self._settings.leverage:
            found.append(
                f"leverage changed: the venue says {holdings.leverage}x, this session was sized for "
                f"{self._settings.leverage}x; set it back or start again"
            )
        return found

    def doubts(self) -> list[str]:
        """Return every reason to let the venue's dead man's switch go off: we may be wrong, or stopping."""
        found = self._lifecycle.doubts()
        if self._shutdown.is_running:
            found.append(f"stopping: {self._shutdown.reason}")
        if self._judge.verdict.mode >= Mode.CANCEL_ONLY:
            found.append(self._judge.verdict.reason)
        if self._auditor.unsynced > 0:
            found.append("the venue's list of orders differed from ours")
        found.extend(self._uncertain())
        return found

    def _uncertain(self) -> list[str]:
        found: list[str] = []
        if self._holdings.position.is_doubted:
            found.append("the venue's position differs from ours")
        if self.is_late:
            found.append(f"event loop held up {self.lag_s:.2f} s (limit {self._settings.max_loop_lag_s:g} s)")
        return found
