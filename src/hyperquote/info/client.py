"""Ask the venue, get typed answers."""

from typing import Final, Protocol, TypeVar

import msgspec

from hyperquote.errors import ProtocolError, ValidationError
from hyperquote.info.requests.active_asset_data import ActiveAssetData, ActiveAssetDataRequest
from hyperquote.info.requests.all_mids import AllMids, AllMidsRequest
from hyperquote.info.requests.base import InfoRequest
from hyperquote.info.requests.candle_snapshot import CandleRange, Candles, CandleSnapshotRequest
from hyperquote.info.requests.clearinghouse_state import ClearinghouseState, ClearinghouseStateRequest
from hyperquote.info.requests.frontend_open_orders import FrontendOpenOrdersRequest, FrontendOrders
from hyperquote.info.requests.funding_history import FundingHistoryRequest, FundingRates
from hyperquote.info.requests.historical_orders import HistoricalOrdersRequest, OrderRecords
from hyperquote.info.requests.l2_book import L2Book, L2BookRequest
from hyperquote.info.requests.meta import Meta, MetaRequest
from hyperquote.info.requests.meta_and_asset_ctxs import MetaAndAssetCtxs, MetaAndAssetCtxsRequest
from hyperquote.info.requests.open_orders import OpenOrders, OpenOrdersRequest
from hyperquote.info.requests.order_status import OrderStatus, OrderStatusRequest
from hyperquote.info.requests.perp_dexs import PerpDexs, PerpDexsRequest
from hyperquote.info.requests.recent_trades import RecentTradesRequest, Trades
from hyperquote.info.requests.referral import Referral, ReferralRequest
from hyperquote.info.requests.spot_clearinghouse_state import SpotClearinghouseState, SpotClearinghouseStateRequest
from hyperquote.info.requests.spot_meta import SpotMeta, SpotMetaRequest
from hyperquote.info.requests.spot_meta_and_asset_ctxs import SpotMetaAndAssetCtxs, SpotMetaAndAssetCtxsRequest
from hyperquote.info.requests.user_fees import UserFees, UserFeesRequest
from hyperquote.info.requests.user_fills import Fills, UserFillsRequest
from hyperquote.info.requests.user_fills_by_time import PAGE_ROWS, UserFillsByTimeRequest
from hyperquote.info.requests.user_funding import FundingPayments, UserFundingRequest
from hyperquote.info.requests.user_non_funding_ledger_updates import LedgerUpdates, UserNonFundingLedgerUpdatesRequest
from hyperquote.info.requests.user_rate_limit import UserRateLimit, UserRateLimitRequest
from hyperquote.info.requests.user_role import UserRole, UserRoleRequest

R = TypeVar("R")


class Poster(Protocol):
    """What carries the bytes: `hyperquote.transport.http.Http`, or a stand-in."""

    async def post(self, path: str, body: bytes, timeout_s: float) -> bytes:
        """Return the body of the reply, or raise from `hyperquote.errors`."""
        ...


