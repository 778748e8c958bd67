"""Every question `POST /info` understands here, one module each, and the union a server decodes."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.active_asset_data import ActiveAssetDataRequest
from hyperquote.info.requests.all_mids import AllMidsRequest
from hyperquote.info.requests.candle_snapshot import CandleSnapshotRequest
from hyperquote.info.requests.clearinghouse_state import ClearinghouseStateRequest
from hyperquote.info.requests.extra_agents import ExtraAgentsRequest
from hyperquote.info.requests.frontend_open_orders import FrontendOpenOrdersRequest
from hyperquote.info.requests.funding_history import FundingHistoryRequest
from hyperquote.info.requests.historical_orders import HistoricalOrdersRequest
from hyperquote.info.requests.l2_book import L2BookRequest
from hyperquote.info.requests.meta import MetaRequest
from hyperquote.info.requests.meta_and_asset_ctxs import MetaAndAssetCtxsRequest
from hyperquote.info.requests.open_orders import OpenOrdersRequest
from hyperquote.info.requests.order_status import OrderStatusRequest
from hyperquote.info.requests.perp_dexs import PerpDexsRequest
from hyperquote.info.requests.recent_trades import RecentTradesRequest
from hyperquote.info.requests.referral import ReferralRequest
from hyperquote.info.requests.spot_clearinghouse_state import SpotClearinghouseStateRequest
from hyperquote.info.requests.spot_meta import SpotMetaRequest
from hyperquote.info.requests.spot_meta_and_asset_ctxs import SpotMetaAndAssetCtxsRequest
from hyperquote.info.requests.user_abstraction import UserAbstractionRequest
from hyperquote.info.requests.user_fees import UserFeesRequest
from hyperquote.info.requests.user_fills import UserFillsRequest
from hyperquote.info.requests.user_fills_by_time import UserFillsByTimeRequest
from hyperquote.info.requests.user_funding import UserFundingRequest
from hyperquote.info.requests.user_non_funding_ledger_updates import UserNonFundingLedgerUpdatesRequest
from hyperquote.info.requests.user_rate_limit import UserRateLimitRequest
from hyperquote.info.requests.user_role import UserRoleRequest

__all__ = [
    "ActiveAssetDataRequest",
    "AllMidsRequest",
    "AnyRequest",
    "CandleSnapshotRequest",
    "ClearinghouseStateRequest",
    "ExtraAgentsRequest",
    "FrontendOpenOrdersRequest",
    "FundingHistoryRequest",
    "HistoricalOrdersRequest",
    "L2BookRequest",
    "MetaAndAssetCtxsRequest",
    "MetaRequest",
    "OpenOrdersRequest",
    "OrderStatusRequest",
    "PerpDexsRequest",
    "RecentTradesRequest",
    "ReferralRequest",
    "SpotClearinghouseStateRequest",
    "SpotMetaAndAssetCtxsRequest",
    "SpotMetaRequest",
    "UserAbstractionRequest",
    "UserFeesRequest",
    "UserFillsByTimeRequest",
    "UserFillsRequest",
    "UserFundingRequest",
    "UserNonFundingLedgerUpdatesRequest",
    "UserRateLimitRequest",
    "UserRoleRequest",
    "decode_request",
]

AnyRequest: TypeAlias = (
    ActiveAssetDataRequest
    | AllMidsRequest
    | CandleSnapshotRequest
    | ClearinghouseStateRequest
    | ExtraAgentsRequest
    | FrontendOpenOrdersRequest
    | FundingHistoryRequest
    | HistoricalOrdersRequest
    | L2BookRequest
    | MetaAndAssetCtxsRequest
    | MetaRequest
    | OpenOrdersRequest
    | OrderStatusRequest
    | PerpDexsRequest
    | RecentTradesRequest
    | SpotClearinghouseStateRequest
    | SpotMetaAndAssetCtxsRequest
    | SpotMetaRequest
    | UserAbstractionRequest
    | UserFeesRequest
    | UserFillsByTimeRequest
    | UserFillsRequest
    | UserFundingRequest
    | UserRateLimitRequest
    | UserRoleRequest
)

"""What a local exchange answers. `ReferralRequest` and `UserNonFundingLedgerUpdatesRequest` are for the venue."""

_REQUEST: msgspec.json.Decoder[AnyRequest] = msgspec.json.Decoder(AnyRequest)


def decode_request(data: bytes | msgspec.Raw) -> AnyRequest:
    """Return the request in a body: extra keys are ignored, null counts as absent.

    Raises `msgspec.ValidationError` for an unknown type or a wrong field (the venue says 422), and its base
    `msgspec.DecodeError` for what is not JSON at all (the venue says 400).
    """
    return _REQUEST.decode(data)
