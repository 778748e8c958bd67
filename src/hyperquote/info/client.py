"""Ask the venue, get typed answers."""

from collections.abc import Callable
from typing import Final, Protocol, TypeVar

import msgspec

from hyperquote.errors import ProtocolError, ValidationError
from hyperquote.info.checks import check
from hyperquote.info.paging import Pages
from hyperquote.info.requests.active_asset_data import ActiveAssetData, ActiveAssetDataRequest
from hyperquote.info.requests.all_mids import AllMids, AllMidsRequest
from hyperquote.info.requests.base import InfoRequest
from hyperquote.info.requests.candle_snapshot import PAGE_ROWS as CANDLE_ROWS
from hyperquote.info.requests.candle_snapshot import CandleRange, Candles, CandleSnapshotRequest
from hyperquote.info.requests.clearinghouse_state import ClearinghouseState, ClearinghouseStateRequest
from hyperquote.info.requests.delegator_summary import DelegatorSummary, DelegatorSummaryRequest
from hyperquote.info.requests.exchange_status import ExchangeStatus, ExchangeStatusRequest
from hyperquote.info.requests.extra_agents import ExtraAgents, ExtraAgentsRequest
from hyperquote.info.requests.frontend_open_orders import FrontendOpenOrdersRequest, FrontendOrders
from hyperquote.info.requests.funding_history import PAGE_ROWS as FUNDING_RATE_ROWS
from hyperquote.info.requests.funding_history import FundingHistoryRequest, FundingRates
from hyperquote.info.requests.historical_orders import HistoricalOrdersRequest, OrderRecords
from hyperquote.info.requests.l2_book import L2Book, L2BookRequest
from hyperquote.info.requests.max_builder_fee import MaxBuilderFeeRequest
from hyperquote.info.requests.meta import Meta, MetaRequest
from hyperquote.info.requests.meta_and_asset_ctxs import MetaAndAssetCtxs, MetaAndAssetCtxsRequest
from hyperquote.info.requests.open_orders import OpenOrders, OpenOrdersRequest
from hyperquote.info.requests.order_status import OrderStatus, OrderStatusRequest
from hyperquote.info.requests.perp_dexs import PerpDexs, PerpDexsRequest
from hyperquote.info.requests.portfolio import Portfolio, PortfolioRequest
from hyperquote.info.requests.predicted_fundings import PredictedFundings, PredictedFundingsRequest
from hyperquote.info.requests.recent_trades import RecentTradesRequest, Trades
from hyperquote.info.requests.referral import Referral, ReferralRequest
from hyperquote.info.requests.spot_clearinghouse_state import SpotClearinghouseState, SpotClearinghouseStateRequest
from hyperquote.info.requests.spot_meta import SpotMeta, SpotMetaRequest
from hyperquote.info.requests.spot_meta_and_asset_ctxs import SpotMetaAndAssetCtxs, SpotMetaAndAssetCtxsRequest
from hyperquote.info.requests.sub_accounts2 import SubAccount2, SubAccounts2Request
from hyperquote.info.requests.twap_history import TwapHistoryRequest, TwapRecords
from hyperquote.info.requests.user_abstraction import UserAbstractionRequest
from hyperquote.info.requests.user_fees import UserFees, UserFeesRequest
from hyperquote.info.requests.user_fills import Fills, UserFillsRequest
from hyperquote.info.requests.user_fills_by_time import PAGE_ROWS as FILL_ROWS
from hyperquote.info.requests.user_fills_by_time import UserFillsByTimeRequest
from hyperquote.info.requests.user_funding import PAGE_ROWS as FUNDING_PAYMENT_ROWS
from hyperquote.info.requests.user_funding import FundingPayments, UserFundingRequest
from hyperquote.info.requests.user_non_funding_ledger_updates import PAGE_ROWS as LEDGER_ROWS
from hyperquote.info.requests.user_non_funding_ledger_updates import LedgerUpdates, UserNonFundingLedgerUpdatesRequest
from hyperquote.info.requests.user_rate_limit import UserRateLimit, UserRateLimitRequest
from hyperquote.info.requests.user_role import UserRole, UserRoleRequest
from hyperquote.info.requests.user_twap_slice_fills import TwapSliceFills
from hyperquote.info.requests.user_twap_slice_fills_by_time import PAGE_ROWS as SLICE_FILL_ROWS
from hyperquote.info.requests.user_twap_slice_fills_by_time import UserTwapSliceFillsByTimeRequest
from hyperquote.info.requests.user_vault_equities import UserVaultEquitiesRequest, VaultEquities
from hyperquote.info.requests.vault_details import VaultDetails, VaultDetailsRequest
from hyperquote.info.weights import weight_of, weight_of_rows
from hyperquote.transport.throttle import Throttle

