"""userNonFundingLedgerUpdates: a user's deposits, withdrawals and transfers."""

import msgspec

from hyperquote.info.requests.user_non_funding_ledger_updates import LedgerUpdates
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class UserLedgerUpdates(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel", kw_only=True):
    """Updates of one user. A snapshot repeats known ones: drop them by (hash, delta)."""

    is_snapshot: bool = False
    user: str
    non_funding_ledger_updates: LedgerUpdates


class UserNonFundingLedgerUpdatesSubscription(
    Subscription[UserLedgerUpdates], frozen=True, tag="userNonFundingLedgerUpdates"
):
    """Follow a user's ledger; an event feed that begins with a snapshot."""

    user: str

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("userNonFundingLedgerUpdates", self.user.lower())


class UserNonFundingLedgerUpdatesFrame(ChannelFrame[UserLedgerUpdates], frozen=True, tag="userNonFundingLedgerUpdates"):
    """A snapshot, or new updates; it may be empty."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("userNonFundingLedgerUpdates", self.data.user.lower())
