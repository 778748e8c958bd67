"""Which feed answers which subscription."""

from typing import TypeAlias

from hyperquote.local_exchange.candles import INTERVAL_MS
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.active_asset_ctx import ActiveAssetCtxFeed, SpotAssetCtxFeed
from hyperquote.local_exchange.feeds.active_asset_data import active_asset_data
from hyperquote.local_exchange.feeds.all_dexs_clearinghouse_state import all_dexs_clearinghouse_state
from hyperquote.local_exchange.feeds.all_mids import AllMidsFeed
from hyperquote.local_exchange.feeds.asset_ctxs import all_dexs_asset_ctxs, asset_ctxs, spot_asset_ctxs
from hyperquote.local_exchange.feeds.bbo import BboFeed
from hyperquote.local_exchange.feeds.candle import CandleFeed
from hyperquote.local_exchange.feeds.clearinghouse_state import clearinghouse_state
from hyperquote.local_exchange.feeds.fast_asset_ctxs import FastAssetCtxsFeed
from hyperquote.local_exchange.feeds.feed import Feed
from hyperquote.local_exchange.feeds.l2_book import L2BookFeed
from hyperquote.local_exchange.feeds.notification import NotificationFeed
from hyperquote.local_exchange.feeds.open_orders import open_orders
from hyperquote.local_exchange.feeds.order_updates import OrderUpdatesFeed
from hyperquote.local_exchange.feeds.outcome_meta_updates import OutcomeMetaUpdatesFeed
from hyperquote.local_exchange.feeds.spot_state import spot_state
from hyperquote.local_exchange.feeds.state import StateFeed, StateOf
from hyperquote.local_exchange.feeds.trades import TradesFeed
from hyperquote.local_exchange.feeds.twap_states import TwapStatesFeed
from hyperquote.local_exchange.feeds.user_events import UserEventsFeed
from hyperquote.local_exchange.feeds.user_fills import UserFillsFeed
from hyperquote.local_exchange.feeds.user_fundings import UserFundingsFeed
from hyperquote.local_exchange.feeds.user_historical_orders import UserHistoricalOrdersFeed
from hyperquote.local_exchange.feeds.user_non_funding_ledger_updates import UserNonFundingLedgerUpdatesFeed
from hyperquote.local_exchange.feeds.user_twap_history import UserTwapHistoryFeed
from hyperquote.local_exchange.feeds.user_twap_slice_fills import UserTwapSliceFillsFeed
from hyperquote.local_exchange.feeds.web_data2 import web_data2
from hyperquote.local_exchange.feeds.web_data3 import web_data3
from hyperquote.local_exchange.shapes import can_aggregate
from hyperquote.local_exchange.spot_listing import SpotListing
from hyperquote.ws.channels import AnySubscription
from hyperquote.ws.channels.active_asset_ctx import ActiveAssetCtxSubscription
from hyperquote.ws.channels.active_asset_data import ActiveAssetDataSubscription
from hyperquote.ws.channels.all_dexs_asset_ctxs import AllDexsAssetCtxsSubscription
from hyperquote.ws.channels.all_dexs_clearinghouse_state import AllDexsClearinghouseStateSubscription
from hyperquote.ws.channels.all_mids import AllMidsSubscription
from hyperquote.ws.channels.asset_ctxs import AssetCtxsSubscription
from hyperquote.ws.channels.bbo import BboSubscription
from hyperquote.ws.channels.candle import CandleSubscription
from hyperquote.ws.channels.clearinghouse_state import ClearinghouseStateSubscription
from hyperquote.ws.channels.fast_asset_ctxs import FastAssetCtxsSubscription
from hyperquote.ws.channels.l2_book import L2BookSubscription
from hyperquote.ws.channels.notification import NotificationSubscription
from hyperquote.ws.channels.open_orders import OpenOrdersSubscription
from hyperquote.ws.channels.order_updates import OrderUpdatesSubscription
from hyperquote.ws.channels.outcome_meta_updates import OutcomeMetaUpdatesSubscription
from hyperquote.ws.channels.spot_asset_ctxs import SpotAssetCtxsSubscription
from hyperquote.ws.channels.spot_state import SpotStateSubscription
from hyperquote.ws.channels.trades import TradesSubscription
from hyperquote.ws.channels.twap_states import TwapStatesSubscription
from hyperquote.ws.channels.user_events import UserEventsSubscription
from hyperquote.ws.channels.user_fills import UserFillsSubscription
from hyperquote.ws.channels.user_fundings import UserFundingsSubscription
from hyperquote.ws.channels.user_historical_orders import UserHistoricalOrdersSubscription
from hyperquote.ws.channels.user_non_funding_ledger_updates import UserNonFundingLedgerUpdatesSubscription
from hyperquote.ws.channels.user_twap_history import UserTwapHistorySubscription
from hyperquote.ws.channels.user_twap_slice_fills import UserTwapSliceFillsSubscription
from hyperquote.ws.channels.web_data2 import WebData2Subscription
from hyperquote.ws.channels.web_data3 import WebData3Subscription