R = TypeVar("R")
T = TypeVar("T")


class Poster(Protocol):
    """What carries the bytes: `hyperquote.transport.http.Http`, or a stand-in."""

    async def post(self, path: str, body: bytes, timeout_s: float) -> bytes:
        """Return the body of the reply, or raise from `hyperquote.errors`."""
        ...


class InfoClient:
    """`await info.ask(request)` for every request there is, and methods for those of every day.

    A `user` is the account that trades (master, sub-account or vault), never its agent: an agent has nothing.
    With a `throttle`, a question waits until the venue's budget has room for it. With `coin_of` (`Universe.coin`), the
    methods take a spot pair by its friendly name, `HYPE/USDC`, too; `ask` sends what it is given.
    """

    def __init__(
        self,
        http: Poster,
        *,
        timeout_s: float = 10.0,
        throttle: Throttle | None = None,
        coin_of: Callable[[str], str] | None = None,
    ) -> None:
        self._http: Final = http
        self._coin_of: Final = coin_of
        self._throttle: Final = throttle
        self._timeout_s: Final = timeout_s

    async def ask(self, request: InfoRequest[R]) -> R:
        """Return the typed answer; `ProtocolError` when it cannot be read, else what the transport raises.

        ValidationError names the field of what cannot be asked.
        """
        check(request)
        if self._throttle is not None:
            await self._throttle.enter(weight_of(request))
        data = await self._http.post("/info", msgspec.json.encode(request), self._timeout_s)
        try:
            answer = request.read(data)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ProtocolError(f"unreadable reply to {type(request).__name__}: {error}") from error
        if self._throttle is not None:
            self._throttle.charge(weight_of_rows(request, answer))
        return answer

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
        book = await self.ask(L2BookRequest(self._coin(coin), n_sig_figs, mantissa))
        if book is None:
            raise ValidationError(f"the venue has no coin {coin!r}; names are case-sensitive, as in meta")
        return book

    async def recent_trades(self, coin: str) -> Trades:
        """Return the last ten or so trades, newest first."""
        return await self.ask(RecentTradesRequest(self._coin(coin)))

    async def candles(self, coin: str, interval: str, start_ms: int, end_ms: int | None = None) -> Candles:
        """Return every candle that overlaps [start, end] (ms), oldest first; the venue keeps the last 5000."""
        coin = self._coin(coin)
        return await self._every(
            lambda from_ms: CandleSnapshotRequest(CandleRange(coin, interval, from_ms, end_ms)),
            Pages(start_ms, CANDLE_ROWS, lambda candle: candle.open_ms),
        )

    async def funding_history(self, coin: str, start_ms: int, end_ms: int | None = None) -> FundingRates:
        """Return the funding rate of every hour of [start, end] (ms), oldest first."""
        coin = self._coin(coin)
        return await self._every(
            lambda from_ms: FundingHistoryRequest(coin, from_ms, end_ms),
            Pages(start_ms, FUNDING_RATE_ROWS, lambda rate: rate.time),
        )

    async def predicted_fundings(self) -> PredictedFundings:
        """Return the next funding of every coin, here and elsewhere."""
        return await self.ask(PredictedFundingsRequest())

    async def exchange_status(self) -> ExchangeStatus:
        """Return the venue's clock and whether anything is the matter."""
        return await self.ask(ExchangeStatusRequest())

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
        """Return every fill of [start, end] (ms), oldest first; the venue keeps the last 10000."""
        return await self._every(
            lambda from_ms: UserFillsByTimeRequest(user, from_ms, end_ms),
            Pages(start_ms, FILL_ROWS, lambda fill: fill.time),
        )

    async def user_twap_slice_fills_by_time(
        self, user: str, start_ms: int, end_ms: int | None = None
    ) -> TwapSliceFills:
        """Return every fill of a TWAP slice of [start, end] (ms), oldest first."""
        return await self._every(
            lambda from_ms: UserTwapSliceFillsByTimeRequest(user, from_ms, end_ms),
            Pages(start_ms, SLICE_FILL_ROWS, lambda slice_fill: slice_fill.fill.time),
        )

    async def twap_history(self, user: str) -> TwapRecords:
        """Return what became of a user's TWAPs, newest first."""
        return await self.ask(TwapHistoryRequest(user))

    async def historical_orders(self, user: str) -> OrderRecords:
        """Return at most 2000 changes of order status, newest first."""
        return await self.ask(HistoricalOrdersRequest(user))

    async def user_funding(self, user: str, start_ms: int = 0, end_ms: int | None = None) -> FundingPayments:
        """Return every funding payment of [start, end] (ms), oldest first."""
        return await self._every(
            lambda from_ms: UserFundingRequest(user, from_ms, end_ms),
            Pages(start_ms, FUNDING_PAYMENT_ROWS, lambda payment: payment.time),
        )

    async def user_ledger(self, user: str, start_ms: int = 0, end_ms: int | None = None) -> LedgerUpdates:
        """Return every deposit, withdrawal and transfer of [start, end] (ms), oldest first."""
        return await self._every(
            lambda from_ms: UserNonFundingLedgerUpdatesRequest(user, from_ms, end_ms),
            Pages(start_ms, LEDGER_ROWS, lambda update: update.time),
        )

    async def portfolio(self, user: str) -> Portfolio:
        """Return curves of equity and P&L by period."""
        return await self.ask(PortfolioRequest(user))

    async def sub_accounts(self, user: str) -> list[SubAccount2]:
        """Return the sub-accounts of a master with their state on every dex."""
        return await self.ask(SubAccounts2Request(user)) or []

    async def vault_details(self, vault_address: str, user: str | None = None) -> VaultDetails:
        """Return a vault, and with `user` that follower's part; `ValidationError` when there is no such vault."""
        vault = await self.ask(VaultDetailsRequest(vault_address, user))
        if vault is None:
            raise ValidationError(f"the venue has no vault at {vault_address}; give the vault's own address")
        return vault

    async def user_vault_equities(self, user: str) -> VaultEquities:
        """Return what a user has in vaults."""
        return await self.ask(UserVaultEquitiesRequest(user))

    async def delegator_summary(self, user: str) -> DelegatorSummary:
        """Return a user's stake in sum."""
        return await self.ask(DelegatorSummaryRequest(user))

    async def max_builder_fee(self, user: str, builder: str) -> int:
        """Return the fee a user lets a builder charge, in tenths of a basis point."""
        return await self.ask(MaxBuilderFeeRequest(user, builder))

    async def extra_agents(self, user: str) -> ExtraAgents:
        """Return the named agents of a user."""
        return await self.ask(ExtraAgentsRequest(user))

    async def user_abstraction(self, user: str) -> str:
        """Return how the balances of an account hang together."""
        return await self.ask(UserAbstractionRequest(user))

    async def active_asset_data(self, user: str, coin: str) -> ActiveAssetData:
        """Return leverage and room to trade in one perpetual."""
        return await self.ask(ActiveAssetDataRequest(user, self._coin(coin)))

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

    def __repr__(self) -> str:
        return f"InfoClient({self._http!r})"

    def _coin(self, name: str) -> str:
        return name if self._coin_of is None else self._coin_of(name)

    async def _every(self, request_from: Callable[[int], InfoRequest[list[T]]], pages: Pages[T]) -> list[T]:
        while pages.take(await self.ask(request_from(pages.start_ms))):
            pass
        return pages.rows
