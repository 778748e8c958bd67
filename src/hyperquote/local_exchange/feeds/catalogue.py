"""Which feed answers which subscription."""

from typing import TypeAlias

from hyperquote.local_exchange.candles import INTERVAL_MS
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.active_asset_ctx import ActiveAssetCtxFeed, SpotAssetCtxFeed
from hyperquote.local_exchange.feeds.active_asset_data import active_asset_data
from hyperquote.local_exchange.feeds.all_mids import AllMidsFeed
from hyperquote.local_exchange.feeds.bbo import BboFeed
from hyperquote.local_exchange.feeds.candle import CandleFeed
from hyperquote.local_exchange.feeds.clearinghouse_state import clearinghouse_state
from hyperquote.local_exchange.feeds.feed import Feed
from hyperquote.local_exchange.feeds.l2_book import L2BookFeed
from hyperquote.local_exchange.feeds.notification import NotificationFeed
from hyperquote.local_exchange.feeds.open_orders import open_orders
from hyperquote.local_exchange.feeds.order_updates import OrderUpdatesFeed
from hyperquote.local_exchange.feeds.spot_state import spot_state
from hyperquote.local_exchange.feeds.state import StateFeed
from hyperquote.local_exchange.feeds.trades import TradesFeed
from hyperquote.local_exchange.feeds.twap_states import TwapStatesFeed
from hyperquote.local_exchange.feeds.user_events import UserEventsFeed
from hyperquote.local_exchange.feeds.user_fills import UserFillsFeed
from hyperquote.local_exchange.feeds.user_fundings import UserFundingsFeed
from hyperquote.local_exchange.feeds.user_non_funding_ledger_updates import UserNonFundingLedgerUpdatesFeed
from hyperquote.local_exchange.feeds.user_twap_history import UserTwapHistoryFeed
from hyperquote.local_exchange.feeds.user_twap_slice_fills import UserTwapSliceFillsFeed
from hyperquote.local_exchange.feeds.web_data2 import web_data2
from hyperquote.local_exchange.shapes import can_aggregate
from hyperquote.local_exchange.spot_listing import SpotListing
from hyperquote.ws.channels import AnySubscription
from hyperquote.ws.channels.active_asset_ctx import ActiveAssetCtxSubscription
from hyperquote.ws.channels.active_asset_data import ActiveAssetDataSubscription
from hyperquote.ws.channels.all_mids import AllMidsSubscription
from hyperquote.ws.channels.bbo import BboSubscription
from hyperquote.ws.channels.candle import CandleSubscription
from hyperquote.ws.channels.clearinghouse_state import ClearinghouseStateSubscription
from hyperquote.ws.channels.l2_book import L2BookSubscription
from hyperquote.ws.channels.notification import NotificationSubscription
from hyperquote.ws.channels.open_orders import OpenOrdersSubscription
from hyperquote.ws.channels.order_updates import OrderUpdatesSubscription
from hyperquote.ws.channels.spot_state import SpotStateSubscription
from hyperquote.ws.channels.trades import TradesSubscription
from hyperquote.ws.channels.twap_states import TwapStatesSubscription
from hyperquote.ws.channels.user_events import UserEventsSubscription
from hyperquote.ws.channels.user_fills import UserFillsSubscription
from hyperquote.ws.channels.user_fundings import UserFundingsSubscription
from hyperquote.ws.channels.user_non_funding_ledger_updates import UserNonFundingLedgerUpdatesSubscription
from hyperquote.ws.channels.user_twap_history import UserTwapHistorySubscription
from hyperquote.ws.channels.user_twap_slice_fills import UserTwapSliceFillsSubscription
from hyperquote.ws.channels.web_data2 import WebData2Subscription

UserSubscription: TypeAlias = (
    OrderUpdatesSubscription
    | NotificationSubscription
    | SpotStateSubscription
    | WebData2Subscription
    | TwapStatesSubscription
    | UserEventsSubscription
    | UserFillsSubscription
    | UserFundingsSubscription
    | UserNonFundingLedgerUpdatesSubscription
    | UserTwapHistorySubscription
    | UserTwapSliceFillsSubscription
)


