"""What kind of market the crowd makes. How the figures were found: docs/models/traders.md."""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from hyperquote.errors import ValidationError


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
    at_once_share: float  # of that: how much the makers move at once; above 1 they overreact and come back
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
    mood_s: float = 90.0  # how long a mood lasts
    mood_sigma: float = 0.0  # how much the rate of orders swings with it (log standard deviation)
    mood_gain: float = 2.0  # the variance of the value swings as this power of the rate
    mood_tilt: float = 0.0  # how much one side outnumbers the other (standard deviation)
    half_spread_bps: float = 0.0  # how far from their view the makers quote at best; 0 is the nearest tick
    is_quoted: bool = True  # False: the makers have left, and nobody finds anything to take
    drift_bps_per_s: float = 0.0  # a trend of the value, up or down by chance …
    turns_per_hour: float = 0.0  # … until it turns
    reversion_per_s: float = 0.0  # how fast the value returns to where it was when the scenario began
    holders: int = 0  # leveraged longs who wait for their liquidation
    holder_usd: float = 0.0  # what each of them holds
    slide: float = 0.0  # how far the value falls, evenly, in multiples of what liquidates the first of them, …
    slide_s: float = 0.0  # … in the first seconds of the scenario
    forced_impact: float = 0.0  # the fall that liquidating all of them adds, as a share of from the first to the last


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
    at_once_share=0.5,
    flee_share=0.985,
    catch_up_per_s=0.8,
    refill_per_s=8.0,
    churn_per_s=0.05,
    touch_usd=600_000.0,
    level_usd=130_000.0,
    size_sigma=0.9,
    dense_bps=5.0,
    deep_bps=40.0,
    round_bps=2.0,
    mood_sigma=0.2,
    mood_gain=4.0,
)

# Coarser ticks, each of which holds more; wider moves; more provocation; longer and stronger moods.
CALM_ETH = replace(
    CALM_BTC,
    sigma_bps=0.55,
    jump_bps=8.0,
    branching=0.7,
    impact_share=0.25,
    at_once_share=1.5,
    catch_up_per_s=1.5,
    touch_usd=150_000.0,
    level_usd=400_000.0,
    mood_sigma=0.45,
    mood_gain=2.0,
    mood_tilt=0.18,
)
CALM_SOL = replace(
    CALM_ETH,
    sigma_bps=0.75,
    orders_per_s=1.8,
    branching=0.6,
    impact_share=0.28,
    at_once_share=1.9,
    order_usd=100.0,
    order_sigma=3.2,
    touch_usd=50_000.0,
    level_usd=250_000.0,
    dense_bps=10.0,
    round_bps=5.0,
    mood_sigma=0.3,
    mood_gain=2.5,
    mood_tilt=0.08,
)

CALM: Final = {"BTC": CALM_BTC, "ETH": CALM_ETH, "SOL": CALM_SOL}
CALM_NAME: Final = "calm"
OUTAGE_NAME: Final = "outage"
SCENARIO_NAMES: Final = (CALM_NAME, "trend", "mean_reverting", "jump", "liquidation_cascade", "thin_night", OUTAGE_NAME)


def checked_scenario(name: str) -> str:
    """Return a name that there is a scenario for; raises ValidationError for another."""
    if name not in SCENARIO_NAMES:
        raise ValidationError(f"there is no scenario called {name!r}; choose one of {', '.join(SCENARIO_NAMES)}")
    return name


def varied(calm: Scenario, name: str) -> Scenario:
    """Return the named scenario of the market that is `calm` on a quiet day.

    Everything is told relative to the calm market, so that a scenario means the same for every coin. Raises
    ValidationError for a name that there is no scenario for.
    """
    if name == CALM_NAME:
        return calm
    if name == "trend":  # a basis point every five seconds: more than the fees in a minute and a half
        return replace(calm, name=name, drift_bps_per_s=0.2, turns_per_hour=6.0, branching=0.7)
    if name == "mean_reverting":  # half of a move is gone after 14 s
        return replace(calm, name=name, sigma_bps=1.8 * calm.sigma_bps, reversion_per_s=0.05, impact_share=0.1)
    if name == "jump":
        return replace(calm, name=name, jumps_per_hour=180.0, jump_bps=2.5 * calm.jump_bps, informed_share=0.3)
    if name == "liquidation_cascade":  # 10 October 2025, in small
        return replace(
            calm,
            name=name,
            sigma_bps=4.0 * calm.sigma_bps,
            orders_per_s=3.0 * calm.orders_per_s,
            branching=0.8,
            refill_per_s=2.0,
            touch_usd=0.2 * calm.touch_usd,
            level_usd=0.25 * calm.level_usd,
            half_spread_bps=0.5,
            holders=40,
            holder_usd=200_000.0,
            slide=1.4,
            slide_s=60.0,
            forced_impact=0.9,
        )
    if name == "thin_night":
        return replace(
            calm,
            name=name,
            sigma_bps=0.6 * calm.sigma_bps,
            jumps_per_hour=0.3 * calm.jumps_per_hour,
            orders_per_s=0.25 * calm.orders_per_s,
            refill_per_s=0.5,
            touch_usd=0.1 * calm.touch_usd,
            level_usd=0.1 * calm.level_usd,
            half_spread_bps=0.8,
        )
    assert checked_scenario(name) == OUTAGE_NAME
    return replace(calm, name=name, is_quoted=False)