class InfoClient:
    """`await info.ask(request)` for every request there is, and methods for those of every day.

    A `user` is the account that trades (master, sub-account or vault), never its agent: an agent has nothing.
    """

    def __init__(self, http: Poster, *, timeout_s: float = 10.0) -> None:
        self._http: Final = http
        self._timeout_s: Final = timeout_s

    async def ask(self, request: InfoRequest[R]) -> R:
        """Return the typed answer; `ProtocolError` when it cannot be read, else what the transport raises."""
        data = await self._http.post("/info", msgspec.json.encode(request), self._timeout_s)
        try:
            return request.read(data)
        except msgspec.DecodeError as error:
            raise ProtocolError(f"unreadable reply to {type(request).__name__}: {error}") from error

    async def meta(self, dex: str | None = None) -> Meta:
        """Return the perpetuals of a dex."""
        return await self.ask(MetaRequest(dex))

    async def meta_and_asset_ctxs(self, dex: str | None = None) -> MetaAndAssetCtxs:
        """Return the perpetuals of a dex with funding, open interest and marks."""
        return await self.ask(MetaAndAssetCtxsRequest(dex))

    async def spot_meta(self) -> SpotMeta:
        """Return spot pairs and tokens."""
        return await self.ask(SpotMetaRequest())

    async def spot_meta_and_asset_ctxs(self) -> SpotMetaAndAssetCtxs:
        """Return spot pairs and tokens with prices and supplies."""
        return await self.ask(SpotMetaAndAssetCtxsRequest())

    async def perp_dexs(self) -> PerpDexs:
        """Return the builder-deployed dexes; the first entry is None, the venue's own."""
        return await self.ask(PerpDexsRequest())

    async def all_mids(self, dex: str | None = None) -> AllMids:
        """Return the mid of every coin."""
        return await self.ask(AllMidsRequest(dex))

    async def l2_book(self, coin: str, *, n_sig_figs: int | None = None, mantissa: int | None = None) -> L2Book:
        """Return up to 20 levels a side; `ValidationError` when the venue has no such coin."""
        book = await self.ask(L2BookRequest(coin, n_sig_figs, mantissa))
        if book is None:
            raise ValidationError(f"the venue has no coin {coin!r}; names are case-sensitive, as in meta")
        return book

    async def recent_trades(self, coin: str) -> Trades:
        """Return the last ten or so trades, newest first."""
        return await self.ask(RecentTradesRequest(coin))

    async def candles(self, coin: str, interval: str, start_ms: int, end_ms: int | None = None) -> Candles:
        """Return candles that overlap the range, oldest first."""
        return await self.ask(CandleSnapshotRequest(CandleRange(coin, interval, start_ms, end_ms)))

    async def funding_history(self, coin: str, start_ms: int, end_ms: int | None = None) -> FundingRates:
        """Return at most 500 hours of funding rates, oldest first."""
        return await self.ask(FundingHistoryRequest(coin, start_ms, end_ms))

    async def user_state(self, user: str, dex: str | None = None) -> ClearinghouseState:
        """Return margin and positions."""
        return await self.ask(ClearinghouseStateRequest(user, dex))

    async def spot_user_state(self, user: str) -> SpotClearinghouseState:
        """Return spot balances."""
        return await self.ask(SpotClearinghouseStateRequest(user))

    async def open_orders(self, user: str, dex: str | None = None) -> OpenOrders:
        """Return open orders in the short form."""
        return await self.ask(OpenOrdersRequest(user, dex))

    async def frontend_open_orders(self, user: str, dex: str | None = None) -> FrontendOrders:
        """Return open orders in the full form."""
        return await self.ask(FrontendOpenOrdersRequest(user, dex))

    async def order_status(self, user: str, oid: int | str) -> OrderStatus:
        """Return what became of an order, by order id or client order id."""
        return await self.ask(OrderStatusRequest(user, oid))

    async def user_fills(self, user: str) -> Fills:
        """Return at most the 2000 newest fills, newest first."""
        return await self.ask(UserFillsRequest(user))

    async def user_fills_by_time(self, user: str, start_ms: int, end_ms: int | None = None) -> Fills:
        """Return every fill of [start, end] (ms) that the venue still has, oldest first, page by page.

        Fills share milliseconds, so the next page begins in the last millisecond of this one and what is known
        by (tid, oid, time) is dropped. Raises `ProtocolError` when one millisecond fills a page: no request could
        see beyond it.
        """
        fills: Fills = []
        known: set[tuple[int, int, int]] = set()
        while True:
            page = await self.ask(UserFillsByTimeRequest(user, start_ms, end_ms))
            fresh = [fill for fill in page if (fill.tid, fill.oid, fill.time) not in known]
            known.update((fill.tid, fill.oid, fill.time) for fill in fresh)
            fills.extend(fresh)
            if len(page) < PAGE_ROWS:
                return fills
            last_ms = page[-1].time
            if last_ms == page[0].time:
                raise ProtocolError(
                    f"{len(page)} fills of {user} in one millisecond ({last_ms}): some are out of reach"
                )
            start_ms = last_ms

    async def historical_orders(self, user: str) -> OrderRecords:
        """Return at most 2000 changes of order status, newest first."""
        return await self.ask(HistoricalOrdersRequest(user))

    async def user_funding(self, user: str, start_ms: int | None = None, end_ms: int | None = None) -> FundingPayments:
        """Return at most 500 funding payments, oldest first."""
        return await self.ask(UserFundingRequest(user, start_ms, end_ms))

    async def user_ledger(self, user: str, start_ms: int | None = None, end_ms: int | None = None) -> LedgerUpdates:
        """Return a page of deposits, withdrawals and transfers, oldest first."""
        return await self.ask(UserNonFundingLedgerUpdatesRequest(user, start_ms, end_ms))

    async def active_asset_data(self, user: str, coin: str) -> ActiveAssetData:
        """Return leverage and room to trade in one perpetual."""
        return await self.ask(ActiveAssetDataRequest(user, coin))

    async def referral(self, user: str) -> Referral:
        """Return who referred the user and what the user's own code earned."""
        return await self.ask(ReferralRequest(user))

    async def user_fees(self, user: str) -> UserFees:
        """Return fee rates and the whole schedule."""
        return await self.ask(UserFeesRequest(user))

    async def user_rate_limit(self, user: str) -> UserRateLimit:
        """Return how many actions the address has sent and may send."""
        return await self.ask(UserRateLimitRequest(user))

    async def user_role(self, user: str) -> UserRole:
        """Return what kind of account the address is."""
        return await self.ask(UserRoleRequest(user))
