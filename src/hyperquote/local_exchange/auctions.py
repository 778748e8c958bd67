"""Auctions in which nobody bids: the price falls in a straight line, and the next one begins."""

from hyperquote.info.requests.perp_deploy_auction_status import GasAuction
from hyperquote.local_exchange.texts import decimal_text

DURATION_S = 111_600  # 31 hours
HYPE = 10**8
START_GAS_E8 = 1_000 * HYPE
LEAST_GAS_E8 = 500 * HYPE


def unclaimed(now_ms: int, start_gas_e8: int = START_GAS_E8, duration_s: int = DURATION_S) -> GasAuction:
    """Return the running auction, which began at `start_gas_e8` (1e-8 HYPE) and never falls below the least price."""
    gone_s = now_ms // 1_000 % duration_s
    gas_e8 = start_gas_e8 - (start_gas_e8 - LEAST_GAS_E8) * gone_s // duration_s
    return GasAuction(
        start_time_seconds=now_ms // 1_000 - gone_s,
        duration_seconds=duration_s,
        start_gas=decimal_text(start_gas_e8, 8),
        current_gas=decimal_text(gas_e8, 8),
        end_gas=None,
    )
