"""A subscription in the venue's canonical words: defaults written out, users in lower case, keys in its order."""

import msgspec
from msgspec.structs import replace

from hyperquote.ws.channels import AnySubscription
from hyperquote.ws.channels.candle import CandleSubscription
from hyperquote.ws.channels.l2_book import L2BookSubscription
from hyperquote.ws.channels.notification import NotificationSubscription
from hyperquote.ws.channels.order_updates import OrderUpdatesSubscription
from hyperquote.ws.channels.twap_states import TwapStatesSubscription
from hyperquote.ws.channels.user_events import UserEventsSubscription
from hyperquote.ws.channels.user_fills import UserFillsSubscription
from hyperquote.ws.channels.user_fundings import UserFundingsSubscription
from hyperquote.ws.channels.user_non_funding_ledger_updates import UserNonFundingLedgerUpdatesSubscription
from hyperquote.ws.channels.user_twap_history import UserTwapHistorySubscription
from hyperquote.ws.channels.user_twap_slice_fills import UserTwapSliceFillsSubscription

_ENCODER = msgspec.json.Encoder()
_OF_USER = (
    NotificationSubscription,
    OrderUpdatesSubscription,
    TwapStatesSubscription,
    UserEventsSubscription,
    UserFillsSubscription,
    UserFundingsSubscription,
    UserNonFundingLedgerUpdatesSubscription,
    UserTwapHistorySubscription,
    UserTwapSliceFillsSubscription,
)


def user_of(subscription: AnySubscription) -> str:
    """Return the account a subscription follows, in lower case; "" for a public feed."""
    return subscription.user.lower() if isinstance(subscription, _OF_USER) else ""


def canonical(subscription: AnySubscription) -> bytes:
    """Return the text that acknowledges a subscription and identifies its feed."""
    if isinstance(subscription, L2BookSubscription):
        return _ENCODER.encode(
            {
                "type": "l2Book",
                "coin": subscription.coin,
                "nSigFigs": subscription.n_sig_figs,
                "mantissa": subscription.mantissa,
                "fast": subscription.fast,
            }
        )
    if isinstance(subscription, UserFillsSubscription):
        return _ENCODER.encode(
            {
                "type": "userFills",
                "user": subscription.user.lower(),
                "aggregateByTime": subscription.aggregate_by_time,
            }
        )
    if isinstance(subscription, CandleSubscription):
        return _ENCODER.encode({"type": "candle", "interval": subscription.interval, "coin": subscription.coin})
    if isinstance(subscription, TwapStatesSubscription):
        words = {"type": "twapStates", "user": subscription.user.lower(), "dex": subscription.dex or ""}
        return _ENCODER.encode(words)
    if isinstance(subscription, _OF_USER):
        return _ENCODER.encode(replace(subscription, user=subscription.user.lower()))
    return _ENCODER.encode(subscription)
