"""What a question weighs in the venue's budget of 1200 a minute."""

from typing import Any, Final

from hyperquote.info.requests.all_mids import AllMidsRequest
from hyperquote.info.requests.base import InfoRequest
from hyperquote.info.requests.candle_snapshot import CandleSnapshotRequest
from hyperquote.info.requests.clearinghouse_state import ClearinghouseStateRequest
from hyperquote.info.requests.delegator_history import DelegatorHistoryRequest
from hyperquote.info.requests.delegator_rewards import DelegatorRewardsRequest
from hyperquote.info.requests.exchange_status import ExchangeStatusRequest
from hyperquote.info.requests.funding_history import FundingHistoryRequest
from hyperquote.info.requests.historical_orders import HistoricalOrdersRequest
from hyperquote.info.requests.l2_book import L2BookRequest
from hyperquote.info.requests.order_status import OrderStatusRequest
from hyperquote.info.requests.recent_trades import RecentTradesRequest
from hyperquote.info.requests.spot_clearinghouse_state import SpotClearinghouseStateRequest
from hyperquote.info.requests.twap_history import TwapHistoryRequest
from hyperquote.info.requests.user_fills import UserFillsRequest
from hyperquote.info.requests.user_fills_by_time import UserFillsByTimeRequest
from hyperquote.info.requests.user_funding import UserFundingRequest
from hyperquote.info.requests.user_non_funding_ledger_updates import UserNonFundingLedgerUpdatesRequest
from hyperquote.info.requests.user_role import UserRoleRequest
from hyperquote.info.requests.user_twap_slice_fills import UserTwapSliceFillsRequest
from hyperquote.info.requests.user_twap_slice_fills_by_time import UserTwapSliceFillsByTimeRequest
from hyperquote.info.requests.validator_summaries import ValidatorSummariesRequest

DEFAULT_WEIGHT: Final = 20
_LIGHT: Final = (
    AllMidsRequest,
    ClearinghouseStateRequest,
    ExchangeStatusRequest,
    L2BookRequest,
    OrderStatusRequest,
    SpotClearinghouseStateRequest,
)
_BY_ROWS: Final = (
    DelegatorHistoryRequest,
    DelegatorRewardsRequest,
    FundingHistoryRequest,
    HistoricalOrdersRequest,
    RecentTradesRequest,
    TwapHistoryRequest,
    UserFillsByTimeRequest,
    UserFillsRequest,
    UserFundingRequest,
    UserNonFundingLedgerUpdatesRequest,
    UserTwapSliceFillsByTimeRequest,
    UserTwapSliceFillsRequest,
    ValidatorSummariesRequest,
)


def weight_of(request: InfoRequest[Any]) -> int:
    """Return what a question weighs before it is answered."""
    if isinstance(request, _LIGHT):
        return 2
    return 60 if isinstance(request, UserRoleRequest) else DEFAULT_WEIGHT


def weight_of_rows(request: InfoRequest[Any], answer: object) -> int:
    """Return what the rows of an answer weigh besides: one for each 20, of candles for each 60."""
    if not isinstance(answer, list):
        return 0
    if isinstance(request, CandleSnapshotRequest):
        return len(answer) // 60
    return len(answer) // 20 if isinstance(request, _BY_ROWS) else 0
