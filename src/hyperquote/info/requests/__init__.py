"""Every question of `POST /info`, one module each, and the union of them all.

The explorer's questions (`blockDetails`, `txDetails`, `userDetails`) are for another host and not here.
"""

from typing import TypeAlias

import msgspec

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

__all__ = [
    "ActiveAssetDataRequest",
    "AlignedQuoteTokenInfoRequest",
    "AllBorrowLendReserveStatesRequest",
    "AllMidsRequest",
    "AllPerpMetasRequest",
    "AnyRequest",
    "ApprovedBuildersRequest",
    "BatchClearinghouseStatesRequest",
    "BorrowLendReserveStateRequest",
    "BorrowLendUserStateRequest",
    "CandleSnapshotRequest",
    "ClearinghouseStateRequest",
    "DelegationsRequest",
    "DelegatorHistoryRequest",
    "DelegatorRewardsRequest",
    "DelegatorSummaryRequest",
    "ExchangeStatusRequest",
    "ExtraAgentsRequest",
    "FrontendOpenOrdersRequest",
    "FundingHistoryRequest",
    "GossipPriorityAuctionStatusRequest",
    "GossipRootIpsRequest",
    "HistoricalOrdersRequest",
    "IsVipRequest",
    "L2BookRequest",
    "LeadingVaultsRequest",
    "LegalCheckRequest",
    "LiquidatableRequest",
    "MarginTableRequest",
    "MaxBuilderFeeRequest",
    "MaxMarketOrderNtlsRequest",
    "MetaAndAssetCtxsRequest",
    "MetaRequest",
    "OpenOrdersRequest",
    "OrderStatusRequest",
    "OutcomeMetaRequest",
    "OutcomeTemplatesRequest",
    "PerpAnnotationRequest",
    "PerpCategoriesRequest",
    "PerpConciseAnnotationsRequest",
    "PerpDeployAuctionStatusRequest",
    "PerpDexLimitsRequest",
    "PerpDexStatusRequest",
    "PerpDexsRequest",
    "PerpsAtOpenInterestCapRequest",
    "PortfolioRequest",
    "PreTransferCheckRequest",
    "PredictedFundingsRequest",
    "RecentTradesRequest",
    "ReferralRequest",
    "SettledOutcomeRequest",
    "SpotClearinghouseStateRequest",
    "SpotDeployStateRequest",
    "SpotMetaAndAssetCtxsRequest",
    "SpotMetaRequest",
    "SpotPairDeployAuctionStatusRequest",
    "SubAccounts2Request",
    "SubAccountsRequest",
    "TokenDetailsRequest",
    "TwapHistoryRequest",
    "UsdcRoutingRequest",
    "UserAbstractionRequest",
    "UserBorrowLendInterestRequest",
    "UserDexAbstractionRequest",
    "UserFeesRequest",
    "UserFillsByTimeRequest",
    "UserFillsRequest",
    "UserFundingRequest",
    "UserNonFundingLedgerUpdatesRequest",
    "UserRateLimitRequest",
    "UserRoleRequest",
    "UserToMultiSigSignersRequest",
    "UserTwapSliceFillsByTimeRequest",
    "UserTwapSliceFillsRequest",
    "UserVaultEquitiesRequest",
    "ValidatorL1VotesRequest",
    "ValidatorSummariesRequest",
    "VaultDetailsRequest",
    "VaultSummariesRequest",
    "WebData2Request",
    "decode_request",
]

AnyRequest: TypeAlias = (
    ActiveAssetDataRequest
    | AlignedQuoteTokenInfoRequest
    | AllBorrowLendReserveStatesRequest
    | AllMidsRequest
    | AllPerpMetasRequest
    | ApprovedBuildersRequest
    | BatchClearinghouseStatesRequest
    | BorrowLendReserveStateRequest
    | BorrowLendUserStateRequest
    | CandleSnapshotRequest
    | ClearinghouseStateRequest
    | DelegationsRequest
    | DelegatorHistoryRequest
    | DelegatorRewardsRequest
    | DelegatorSummaryRequest
    | ExchangeStatusRequest
    | ExtraAgentsRequest
    | FrontendOpenOrdersRequest
    | FundingHistoryRequest
    | GossipPriorityAuctionStatusRequest
    | GossipRootIpsRequest
    | HistoricalOrdersRequest
    | IsVipRequest
    | L2BookRequest
    | LeadingVaultsRequest
    | LegalCheckRequest
    | LiquidatableRequest
    | MarginTableRequest
    | MaxBuilderFeeRequest
    | MaxMarketOrderNtlsRequest
    | MetaAndAssetCtxsRequest
    | MetaRequest
    | OpenOrdersRequest
    | OrderStatusRequest
    | OutcomeMetaRequest
    | OutcomeTemplatesRequest
    | PerpAnnotationRequest
    | PerpCategoriesRequest
    | PerpConciseAnnotationsRequest
    | PerpDeployAuctionStatusRequest
    | PerpDexLimitsRequest
    | PerpDexStatusRequest
    | PerpDexsRequest
    | PerpsAtOpenInterestCapRequest
    | PortfolioRequest
    | PreTransferCheckRequest
    | PredictedFundingsRequest
    | RecentTradesRequest
    | ReferralRequest
    | SettledOutcomeRequest
    | SpotClearinghouseStateRequest
    | SpotDeployStateRequest
    | SpotMetaAndAssetCtxsRequest
    | SpotMetaRequest
    | SpotPairDeployAuctionStatusRequest
    | SubAccounts2Request
    | SubAccountsRequest
    | TokenDetailsRequest
    | TwapHistoryRequest
    | UsdcRoutingRequest
    | UserAbstractionRequest
    | UserBorrowLendInterestRequest
    | UserDexAbstractionRequest
    | UserFeesRequest
    | UserFillsByTimeRequest
    | UserFillsRequest
    | UserFundingRequest
    | UserNonFundingLedgerUpdatesRequest
    | UserRateLimitRequest
    | UserRoleRequest
    | UserToMultiSigSignersRequest
    | UserTwapSliceFillsByTimeRequest
    | UserTwapSliceFillsRequest
    | UserVaultEquitiesRequest
    | ValidatorL1VotesRequest
    | ValidatorSummariesRequest
    | VaultDetailsRequest
    | VaultSummariesRequest
    | WebData2Request
)
"""What the venue answers, and a local exchange too."""

_REQUEST: msgspec.json.Decoder[AnyRequest] = msgspec.json.Decoder(AnyRequest)


def decode_request(data: bytes | msgspec.Raw) -> AnyRequest:
    """Return the request in a body: extra keys are ignored, null counts as absent.

    Raises `msgspec.ValidationError` for an unknown type or a wrong field (the venue says 422), and its base
    `msgspec.DecodeError` for what is not JSON at all (the venue says 400).
    """
    return _REQUEST.decode(data)
