"""What one address owns: cash, positions, volumes, and the fees it pays."""

from typing import Final

from hyperquote.local_exchange.clearing.fees import maker_rate_e8, spot_rate_e8, taker_rate_e8
from hyperquote.local_exchange.clearing.rewards import Referral

FEE_TIER_DAYS: Final = 14


class Position:
    """One account's state in one asset. Signed `lots`; notionals in micro-USDC, always ≥ 0.

    `is_cross`: margined by the account's cash; otherwise by `raw_micro`, the pot of this position alone.
    `entry_ntl_micro` is what the open lots cost, exact until a close takes its share (cut) out of it.
    The resting orders of the account are summed here too, since they lock margin:
    `buy_ntl_micro`/`sell_ntl_micro` at their limit prices, `reduce_buy_lots`/`reduce_sell_lots` in lots.
    """

    def __init__(self, asset: int, leverage: int) -> None:
        self.asset: Final = asset
        self.leverage = leverage
        self.is_cross = True
        self.raw_micro = 0  # 0 while the margin is cross
        self.lots = 0
        self.entry_ntl_micro = 0
        self.buy_ntl_micro = 0
        self.sell_ntl_micro = 0
        self.reduce_buy_lots = 0
        self.reduce_sell_lots = 0
        self.funding_all_time_micro = 0  # paid by the account: positive = cost, as the venue counts it
        self.funding_since_open_micro = 0
        self.funding_since_change_micro = 0

    @property
    def entry_units(self) -> int:
        """The entry price as displayed: cut to whole price units; 0 when flat."""
        return self.entry_ntl_micro // abs(self.lots) if self.lots != 0 else 0


class Account:
    """An address. `cash_micro` is the raw cash of its cross margin: deposits − Σ signed lots × price − fees.

    `full_size_until_ms`: until then the venue liquidates its positions whole, however large they are.
    """

    def __init__(self, address: str, maker_e8: int, taker_e8: int) -> None:
        self.address: Final = address
        self.cash_micro = 0
        self.full_size_until_ms = 0
        self.positions: dict[int, Position] = {}
        self.maker_e8 = maker_e8  # fee rates in 1e-8 of notional; a negative one is a rebate
        self.taker_e8 = taker_e8
        self.has_own_rates = False
        self.tier = 0
        self.rebate_e8 = 0  # what a maker is paid in place of his tier's rate, negative; 0 if nothing
        self.staking_percent = 0  # off the fees, for what the account has staked
        self.referral: Referral | None = None
        self.master = ""  # whose volume counts for the fee tier too, of a sub-account
        self.cum_volume_micro = 0
        self.spot_volume_micro = 0  # the part of it that was traded in spot pairs
        self.day_volumes_micro: list[int] = [0]  # newest last, at most the days that count for the fee tier
        self.maker_volumes_micro: list[int] = [0]  # the part of them that was traded as a maker

    @property
    def volume_micro(self) -> int:
        """Notional traded in the days that count for the fee tier, today included."""
        total = 0
        for volume in self.day_volumes_micro:
            total += volume
        return total

    @property
    def maker_volume_micro(self) -> int:
        """Notional traded as a maker in those days."""
        total = 0
        for volume in self.maker_volumes_micro:
            total += volume
        return total

    def schedule_e8(self, is_maker: bool) -> int:
        """Return the rate of the schedule: the tier's, or the rebate if there is one."""
        if not is_maker:
            return taker_rate_e8(self.tier)
        return self.rebate_e8 if self.rebate_e8 < 0 else maker_rate_e8(self.tier)

    def refresh_rates(self) -> None:
        """Set the rates that the tier, the stake and the referral give; no discount makes a rebate smaller."""
        if not self.has_own_rates:
            self.maker_e8 = self.discounted_e8(self.schedule_e8(True))
            self.taker_e8 = self.discounted_e8(self.schedule_e8(False))

    def shown_e8(self, is_maker: bool) -> int:
        """Return the rate as the venue shows it: less the discount of the stake, not of the referral."""
        if self.has_own_rates:
            return self.maker_e8 if is_maker else self.taker_e8
        return self._less_stake_e8(self.schedule_e8(is_maker))

    def shown_spot_e8(self, is_maker: bool) -> int:
        """Return the rate of spot trades, less the discount of the stake."""
        return self._less_stake_e8(spot_rate_e8(self.tier, is_maker))

    def _less_stake_e8(self, rate_e8: int) -> int:
        return rate_e8 * (100 - self.staking_percent) // 100 if rate_e8 > 0 else rate_e8

    def discounted_e8(self, rate_e8: int) -> int:
        """Return a rate less the account's discounts, exact for every rate of the schedule."""
        if rate_e8 <= 0:
            return rate_e8
        saved = 0 if self.referral is None else self.referral.discount_percent()
        return rate_e8 * (100 - self.staking_percent) * (100 - saved) // 10_000

    def count_for_referrer(self, ntl_micro: int, paid_fee_micro: int) -> int:
        """Count a fill for whoever brought the account here; return the referrer's share of its fee."""
        referral = self.referral
        if referral is None:
            return 0
        share = referral.share_micro(paid_fee_micro)
        if share > 0:
            referral.fees_micro += paid_fee_micro
            referral.paid_micro += share
        had = referral.discount_percent()
        referral.volume_micro += ntl_micro
        if referral.discount_percent() != had:
            self.refresh_rates()
        return share

    def add_volume(self, micro: int) -> None:
        """Count a fill's notional."""
        self.cum_volume_micro += micro
        self.day_volumes_micro[-1] += micro

    def start_day(self) -> None:
        """Open a new UTC day; the oldest one no longer counts."""
        self.day_volumes_micro.append(0)
        self.maker_volumes_micro.append(0)
        if len(self.day_volumes_micro) > FEE_TIER_DAYS:
            self.day_volumes_micro.pop(0)
            self.maker_volumes_micro.pop(0)
