"""userEvents: fills, funding, liquidations and the venue's own cancels, on the channel called `user`."""

import msgspec

from hyperquote.info.requests.base import DecimalText, nullable
from hyperquote.info.requests.twap_history import TwapRecords
from hyperquote.info.requests.user_fills import Fills
from hyperquote.info.requests.user_twap_slice_fills import TwapSliceFills
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class UserFunding(msgspec.Struct, frozen=True, rename="camel"):
    """One funding payment: `usdc` negative when the user paid."""

    time: int
    coin: str
    usdc: DecimalText
    szi: DecimalText
    funding_rate: DecimalText
    n_samples: int | None = nullable()


class Liquidation(msgspec.Struct, frozen=True):
    """The user was liquidated, or did the liquidating (this object has snake-case keys)."""

    lid: int
    liquidator: str
    liquidated_user: str
    liquidated_ntl_pos: DecimalText
    liquidated_account_value: DecimalText


class NonUserCancel(msgspec.Struct, frozen=True):
    """An order that the venue cancelled by itself."""

    coin: str
    oid: int


class UserEvent(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Exactly one of these is set; none for a kind we do not know."""

    fills: Fills | None = None
    funding: UserFunding | None = None
    liquidation: Liquidation | None = None
    non_user_cancel: list[NonUserCancel] | None = None
    twap_history: TwapRecords | None = None
    twap_slice_fills: TwapSliceFills | None = None


class UserEventsSubscription(Subscription[UserEvent], frozen=True, tag="userEvents"):
    """Follow what happens to a user; an event feed without snapshot. Its frames do not name the user."""

    user: str

    @property
    def routing_key(self) -> RoutingKey:
        """Cannot be told apart: one user per connection."""
        return ("user", "")


class UserEventsFrame(ChannelFrame[UserEvent], frozen=True, tag="user"):
    """One event."""

    @property
    def routing_key(self) -> RoutingKey:
        """Cannot be told apart."""
        return ("user", "")
