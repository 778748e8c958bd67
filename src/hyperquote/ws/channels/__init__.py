"""Every feed of the WebSocket, one module each; the unions that client and server decode.

`explorerBlock` and `explorerTxs` are feeds of another host, whose frames are bare arrays, and not here.
"""

from typing import TypeAlias, get_args

import msgspec

from hyperquote.errors import ProtocolError
from hyperquote.ws.channels.active_asset_ctx import (
    ActiveAssetCtxFrame,
    ActiveAssetCtxSubscription,
    ActiveSpotAssetCtxFrame,
)
from hyperquote.ws.channels.active_asset_data import ActiveAssetDataFrame, ActiveAssetDataSubscription
from hyperquote.ws.channels.all_dexs_asset_ctxs import AllDexsAssetCtxsFrame, AllDexsAssetCtxsSubscription
from hyperquote.ws.channels.all_dexs_clearinghouse_state import (
    AllDexsClearinghouseStateFrame,
    AllDexsClearinghouseStateSubscription,
)
from hyperquote.ws.channels.all_mids import AllMidsFrame, AllMidsSubscription
from hyperquote.ws.channels.asset_ctxs import AssetCtxsFrame, AssetCtxsSubscription
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
from hyperquote.ws.channels.fast_asset_ctxs import FastAssetCtxsFrame, FastAssetCtxsSubscription
from hyperquote.ws.channels.l2_book import L2BookFrame, L2BookSubscription
from hyperquote.ws.channels.notification import NotificationFrame, NotificationSubscription
from hyperquote.ws.channels.open_orders import OpenOrdersFrame, OpenOrdersSubscription
from hyperquote.ws.channels.order_updates import OrderUpdatesFrame, OrderUpdatesSubscription
from hyperquote.ws.channels.outcome_meta_updates import OutcomeMetaUpdatesFrame, OutcomeMetaUpdatesSubscription
from hyperquote.ws.channels.spot_asset_ctxs import SpotAssetCtxsFrame, SpotAssetCtxsSubscription
from hyperquote.ws.channels.spot_state import SpotStateFrame, SpotStateSubscription
from hyperquote.ws.channels.trades import TradesFrame, TradesSubscription
from hyperquote.ws.channels.twap_states import TwapStatesFrame, TwapStatesSubscription
from hyperquote.ws.channels.user_events import UserEventsFrame, UserEventsSubscription
from hyperquote.ws.channels.user_fills import UserFillsFrame, UserFillsSubscription
from hyperquote.ws.channels.user_fundings import UserFundingsFrame, UserFundingsSubscription
from hyperquote.ws.channels.user_historical_orders import UserHistoricalOrdersFrame, UserHistoricalOrdersSubscription
from hyperquote.ws.channels.user_non_funding_ledger_updates import (
    UserNonFundingLedgerUpdatesFrame,
    UserNonFundingLedgerUpdatesSubscription,
)
from hyperquote.ws.channels.user_twap_history import UserTwapHistoryFrame, UserTwapHistorySubscription
from hyperquote.ws.channels.user_twap_slice_fills import UserTwapSliceFillsFrame, UserTwapSliceFillsSubscription
from hyperquote.ws.channels.web_data2 import WebData2Frame, WebData2Subscription
from hyperquote.ws.channels.web_data3 import WebData3Frame, WebData3Subscription