MarketSubscription: TypeAlias = (
    AllDexsAssetCtxsSubscription
    | AllMidsSubscription
    | AssetCtxsSubscription
    | FastAssetCtxsSubscription
    | OutcomeMetaUpdatesSubscription
    | SpotAssetCtxsSubscription
)
CoinSubscription: TypeAlias = (
    ActiveAssetCtxSubscription | BboSubscription | CandleSubscription | L2BookSubscription | TradesSubscription
)
StateSubscription: TypeAlias = (
    ActiveAssetDataSubscription
    | AllDexsClearinghouseStateSubscription
    | ClearinghouseStateSubscription
    | OpenOrdersSubscription
    | SpotStateSubscription
    | WebData2Subscription
    | WebData3Subscription
)
UserSubscription: TypeAlias = (
    StateSubscription
    | NotificationSubscription
    | OrderUpdatesSubscription
    | TwapStatesSubscription
    | UserEventsSubscription
    | UserFillsSubscription
    | UserFundingsSubscription
    | UserHistoricalOrdersSubscription
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
    if isinstance(subscription, CoinSubscription):
        return _feed_of_coin(exchange, subscription)
    if isinstance(subscription, MarketSubscription):
        return _feed_of_market(exchange, subscription)
    dex = getattr(subscription, "dex", None) or ""
    return _feed_of_user(exchange, subscription, dex) if dex in exchange.dex_names else None


def _feed_of_market(exchange: LocalExchange, subscription: MarketSubscription) -> Feed | None:
    if isinstance(subscription, AllDexsAssetCtxsSubscription):
        return StateFeed(all_dexs_asset_ctxs, STATE_INTERVAL_MS)
    if isinstance(subscription, SpotAssetCtxsSubscription):
        return StateFeed(spot_asset_ctxs, STATE_INTERVAL_MS)
    if isinstance(subscription, FastAssetCtxsSubscription):
        return FastAssetCtxsFeed()
    if isinstance(subscription, OutcomeMetaUpdatesSubscription):
        return OutcomeMetaUpdatesFeed()
    dex = subscription.dex or ""
    if dex not in exchange.dex_names:
        return None
    return (
        AllMidsFeed(dex)
        if isinstance(subscription, AllMidsSubscription)
        else StateFeed(asset_ctxs(dex), STATE_INTERVAL_MS)
    )


def _feed_of_coin(exchange: LocalExchange, subscription: CoinSubscription) -> Feed | None:
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


def _feed_of_user(exchange: LocalExchange, subscription: UserSubscription, dex: str) -> Feed | None:
    user = subscription.user.lower()
    if isinstance(subscription, OrderUpdatesSubscription):
        return OrderUpdatesFeed(user)
    if isinstance(subscription, NotificationSubscription):
        return NotificationFeed(user)
    if isinstance(subscription, UserEventsSubscription):
        return UserEventsFeed(user)
    if isinstance(subscription, UserFillsSubscription):
        return UserFillsFeed(user, subscription.aggregate_by_time)
    if isinstance(subscription, UserFundingsSubscription):
        return UserFundingsFeed(user)
    if isinstance(subscription, UserHistoricalOrdersSubscription):
        return UserHistoricalOrdersFeed(user)
    if isinstance(subscription, UserNonFundingLedgerUpdatesSubscription):
        return UserNonFundingLedgerUpdatesFeed(user)
    if isinstance(subscription, UserTwapHistorySubscription):
        return UserTwapHistoryFeed(user)
    if isinstance(subscription, UserTwapSliceFillsSubscription):
        return UserTwapSliceFillsFeed(user)
    if isinstance(subscription, TwapStatesSubscription):
        return TwapStatesFeed(user, dex)
    return StateFeed(_state_of(exchange, subscription, user, dex), STATE_INTERVAL_MS)


def _state_of(exchange: LocalExchange, subscription: StateSubscription, user: str, dex: str) -> StateOf:
    if isinstance(subscription, ActiveAssetDataSubscription):
        asset = exchange.ids.get(subscription.coin)
        if asset is None or isinstance(exchange.listings[asset], SpotListing):
            raise UnknownCoinError(subscription.coin)
        return active_asset_data(user, subscription.coin)
    if isinstance(subscription, AllDexsClearinghouseStateSubscription):
        return all_dexs_clearinghouse_state(user)
    if isinstance(subscription, ClearinghouseStateSubscription):
        return clearinghouse_state(user, dex)
    if isinstance(subscription, OpenOrdersSubscription):
        return open_orders(user, dex)
    if isinstance(subscription, SpotStateSubscription):
        return spot_state(user)
    return web_data2(user) if isinstance(subscription, WebData2Subscription) else web_data3(user)