STATE_INTERVAL_MS = 5_000  # how often the venue tells whole states of users


class UnknownCoinError(LookupError):
    """A subscription names a coin that is not listed."""


def feed_of(exchange: LocalExchange, subscription: AnySubscription) -> Feed | None:
    """Return a new feed for a subscription; None when its arguments make no sense.

    Raises UnknownCoinError for a coin that is not listed.
    """
    if isinstance(subscription, AllMidsSubscription):
        dex = subscription.dex or ""
        return AllMidsFeed(dex) if not dex or exchange.find_dex(dex) else None
    if isinstance(subscription, ActiveAssetDataSubscription):
        asset = exchange.ids.get(subscription.coin)
        if asset is None or isinstance(exchange.listings[asset], SpotListing):
            raise UnknownCoinError(subscription.coin)
        return StateFeed(active_asset_data(subscription.user.lower(), subscription.coin), STATE_INTERVAL_MS)
    if isinstance(subscription, ClearinghouseStateSubscription | OpenOrdersSubscription):
        user, dex = subscription.user.lower(), subscription.dex or ""
        if dex and exchange.find_dex(dex) is None:
            return None
        is_orders = isinstance(subscription, OpenOrdersSubscription)
        return StateFeed(open_orders(user, dex) if is_orders else clearinghouse_state(user, dex), STATE_INTERVAL_MS)
    if not isinstance(
        subscription,
        ActiveAssetCtxSubscription | BboSubscription | CandleSubscription | L2BookSubscription | TradesSubscription,
    ):
        return _feed_of_user(subscription)
    asset = exchange.ids.get(subscription.coin)
    if asset is None:
        raise UnknownCoinError(subscription.coin)
    if isinstance(subscription, TradesSubscription):
        return TradesFeed(asset)
    if isinstance(subscription, BboSubscription):
        return BboFeed(asset)
    if isinstance(subscription, ActiveAssetCtxSubscription):
        listing = exchange.listings[asset]
        return SpotAssetCtxFeed(listing) if isinstance(listing, SpotListing) else ActiveAssetCtxFeed(asset)
    if isinstance(subscription, CandleSubscription):
        return CandleFeed(asset, subscription.interval) if subscription.interval in INTERVAL_MS else None
    if not can_aggregate(subscription.n_sig_figs, subscription.mantissa):
        return None
    rules = exchange.rules
    interval_ms = rules.fast_book_interval_ms if subscription.fast else rules.book_interval_ms
    return L2BookFeed(asset, subscription, interval_ms)


def _feed_of_user(subscription: UserSubscription) -> Feed | None:
    user = subscription.user.lower()
    if isinstance(subscription, OrderUpdatesSubscription):
        return OrderUpdatesFeed(user)
    if isinstance(subscription, NotificationSubscription):
        return NotificationFeed(user)
    if isinstance(subscription, SpotStateSubscription):
        return StateFeed(spot_state(user), STATE_INTERVAL_MS)
    if isinstance(subscription, WebData2Subscription):
        return StateFeed(web_data2(user), STATE_INTERVAL_MS)
    if isinstance(subscription, UserEventsSubscription):
        return UserEventsFeed(user)
    if isinstance(subscription, UserFillsSubscription):
        return UserFillsFeed(user, subscription.aggregate_by_time)
    if isinstance(subscription, UserFundingsSubscription):
        return UserFundingsFeed(user)
    if isinstance(subscription, UserNonFundingLedgerUpdatesSubscription):
        return UserNonFundingLedgerUpdatesFeed(user)
    if isinstance(subscription, UserTwapHistorySubscription):
        return UserTwapHistoryFeed(user)
    if isinstance(subscription, UserTwapSliceFillsSubscription):
        return UserTwapSliceFillsFeed(user)
    return None if subscription.dex else TwapStatesFeed(user)
