"""userFees: what a user pays, and the whole fee schedule."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable, present, rows


class DailyVolume(Reply, frozen=True):
    """Volume of one day (USD): the user's as taker and as maker, and the exchange's."""

    date: str
    user_cross: DecimalText
    user_add: DecimalText
    exchange: DecimalText


class VipTier(Reply, frozen=True):
    """Rates from this 14-day volume (USD) on."""

    ntl_cutoff: DecimalText
    cross: DecimalText
    add: DecimalText
    spot_cross: DecimalText
    spot_add: DecimalText


class MakerTier(Reply, frozen=True):
    """Maker rate from this share of all maker volume on."""

    maker_fraction_cutoff: DecimalText
    add: DecimalText


class FeeTiers(Reply, frozen=True):
    """Both ladders of tiers."""

    vip: list[VipTier]
    mm: list[MakerTier]


class StakingDiscount(Reply, frozen=True):
    """Discount (fraction) from this stake (bps of supply) on."""

    bps_of_max_supply: DecimalText
    discount: DecimalText


class FeeSchedule(Reply, frozen=True):
    """Base rates (fractions) and everything that lowers them."""

    cross: DecimalText
    add: DecimalText
    spot_cross: DecimalText
    spot_add: DecimalText
    tiers: FeeTiers
    referral_discount: DecimalText
    staking_discount_tiers: list[StakingDiscount] = rows()


class StakingLink(Reply, frozen=True):
    """Whose stake counts for whose trading."""

    type: str
    staking_user: str | None = None
    trading_user: str | None = None


class UserFees(Reply, frozen=True, kw_only=True):
    """Rates are fractions: "0.00045" is 4.5 bp. They include tier and staking, not the referral discount."""

    daily_user_vlm: list[DailyVolume]
    fee_schedule: FeeSchedule
    user_cross_rate: DecimalText
    user_add_rate: DecimalText
    user_spot_cross_rate: DecimalText
    user_spot_add_rate: DecimalText
    active_referral_discount: DecimalText
    trial: dict[str, object] | None = nullable()
    fee_trial_escrow: DecimalText = present("0.0")
    next_trial_available_timestamp: int | None = nullable()
    staking_link: StakingLink | None = nullable()
    active_staking_discount: StakingDiscount | None = nullable()


_REPLY = msgspec.json.Decoder(UserFees)


class UserFeesRequest(InfoRequest[UserFees], frozen=True, tag="userFees"):
    """Ask for a user's rates. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> UserFees:
        """Return rates and schedule."""
        return _REPLY.decode(data)
