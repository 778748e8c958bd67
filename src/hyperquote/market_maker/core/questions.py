"""What the venue is asked about our own affairs, and when: seldom while all is well, at once where there is doubt."""

from typing import Final

from hyperquote.market_maker.commands import AskAccount, AskFills, AskOpenOrders, Command
from hyperquote.market_maker.core.holdings import Holdings
from hyperquote.market_maker.core.lifecycle import Lifecycle
from hyperquote.market_maker.settings import EngineSettings

_ACCOUNT_PAUSE_NS: Final = 2_000_000_000  # between two questions about the account, however pressing
_LEFTOVER_RETRY_NS: Final = 500_000_000
_LEFTOVER_TRIES: Final = 5
_FILLS_LOOKBACK_MS: Final = 60_000  # a lost fill may be older than the newest one that we know


class Questions:
    """Account, open orders and fills: each by its own clock, all of them after a gap."""

    def __init__(self, settings: EngineSettings, holdings: Holdings, lifecycle: Lifecycle) -> None:
        self._settings: Final = settings
        self._holdings: Final = holdings
        self._lifecycle: Final = lifecycle
        self._account_at_ns = 0
        self._is_account_due = False
        self._sync_at_ns = 0
        self._is_sync_asked = False
        self._leftover_tries = 0
        self._leftover_at_ns = 0

    def everything(self, now_ns: int) -> list[Command]:
        """Ask for all that a gap may have hidden."""
        return [self.fills(now_ns), AskOpenOrders(), self.account(now_ns)]

    def account(self, now_ns: int) -> Command:
        """Ask for positions and money."""
        self._account_at_ns = now_ns
        self._is_account_due = False
        return AskAccount()

    def account_soon(self, now_ns: int) -> list[Command]:
        """Ask for them now, or as soon as a question about the account is due again."""
        if now_ns - self._account_at_ns >= _ACCOUNT_PAUSE_NS:
            return [self.account(now_ns)]
        self._is_account_due = True
        return []

    def fills(self, now_ns: int) -> Command:
        """Ask for the fills since the newest known one, and those of a minute before it."""
        self._lifecycle.asked_fills(now_ns)
        return AskFills(max(self._holdings.dedup.high_water_ms - _FILLS_LOOKBACK_MS, 0))

    def due(self, now_ns: int) -> list[Command]:
        """Return what should be asked by the clock."""
        asked: list[Command] = []
        if self._lifecycle.is_fills_due(now_ns):
            asked.append(self.fills(now_ns))
        if self._lifecycle.leftovers and now_ns >= self._leftover_at_ns:
            asked.append(AskOpenOrders())
        refresh_ns = self._settings.account_refresh_ns
        is_pressing = self._is_account_due or self._holdings.position.is_doubted
        if now_ns - self._account_at_ns >= (min(_ACCOUNT_PAUSE_NS, refresh_ns) if is_pressing else refresh_ns):
            asked.append(self.account(now_ns))
        if self._sync_at_ns == 0:
            self._sync_at_ns = now_ns
        elif now_ns - self._sync_at_ns >= self._settings.sync_interval_ns:
            self._sync_at_ns = now_ns
            self._is_sync_asked = True
            asked.append(AskOpenOrders())
        return asked

    def is_routine(self) -> bool:
        """Return whether the list of orders that has come answers a routine comparison; true once for each of them."""
        was_asked = self._is_sync_asked
        self._is_sync_asked = False
        return was_asked

    def may_remove_leftovers(self, now_ns: int) -> bool:
        """Return whether cancelling an earlier session's orders is worth another try, and look again after it."""
        self._leftover_tries += 1
        self._leftover_at_ns = now_ns + _LEFTOVER_RETRY_NS
        return self._leftover_tries <= _LEFTOVER_TRIES

    def no_leftovers(self) -> None:
        """Nothing of an earlier session rests: the next gap has all its tries."""
        self._leftover_tries = 0
