"""perpDeployAuctionStatus: the auction for the right to list a perp."""

from hyperquote.info.requests.perp_deploy_auction_status import GasAuction, PerpDeployAuctionStatusRequest
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import decimal_text

DURATION_S = 111_600  # 31 hours
START_GAS_E8 = 1_000 * 10**8  # HYPE
END_GAS_E8 = 500 * 10**8


def answer(exchange: LocalExchange, request: PerpDeployAuctionStatusRequest, now_ms: int) -> GasAuction:
    """Return an auction in which nobody bids: its price falls in a straight line, and the next one begins."""
    gone_s = now_ms // 1_000 % DURATION_S
    gas_e8 = START_GAS_E8 - (START_GAS_E8 - END_GAS_E8) * gone_s // DURATION_S
    return GasAuction(
        start_time_seconds=now_ms // 1_000 - gone_s,
        duration_seconds=DURATION_S,
        start_gas=decimal_text(START_GAS_E8, 8),
        current_gas=decimal_text(gas_e8, 8),
        end_gas=None,
    )
