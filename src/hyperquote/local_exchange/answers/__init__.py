"""What `/info` answers: one module per request, each with one function, and the table that finds it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hyperquote.info.requests import AnyRequest
from hyperquote.info.requests.active_asset_data import ActiveAssetDataRequest
from hyperquote.info.requests.aligned_quote_token_info import AlignedQuoteTokenInfoRequest
from hyperquote.info.requests.all_borrow_lend_reserve_states import AllBorrowLendReserveStatesRequest
from hyperquote.info.requests.all_mids import AllMidsRequest
from hyperquote.info.requests.all_perp_metas import AllPerpMetasRequest
from hyperquote.info.requests.approved_builders import ApprovedBuildersRequest
from hyperquote.info.requests.batch_clearinghouse_states import BatchClearinghouseStatesRequest
from hyperquote.info.requests.borrow_lend_reserve_state import BorrowLendReserveStateRequest
from hyperquote.info.requests.borrow_lend_user_state import BorrowLendUserStateRequest
from hyperquote.info.requests.candle_snapshot import CandleSnapshotRequest
from hyperquote.info.requests.clearinghouse_state import ClearinghouseStateRequest
from hyperquote.info.requests.delegations import DelegationsRequest
from hyperquote.info.requests.delegator_history import DelegatorHistoryRequest
from hyperquote.info.requests.delegator_rewards import DelegatorRewardsRequest
from hyperquote.info.requests.delegator_summary import DelegatorSummaryRequest
from hyperquote.info.requests.exchange_status import ExchangeStatusRequest
from hyperquote.info.requests.extra_agents import ExtraAgentsRequest
from hyperquote.info.requests.frontend_open_orders import FrontendOpenOrdersRequest
from hyperquote.info.requests.funding_history import FundingHistoryRequest
from hyperquote.info.requests.gossip_priority_auction_status import GossipPriorityAuctionStatusRequest
from hyperquote.info.requests.gossip_root_ips import GossipRootIpsRequest
from hyperquote.info.requests.historical_orders import HistoricalOrdersRequest
from hyperquote.info.requests.is_vip import IsVipRequest
from hyperquote.info.requests.l2_book import L2BookRequest
from hyperquote.info.requests.leading_vaults import LeadingVaultsRequest
from hyperquote.info.requests.legal_check import LegalCheckRequest
from hyperquote.info.requests.liquidatable import LiquidatableRequest
from hyperquote.info.requests.margin_table import MarginTableRequest
from hyperquote.info.requests.max_builder_fee import MaxBuilderFeeRequest
from hyperquote.info.requests.max_market_order_ntls import MaxMarketOrderNtlsRequest
from hyperquote.info.requests.meta import MetaRequest
from hyperquote.info.requests.meta_and_asset_ctxs import MetaAndAssetCtxsRequest
from hyperquote.info.requests.open_orders import OpenOrdersRequest
from hyperquote.info.requests.order_status import OrderStatusRequest
from hyperquote.info.requests.outcome_meta import OutcomeMetaRequest
from hyperquote.info.requests.outcome_templates import OutcomeTemplatesRequest
from hyperquote.info.requests.perp_annotation import PerpAnnotationRequest
from hyperquote.info.requests.perp_categories import PerpCategoriesRequest
from hyperquote.info.requests.perp_concise_annotations import PerpConciseAnnotationsRequest
from hyperquote.info.requests.perp_deploy_auction_status import PerpDeployAuctionStatusRequest
from hyperquote.info.requests.perp_dex_limits import PerpDexLimitsRequest
from hyperquote.info.requests.perp_dex_status import PerpDexStatusRequest
from hyperquote.info.requests.perp_dexs import PerpDexsRequest
from hyperquote.info.requests.perps_at_open_interest_cap import PerpsAtOpenInterestCapRequest
from hyperquote.info.requests.portfolio import PortfolioRequest
from hyperquote.info.requests.pre_transfer_check import PreTransferCheckRequest
from hyperquote.info.requests.predicted_fundings import PredictedFundingsRequest
from hyperquote.info.requests.recent_trades import RecentTradesRequest
from hyperquote.info.requests.referral import ReferralRequest
from hyperquote.info.requests.settled_outcome import SettledOutcomeRequest
from hyperquote.info.requests.spot_clearinghouse_state import SpotClearinghouseStateRequest
from hyperquote.info.requests.spot_deploy_state import SpotDeployStateRequest
from hyperquote.info.requests.spot_meta import SpotMetaRequest
from hyperquote.info.requests.spot_meta_and_asset_ctxs import SpotMetaAndAssetCtxsRequest
from hyperquote.info.requests.spot_pair_deploy_auction_status import SpotPairDeployAuctionStatusRequest
from hyperquote.info.requests.sub_accounts import SubAccountsRequest
from hyperquote.info.requests.sub_accounts2 import SubAccounts2Request
from hyperquote.info.requests.token_details import TokenDetailsRequest
from hyperquote.info.requests.twap_history import TwapHistoryRequest
from hyperquote.info.requests.usdc_routing import UsdcRoutingRequest
from hyperquote.info.requests.user_abstraction import UserAbstractionRequest
from hyperquote.info.requests.user_borrow_lend_interest import UserBorrowLendInterestRequest
from hyperquote.info.requests.user_dex_abstraction import UserDexAbstractionRequest
from hyperquote.info.requests.user_fees import UserFeesRequest
from hyperquote.info.requests.user_fills import UserFillsRequest
from hyperquote.info.requests.user_fills_by_time import UserFillsByTimeRequest
from hyperquote.info.requests.user_funding import UserFundingRequest
from hyperquote.info.requests.user_non_funding_ledger_updates import UserNonFundingLedgerUpdatesRequest
from hyperquote.info.requests.user_rate_limit import UserRateLimitRequest
from hyperquote.info.requests.user_role import UserRoleRequest
from hyperquote.info.requests.user_to_multi_sig_signers import UserToMultiSigSignersRequest
from hyperquote.info.requests.user_twap_slice_fills import UserTwapSliceFillsRequest
from hyperquote.info.requests.user_twap_slice_fills_by_time import UserTwapSliceFillsByTimeRequest
from hyperquote.info.requests.user_vault_equities import UserVaultEquitiesRequest
from hyperquote.info.requests.validator_l1_votes import ValidatorL1VotesRequest
from hyperquote.info.requests.validator_summaries import ValidatorSummariesRequest
from hyperquote.info.requests.vault_details import VaultDetailsRequest
from hyperquote.info.requests.vault_summaries import VaultSummariesRequest
from hyperquote.info.requests.web_data2 import WebData2Request
from hyperquote.info.weights import weight_of, weight_of_rows
from hyperquote.local_exchange.answers import (
    active_asset_data,
    aligned_quote_token_info,
    all_borrow_lend_reserve_states,
    all_mids,
    all_perp_metas,
    approved_builders,
    batch_clearinghouse_states,
    borrow_lend_reserve_state,
    borrow_lend_user_state,
    candle_snapshot,
    clearinghouse_state,
    delegations,
    delegator_history,
    delegator_rewards,
    delegator_summary,
    exchange_status,
    extra_agents,
    frontend_open_orders,
    funding_history,
    gossip_priority_auction_status,
    gossip_root_ips,
    historical_orders,
    is_vip,
    l2_book,
    leading_vaults,
    legal_check,
    liquidatable,
    margin_table,
    max_builder_fee,
    max_market_order_ntls,
    meta,
    meta_and_asset_ctxs,
    open_orders,
    order_status,
    outcome_meta,
    outcome_templates,
    perp_annotation,
    perp_categories,
    perp_concise_annotations,
    perp_deploy_auction_status,
    perp_dex_limits,
    perp_dex_status,
    perp_dexs,
    perps_at_open_interest_cap,
    portfolio,
    pre_transfer_check,
    predicted_fundings,
    recent_trades,
    referral,
    settled_outcome,
    spot_clearinghouse_state,
    spot_deploy_state,
    spot_meta,
    spot_meta_and_asset_ctxs,
    spot_pair_deploy_auction_status,
    sub_accounts,
    sub_accounts2,
    token_details,
    twap_history,
    usdc_routing,
    user_abstraction,
    user_borrow_lend_interest,
    user_dex_abstraction,
    user_fees,
    user_fills,
    user_fills_by_time,
    user_funding,
    user_non_funding_ledger_updates,
    user_rate_limit,
    user_role,
    user_to_multi_sig_signers,
    user_twap_slice_fills,
    user_twap_slice_fills_by_time,
    user_vault_equities,
    validator_l1_votes,
    validator_summaries,
    vault_details,
    vault_summaries,
    web_data2,
)

if TYPE_CHECKING:
    from hyperquote.local_exchange.exchange import LocalExchange

_ANSWERS: dict[type, Callable[["LocalExchange", Any, int], object]] = {
    ActiveAssetDataRequest: active_asset_data.answer,
    AlignedQuoteTokenInfoRequest: aligned_quote_token_info.answer,
    AllBorrowLendReserveStatesRequest: all_borrow_lend_reserve_states.answer,
    AllMidsRequest: all_mids.answer,
    AllPerpMetasRequest: all_perp_metas.answer,
    ApprovedBuildersRequest: approved_builders.answer,
    BatchClearinghouseStatesRequest: batch_clearinghouse_states.answer,
    BorrowLendReserveStateRequest: borrow_lend_reserve_state.answer,
    BorrowLendUserStateRequest: borrow_lend_user_state.answer,
    CandleSnapshotRequest: candle_snapshot.answer,
    ClearinghouseStateRequest: clearinghouse_state.answer,
    DelegationsRequest: delegations.answer,
    DelegatorHistoryRequest: delegator_history.answer,
    DelegatorRewardsRequest: delegator_rewards.answer,
    DelegatorSummaryRequest: delegator_summary.answer,
    ExchangeStatusRequest: exchange_status.answer,
    ExtraAgentsRequest: extra_agents.answer,
    FrontendOpenOrdersRequest: frontend_open_orders.answer,
    FundingHistoryRequest: funding_history.answer,
    GossipPriorityAuctionStatusRequest: gossip_priority_auction_status.answer,
    GossipRootIpsRequest: gossip_root_ips.answer,
    HistoricalOrdersRequest: historical_orders.answer,
    IsVipRequest: is_vip.answer,
    L2BookRequest: l2_book.answer,
    LeadingVaultsRequest: leading_vaults.answer,
    LegalCheckRequest: legal_check.answer,
    LiquidatableRequest: liquidatable.answer,
    MarginTableRequest: margin_table.answer,
    MaxBuilderFeeRequest: max_builder_fee.answer,
    MaxMarketOrderNtlsRequest: max_market_order_ntls.answer,
    MetaAndAssetCtxsRequest: meta_and_asset_ctxs.answer,
    MetaRequest: meta.answer,
    OpenOrdersRequest: open_orders.answer,
    OrderStatusRequest: order_status.answer,
    OutcomeMetaRequest: outcome_meta.answer,
    OutcomeTemplatesRequest: outcome_templates.answer,
    PerpAnnotationRequest: perp_annotation.answer,
    PerpCategoriesRequest: perp_categories.answer,
    PerpConciseAnnotationsRequest: perp_concise_annotations.answer,
    PerpDeployAuctionStatusRequest: perp_deploy_auction_status.answer,
    PerpDexLimitsRequest: perp_dex_limits.answer,
    PerpDexStatusRequest: perp_dex_status.answer,
    PerpDexsRequest: perp_dexs.answer,
    PerpsAtOpenInterestCapRequest: perps_at_open_interest_cap.answer,
    PortfolioRequest: portfolio.answer,
    PreTransferCheckRequest: pre_transfer_check.answer,
    PredictedFundingsRequest: predicted_fundings.answer,
    RecentTradesRequest: recent_trades.answer,
    ReferralRequest: referral.answer,
    SettledOutcomeRequest: settled_outcome.answer,
    SpotClearinghouseStateRequest: spot_clearinghouse_state.answer,
    SpotDeployStateRequest: spot_deploy_state.answer,
    SpotMetaAndAssetCtxsRequest: spot_meta_and_asset_ctxs.answer,
    SpotMetaRequest: spot_meta.answer,
    SpotPairDeployAuctionStatusRequest: spot_pair_deploy_auction_status.answer,
    SubAccounts2Request: sub_accounts2.answer,
    SubAccountsRequest: sub_accounts.answer,
    TokenDetailsRequest: token_details.answer,
    TwapHistoryRequest: twap_history.answer,
    UsdcRoutingRequest: usdc_routing.answer,
    UserAbstractionRequest: user_abstraction.answer,
    UserBorrowLendInterestRequest: user_borrow_lend_interest.answer,
    UserDexAbstractionRequest: user_dex_abstraction.answer,
    UserFeesRequest: user_fees.answer,
    UserFillsByTimeRequest: user_fills_by_time.answer,
    UserFillsRequest: user_fills.answer,
    UserFundingRequest: user_funding.answer,
    UserNonFundingLedgerUpdatesRequest: user_non_funding_ledger_updates.answer,
    UserRateLimitRequest: user_rate_limit.answer,
    UserRoleRequest: user_role.answer,
    UserToMultiSigSignersRequest: user_to_multi_sig_signers.answer,
    UserTwapSliceFillsByTimeRequest: user_twap_slice_fills_by_time.answer,
    UserTwapSliceFillsRequest: user_twap_slice_fills.answer,
    UserVaultEquitiesRequest: user_vault_equities.answer,
    ValidatorL1VotesRequest: validator_l1_votes.answer,
    ValidatorSummariesRequest: validator_summaries.answer,
    VaultDetailsRequest: vault_details.answer,
    VaultSummariesRequest: vault_summaries.answer,
    WebData2Request: web_data2.answer,
}


def answer(exchange: "LocalExchange", request: AnyRequest, now_ms: int) -> object:
    """Return the value of an info request, ready to encode. Everything executed so far is in it."""
    exchange.absorb()
    return _ANSWERS[type(request)](exchange, request, exchange.tick(now_ms))


def weight(request: AnyRequest, value: object) -> int:
    """Return what a request and its answer cost of the venue's budget per minute."""
    return weight_of(request) + weight_of_rows(request, value)
