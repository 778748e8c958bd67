"""Facts of the venue that do not change while we run."""

MAINNET_URL = "https://api.hyperliquid.xyz"
TESTNET_URL = "https://api.hyperliquid-testnet.xyz"
LOCAL_PORT = 3001
LOCAL_URL = f"http://localhost:{LOCAL_PORT}"

EPSILON = 1e-9
BPS = 1e-4  # one basis point as a fraction
INF_BPS = 10_001  # "no limit" for a difference in basis points: more than 100 %

PERP_PRICE_DECIMALS = 6  # a perp price has at most 6 − szDecimals decimals …
SPOT_PRICE_DECIMALS = 8  # … a spot price 8 − szDecimals …
SIGNIFICANT_FIGURES = 5  # … and both at most 5 significant figures, integers excepted
MIN_NOTIONAL_USD = 10
FUNDING_INTERVAL_S = 3_600
MICRO = 1_000_000  # ledgers count USDC in integer micro-dollars
