"""Every feed of the WebSocket, one module each; the unions that client and server decode."""

from typing import TypeAlias, get_args

import msgspec

from hyperquote.errors import ProtocolError
from hyperquote.ws.channels.active_asset_ctx import (
    ActiveAssetCtxFrame,
    ActiveAssetCtxSubscription,
    ActiveSpotAssetCtxFrame,
)
from hyperquote.ws.channels.active_asset_data import ActiveAssetDataFrame, ActiveAssetDataSubscription
from hyperquote.ws.channels.all_mids import AllMidsFrame, AllMidsSubscription
from hyperquote.ws.channels.bbo import BboFrame, BboSubscription
from hyperquote.ws.channels.candle import CandleFrame, CandleSubscription
from hyperquote.ws.channels.clearinghouse_state import ClearinghouseStateFrame, ClearinghouseStateSubscription
from hyperquote.ws.channels.control import (
    ErrorFrame,
    Ping,
    PongFrame,
    Post,
    PostFrame,
    Subscribe,
    SubscriptionResponseFrame,
    Unsubscribe,
)
from hyperquote.ws.channels.l2_book import L2BookFrame, L2BookSubscription
from hyperquote.ws.channels.notification import NotificationFrame, NotificationSubscription
from hyperquote.ws.channels.open_orders import OpenOrdersFrame, OpenOrdersSubscription
from hyperquote.ws.channels.order_updates import OrderUpdatesFrame, OrderUpdatesSubscription
from hyperquote.ws.channels.trades import TradesFrame, TradesSubscription
from hyperquote.ws.channels.user_events import UserEventsFrame, UserEventsSubscription
from hyperquote.ws.channels.user_fills import UserFillsFrame, UserFillsSubscription
from hyperquote.ws.channels.user_fundings import UserFundingsFrame, UserFundingsSubscription
from hyperquote.ws.channels.user_non_funding_ledger_updates import (
    UserNonFundingLedgerUpdatesFrame,
    UserNonFundingLedgerUpdatesSubscription,
)
from hyperquote.ws.channels.web_data2 import WebData2Frame, WebData2Subscription
from hyperquote.ws.channels.web_data3 import WebData3Frame, WebData3Subscription

__all__ = [
    "ActiveAssetCtxFrame",
    "ActiveAssetCtxSubscription",
    "ActiveAssetDataFrame",
    "ActiveAssetDataSubscription",
    "ActiveSpotAssetCtxFrame",
    "AllMidsFrame",
    "AllMidsSubscription",
    "AnyFrame",
    "AnySubscription",
    "BboFrame",
    "BboSubscription",
    "CandleFrame",
    "CandleSubscription",
    "ClearinghouseStateFrame",
    "ClearinghouseStateSubscription",
    "ClientMessage",
    "ControlFrame",
    "ErrorFrame",
    "FeedFrame",
    "L2BookFrame",
    "L2BookSubscription",
    "NotificationFrame",
    "NotificationSubscription",
    "OpenOrdersFrame",
    "OpenOrdersSubscription",
    "OrderUpdatesFrame",
    "OrderUpdatesSubscription",
    "Ping",
    "PongFrame",
    "Post",
    "PostFrame",
    "Subscribe",
    "SubscriptionResponseFrame",
    "TradesFrame",
    "TradesSubscription",
    "UnknownFrame",
    "Unsubscribe",
    "UserEventsFrame",
    "UserEventsSubscription",
    "UserFillsFrame",
    "UserFillsSubscription",
    "UserFundingsFrame",
    "UserFundingsSubscription",
    "UserNonFundingLedgerUpdatesFrame",
    "UserNonFundingLedgerUpdatesSubscription",
    "WebData2Frame",
    "WebData2Subscription",
    "WebData3Frame",
    "WebData3Subscription",
    "decode_client_message",
    "decode_frame",
    "decode_subscription",
]

AnySubscription: TypeAlias = (
    ActiveAssetCtxSubscription
    | AllMidsSubscription
    | BboSubscription
    | CandleSubscription
    | L2BookSubscription
    | OrderUpdatesSubscription
    | TradesSubscription
    | UserEventsSubscription
    | UserFillsSubscription
)
"""What a local exchange serves. The other subscriptions here are for the venue."""
FeedFrame: TypeAlias = (
    ActiveAssetCtxFrame
    | ActiveAssetDataFrame
    | ActiveSpotAssetCtxFrame
    | AllMidsFrame
    | BboFrame
    | CandleFrame
    | ClearinghouseStateFrame
    | L2BookFrame
    | NotificationFrame
    | OpenOrdersFrame
    | OrderUpdatesFrame
    | TradesFrame
    | UserEventsFrame
    | UserFillsFrame
    | UserFundingsFrame
    | UserNonFundingLedgerUpdatesFrame
    | WebData2Frame
    | WebData3Frame
)
ControlFrame: TypeAlias = SubscriptionResponseFrame | PongFrame | ErrorFrame | PostFrame
ClientMessage: TypeAlias = Subscribe | Unsubscribe | Ping | Post


class UnknownFrame(msgspec.Struct, frozen=True):
    """A channel that has no module here; kept as it came."""

    channel: str
    data: msgspec.Raw = msgspec.Raw(b"null")


AnyFrame: TypeAlias = FeedFrame | ControlFrame | UnknownFrame

_KNOWN: msgspec.json.Decoder[FeedFrame | ControlFrame] = msgspec.json.Decoder(FeedFrame | ControlFrame)
_ANY = msgspec.json.Decoder(UnknownFrame)
_CHANNELS = frozenset(struct.__struct_config__.tag for struct in get_args(FeedFrame | ControlFrame))
_CLIENT: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)
_SUBSCRIPTION: msgspec.json.Decoder[AnySubscription] = msgspec.json.Decoder(AnySubscription)


def decode_frame(data: bytes | str) -> AnyFrame:
    """Return one frame of the server, typed by its channel, in a single pass over the text.

    A channel we do not know is an `UnknownFrame`. Raises `ProtocolError` for what is no frame, or is a known
    channel with data that does not fit.
    """
    try:
        return _KNOWN.decode(data)
    except msgspec.DecodeError as error:
        try:
            frame = _ANY.decode(data)
        except msgspec.DecodeError:
            raise ProtocolError(f"not a WebSocket frame of the venue: {data[:200]!r}") from error
        if frame.channel in _CHANNELS:
            raise ProtocolError(f"unreadable data on channel {frame.channel}: {error}") from error
        return frame


def decode_client_message(data: bytes | str) -> ClientMessage:
    """Return what a client said (the server's side); `msgspec.DecodeError` when it is nothing we know."""
    return _CLIENT.decode(data)


def decode_subscription(data: bytes | str | msgspec.Raw) -> AnySubscription:
    """Return a subscription from its object (the server's side); `msgspec.DecodeError` when it is none we know."""
    return _SUBSCRIPTION.decode(data)
