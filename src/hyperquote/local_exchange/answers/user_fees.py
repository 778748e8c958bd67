"""userFees: what a user pays, and the schedule."""

from datetime import UTC, datetime, timedelta
from itertools import zip_longest

from hyperquote.info.requests.user_fees import (
    DailyVolume,
    FeeSchedule,
    FeeTiers,
    MakerTier,
    StakingDiscount,
    StakingLink,
    UserFees,
    UserFeesRequest,
    VipTier,
)
from hyperquote.local_exchange.accounts.staking import DISCOUNTS
from hyperquote.local_exchange.clearing.account import Account
from hyperquote.local_exchange.clearing.fees import maker_rate_e8, spot_rate_e8, taker_rate_e8
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import decimal_text, usd_text

_CUTOFFS = ("5000000.0", "25000000.0", "100000000.0", "500000000.0", "2000000000.0", "7000000000.0")
_MAKER_SHARES = (("0.005", "-0.00001"), ("0.015", "-0.00002"), ("0.03", "-0.00003"))


def _rate(rate_e8: int) -> str:
    return decimal_text(rate_e8, 8)


def _supply_bps(hype: int) -> str:
    """Return an amount of HYPE in basis points of the supply of a billion."""
    return decimal_text(hype, 5)


SCHEDULE = FeeSchedule(
    cross=_rate(taker_rate_e8(0)),
    add=_rate(maker_rate_e8(0)),
    spot_cross=_rate(spot_rate_e8(0, False)),
    spot_add=_rate(spot_rate_e8(0, True)),
    tiers=FeeTiers(
        vip=[
            VipTier(
                cutoff,
                _rate(taker_rate_e8(tier)),
                _rate(maker_rate_e8(tier)),
                _rate(spot_rate_e8(tier, False)),
                _rate(spot_rate_e8(tier, True)),
            )
            for tier, cutoff in enumerate(_CUTOFFS, start=1)
        ],
        mm=[MakerTier(share, rate) for share, rate in _MAKER_SHARES],
    ),
    referral_discount="0.04",
    staking_discount_tiers=[
        StakingDiscount("0.0", "0.0"),
        *(StakingDiscount(_supply_bps(hype), decimal_text(percent, 2)) for hype, percent in DISCOUNTS),
    ],
)


def answer(exchange: LocalExchange, request: UserFeesRequest, now_ms: int) -> UserFees:
    """Return the rates of the account; those of the lowest tier for an address nobody has seen."""
    user = request.user.lower()
    account = exchange.house.accounts.get(user)
    referral = account.referral if account else None
    return UserFees(
        daily_user_vlm=_daily(exchange, account, now_ms),
        fee_schedule=SCHEDULE,
        user_cross_rate=_rate(account.shown_e8(False)) if account else SCHEDULE.cross,
        user_add_rate=_rate(account.shown_e8(True)) if account else SCHEDULE.add,
        user_spot_cross_rate=_rate(account.shown_spot_e8(False)) if account else SCHEDULE.spot_cross,
        user_spot_add_rate=_rate(account.shown_spot_e8(True)) if account else SCHEDULE.spot_add,
        active_referral_discount=decimal_text(referral.discount_percent(), 2) if referral else "0.0",
        fee_trial_escrow="0.0",
        staking_link=_link(exchange, user),
        active_staking_discount=_staking_discount(exchange, user),
    )


def _daily(exchange: LocalExchange, account: Account | None, now_ms: int) -> list[DailyVolume]:
    """Return the volumes of the days that count for the fee tier, oldest first; the exchange counts a trade once.

    As in the fee tiers, spot volume is weighted: it counts double.
    """
    traded, made = (account.day_volumes_micro, account.maker_volumes_micro) if account else ([0], [0])
    everyone = [each.maker_volumes_micro[::-1] for each in exchange.house.accounts.values()]
    totals = [sum(day) for day in zip_longest(*everyone, fillvalue=0)] or [0]
    today = datetime.fromtimestamp(now_ms / 1e3, UTC).date()
    days = [
        DailyVolume(
            str(today - timedelta(days=ago)), usd_text(all_of_it - as_maker), usd_text(as_maker), usd_text(total)
        )
        for ago, (all_of_it, as_maker, total) in enumerate(zip(traded[::-1], made[::-1], totals, strict=False))
    ]
    return days[::-1]


def _staking_discount(exchange: LocalExchange, user: str) -> StakingDiscount:
    """Return the discount that holds and the threshold it begins at."""
    percent = exchange.registry.staking.percent_of(user)
    for hype, discount in DISCOUNTS:
        if discount == percent:
            return StakingDiscount(_supply_bps(hype), decimal_text(percent, 2))
    return StakingDiscount("0.0", "0.0")


def _link(exchange: LocalExchange, user: str) -> StakingLink | None:
    staking = exchange.registry.staking
    if staking_user := staking.staking_of(user):
        return StakingLink("tradingUser", staking_user=staking_user)
    if trading_user := staking.trading_of(user):
        return StakingLink("stakingUser", trading_user=trading_user)
    requested = staking.requested_of(user)
    return StakingLink("requested", staking_user=requested) if requested else None
