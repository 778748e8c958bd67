"""Facts of the venue that do not change while we run."""

from typing import Final

MAINNET_URL: Final = "https://api.hyperliquid.xyz"
TESTNET_URL: Final = "https://api.hyperliquid-testnet.xyz"
LOCAL_PORT: Final = 3001
LOCAL_URL: Final = f"http://localhost:{LOCAL_PORT}"

EPSILON: Final = 1e-9
BPS: Final = 1e-4  # one basis point as a fraction
INF_BPS: Final = 10_001  # "no limit" for a difference in basis points: more than 100 %

PERP_PRICE_DECIMALS: Final = 6  # a perp price has at most 6 − szDecimals decimals …
SPOT_PRICE_DECIMALS: Final = 8  # … a spot price 8 − szDecimals …
SIGNIFICANT_FIGURES: Final = 5  # … and both at most 5 significant figures, integers excepted
MIN_NOTIONAL_USD: Final = 10
MICRO: Final = 1_000_000  # ledgers count USDC in integer micro-dollars
