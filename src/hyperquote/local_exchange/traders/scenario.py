"""What kind of market the crowd makes. How the figures were found: docs/models/traders.md."""

from msgspec import Struct
from msgspec.structs import replace


class Scenario(Struct, frozen=True):
    """Measures of one market. Sizes in USD, so that they hold for any coin; distances in bps of the price."""

    name: str
    sigma_bps: float  # diffusion of the value, per √s
    jumps_per_hour: float  # sudden moves of the value
    jump_bps: float  # their standard deviation
    orders_per_s: float  # aggressive orders, both sides
    branching: float  # share of them that others provoked
    decay_per_s: float  # how fast provocation fades
    order_usd: float  # median aggressive order
    order_sigma: float  # its log standard deviation
    largest_usd: float  # no order of one price is larger
    informed_share: float  # of aggressive orders: those that know the value
    sweep_share: float  # of the others: those that sweep several levels
    reach_bps: float  # mean distance a sweep goes beyond the touch (1/κ)
    impact_share: float  # of a sweep's distance: what it adds to the value
    flee_share: float  # of the levels in the way of a sweep: those cancelled before it arrives
    catch_up_per_s: float  # how fast the makers' view follows the value
    refill_per_s: float  # how fast a missing level returns
    churn_per_s: float  # how often each level is replaced for no reason
    touch_usd: float  # median size that queues at the best price beside the level's own
    level_usd: float  # median size of a level
    size_sigma: float  # log standard deviation of both
    dense_bps: float  # makers quote every tick up to here …
    deep_bps: float  # … and every round price up to there
    round_bps: float  # distance of round prices, about


CALM_BTC = Scenario(
    name="calm",
    sigma_bps=0.45,
    jumps_per_hour=15.0,
    jump_bps=6.0,
    orders_per_s=2.4,
    branching=0.6,
    decay_per_s=0.125,
    order_usd=500.0,
    order_sigma=3.0,
    largest_usd=2_200_000.0,
    informed_share=0.2,
    sweep_share=0.45,
    reach_bps=2.2,
    impact_share=0.22,
    flee_share=0.97,
    catch_up_per_s=0.8,
    refill_per_s=8.0,
    churn_per_s=0.05,
    touch_usd=600_000.0,
    level_usd=130_000.0,
    size_sigma=0.9,
    dense_bps=5.0,
    deep_bps=40.0,
    round_bps=2.0,
)

# Coarser ticks, each of which holds more; wider moves; more provocation.
CALM_ETH = replace(
    CALM_BTC,
    sigma_bps=0.8,
    jump_bps=8.0,
    branching=0.7,
    catch_up_per_s=1.5,
    touch_usd=150_000.0,
    level_usd=400_000.0,
)
CALM_SOL = replace(
    CALM_ETH,
    sigma_bps=0.9,
    orders_per_s=2.0,
    branching=0.6,
    order_usd=100.0,
    order_sigma=3.2,
    touch_usd=50_000.0,
    level_usd=250_000.0,
    dense_bps=10.0,
    round_bps=5.0,
)

SCENARIOS = {"BTC": CALM_BTC, "ETH": CALM_ETH, "SOL": CALM_SOL}
