"""A subscription in the venue's canonical words: defaults written out, users in lower case, keys in its order."""

import msgspec

from hyperquote.ws.channels import AnySubscription
from hyperquote.ws.channels.asset_ctxs import AssetCtxsSubscription
from hyperquote.ws.channels.candle import CandleSubscription
from hyperquote.ws.channels.clearinghouse_state import ClearinghouseStateSubscription
from hyperquote.ws.channels.l2_book import L2BookSubscription
from hyperquote.ws.channels.open_orders import OpenOrdersSubscription
from hyperquote.ws.channels.spot_state import SpotStateSubscription
from hyperquote.ws.channels.twap_states import TwapStatesSubscription
from hyperquote.ws.channels.user_fills import UserFillsSubscription

_ENCODER = msgspec.json.Encoder()
_DEFAULTS: dict[type, dict[str, object]] = {
    AssetCtxsSubscription: {"dex": ""},
    ClearinghouseStateSubscription: {"dex": ""},
    L2BookSubscription: {"nSigFigs": None, "mantissa": None, "fast": False},
    OpenOrdersSubscription: {"dex": ""},
    SpotStateSubscription: {"ignorePortfolioMargin": False},
    TwapStatesSubscription: {"dex": ""},
    UserFillsSubscription: {"aggregateByTime": False},
}


def user_of(subscription: AnySubscription) -> str:
    """Return the account a subscription follows, in lower case; "" for a public feed."""
    return str(getattr(subscription, "user", "")).lower()


def canonical(subscription: AnySubscription) -> bytes:
    """Return the text that acknowledges a subscription and identifies its feed."""
    if isinstance(subscription, CandleSubscription):
        return _ENCODER.encode({"type": "candle", "interval": subscription.interval, "coin": subscription.coin})
    words: dict[str, object] = msgspec.to_builtins(subscription)
    if user := user_of(subscription):
        words["user"] = user
    for key, default in _DEFAULTS.get(type(subscription), {}).items():
        words[key] = words.pop(key, default)
    return _ENCODER.encode(words)