__all__ = [
    "FEED_FRAMES",
    "ActiveAssetCtxFrame",
    "ActiveAssetCtxSubscription",
    "ActiveAssetDataFrame",
    "ActiveAssetDataSubscription",
    "ActiveSpotAssetCtxFrame",
    "AllDexsAssetCtxsFrame",
    "AllDexsAssetCtxsSubscription",
    "AllDexsClearinghouseStateFrame",
    "AllDexsClearinghouseStateSubscription",
    "AllMidsFrame",
    "AllMidsSubscription",
    "AnyFrame",
    "AnySubscription",
    "AssetCtxsFrame",
    "AssetCtxsSubscription",
    "BboFrame",
    "BboSubscription",
    "CandleFrame",
    "CandleSubscription",
    "ClearinghouseStateFrame",
    "ClearinghouseStateSubscription",
    "ClientMessage",
    "ControlFrame",
    "ErrorFrame",
    "FastAssetCtxsFrame",
    "FastAssetCtxsSubscription",
    "FeedFrame",
    "L2BookFrame",
    "L2BookSubscription",
    "NotificationFrame",
    "NotificationSubscription",
    "OpenOrdersFrame",
    "OpenOrdersSubscription",
    "OrderUpdatesFrame",
    "OrderUpdatesSubscription",
    "OutcomeMetaUpdatesFrame",
    "OutcomeMetaUpdatesSubscription",
    "Ping",
    "PongFrame",
    "Post",
    "PostFrame",
    "SpotAssetCtxsFrame",
    "SpotAssetCtxsSubscription",
    "SpotStateFrame",
    "SpotStateSubscription",
    "Subscribe",
    "SubscriptionResponseFrame",
    "TradesFrame",
    "TradesSubscription",
    "TwapStatesFrame",
    "TwapStatesSubscription",
    "UnknownFrame",
    "Unsubscribe",
    "UserEventsFrame",
    "UserEventsSubscription",
    "UserFillsFrame",
    "UserFillsSubscription",
    "UserFundingsFrame",
    "UserFundingsSubscription",
    "UserHistoricalOrdersFrame",
    "UserHistoricalOrdersSubscription",
    "UserNonFundingLedgerUpdatesFrame",
    "UserNonFundingLedgerUpdatesSubscription",
    "UserTwapHistoryFrame",
    "UserTwapHistorySubscription",
    "UserTwapSliceFillsFrame",
    "UserTwapSliceFillsSubscription",
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
    | ActiveAssetDataSubscription
    | AllDexsAssetCtxsSubscription
    | AllDexsClearinghouseStateSubscription
    | AllMidsSubscription
    | AssetCtxsSubscription
    | BboSubscription
    | CandleSubscription
    | ClearinghouseStateSubscription
    | FastAssetCtxsSubscription
    | L2BookSubscription
    | NotificationSubscription
    | OpenOrdersSubscription
    | OrderUpdatesSubscription
    | OutcomeMetaUpdatesSubscription
    | SpotAssetCtxsSubscription
    | SpotStateSubscription
    | TradesSubscription
    | TwapStatesSubscription
    | UserEventsSubscription
    | UserFillsSubscription
    | UserFundingsSubscription
    | UserHistoricalOrdersSubscription
    | UserNonFundingLedgerUpdatesSubscription
    | UserTwapHistorySubscription
    | UserTwapSliceFillsSubscription
    | WebData2Subscription
    | WebData3Subscription
)
"""What the venue serves, and a local exchange too."""

FeedFrame: TypeAlias = (
    ActiveAssetCtxFrame
    | ActiveAssetDataFrame
    | ActiveSpotAssetCtxFrame
    | AllDexsAssetCtxsFrame
    | AllDexsClearinghouseStateFrame
    | AllMidsFrame
    | AssetCtxsFrame
    | BboFrame
    | CandleFrame
    | ClearinghouseStateFrame
    | FastAssetCtxsFrame
    | L2BookFrame
    | NotificationFrame
    | OpenOrdersFrame
    | OrderUpdatesFrame
    | OutcomeMetaUpdatesFrame
    | SpotAssetCtxsFrame
    | SpotStateFrame
    | TradesFrame
    | TwapStatesFrame
    | UserEventsFrame
    | UserFillsFrame
    | UserFundingsFrame
    | UserHistoricalOrdersFrame
    | UserNonFundingLedgerUpdatesFrame
    | UserTwapHistoryFrame
    | UserTwapSliceFillsFrame
    | WebData2Frame
    | WebData3Frame
)
FEED_FRAMES = frozenset(get_args(FeedFrame))
"""The classes of `FeedFrame`."""

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
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        try:
            frame = _ANY.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError):
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
