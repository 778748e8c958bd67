"""The venue's fee schedules for perps and for spot."""

from typing import Final

RATE_SCALE: Final = 100_000_000  # fee rates are counted in 1e-8 of notional
_MILLION_MICRO: Final = 1_000_000 * 1_000_000

# (volume of 14 days above which the tier begins in millions of USDC, taker and maker rate in 1e-8)
_VOLUMES: Final[list[int]] = [0, 5, 25, 100, 500, 2_000, 7_000]
_TAKERS: Final[list[int]] = [45_000, 40_000, 35_000, 30_000, 28_000, 26_000, 24_000]
_MAKERS: Final[list[int]] = [15_000, 12_000, 8_000, 4_000, 0, 0, 0]

_SPOT_TAKERS: Final[list[int]] = [70_000, 60_000, 50_000, 40_000, 35_000, 30_000, 25_000]
_SPOT_MAKERS: Final[list[int]] = [40_000, 30_000, 20_000, 10_000, 0, 0, 0]

_MAKER_SHARES_PERMILLE: Final[list[int]] = [5, 15, 30]
_REBATES: Final[list[int]] = [-1_000, -2_000, -3_000]


def fee_tier(volume_micro: int) -> int:
    """Return the tier (0 to 6) that a 14-day volume earns."""
    tier = 0
    while tier + 1 < len(_VOLUMES) and volume_micro > _VOLUMES[tier + 1] * _MILLION_MICRO:
        tier += 1
    return tier


def taker_rate_e8(tier: int) -> int:
    """Return what a taker pays in a tier (1e-8 of notional)."""
    return _TAKERS[tier]


def maker_rate_e8(tier: int) -> int:
    """Return what a maker pays in a tier (1e-8 of notional)."""
    return _MAKERS[tier]


def spot_rate_e8(tier: int, is_maker: bool) -> int:
    """Return what a side of a spot trade pays in a tier (1e-8 of what it receives)."""
    return _SPOT_MAKERS[tier] if is_maker else _SPOT_TAKERS[tier]


def rebate_e8(maker_micro: int, total_micro: int) -> int:
    """Return the maker rate (1e-8, ≤ 0) that a share of all maker volume of 14 days earns; 0 when it earns none."""
    rebate = 0
    for n in range(len(_MAKER_SHARES_PERMILLE)):
        if maker_micro * 1_000 > total_micro * _MAKER_SHARES_PERMILLE[n]:
            rebate = _REBATES[n]
    return rebate


def cut_division(numerator: int, denominator: int) -> int:
    """Return numerator / denominator cut toward zero; the denominator is positive."""
    return numerator // denominator if numerator >= 0 else -(-numerator // denominator)


def fee_micro(ntl_micro: int, rate_e8: int) -> int:
    """Return the fee on a notional, cut to whole micro-USDC toward zero; negative is a rebate."""
    return cut_division(ntl_micro * rate_e8, RATE_SCALE)
