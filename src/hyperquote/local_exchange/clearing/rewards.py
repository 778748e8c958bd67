"""Who else is paid out of a fill: the referrer of the account, and the builder that its order came through."""

from typing import Final

from hyperquote.local_exchange.clearing.fees import fee_micro

REFERRED_PERCENT: Final = 4  # off the fees of a referred account …
REFERRED_VOLUME_MICRO: Final = 25_000_000 * 1_000_000  # … for this much of its volume
REFERRER_PERCENT: Final = 10  # of the fees of a referred account …
REFERRER_VOLUME_MICRO: Final = 1_000_000_000 * 1_000_000  # … for this much of its volume
BUILDER_SCALE: Final = 1_000  # of builder rates, tenths of a basis point, to fee rates in 1e-8


class BuilderFee:
    """Through whom an order came, and what of each fill's notional that builder takes (tenths of a basis point)."""

    def __init__(self, builder: str, tenths_bps: int) -> None:
        self.builder: Final = builder
        self.tenths_bps: Final = tenths_bps

    def fee_micro(self, ntl_micro: int) -> int:
        """Return the builder's fee on a notional, cut to micro-USDC by itself, apart from the exchange's fee."""
        return fee_micro(ntl_micro, self.tenths_bps * BUILDER_SCALE)


class Referral:
    """By whom and with which code an account came, and what that brought since (micro-USDC)."""

    def __init__(self, referrer: str, code: str, joined_ms: int) -> None:
        self.referrer: Final = referrer
        self.code: Final = code
        self.joined_ms: Final = joined_ms
        self.volume_micro = 0
        self.fees_micro = 0
        self.paid_micro = 0

    def discount_percent(self) -> int:
        """Return what the account saves of its fees now (percent)."""
        return REFERRED_PERCENT if self.volume_micro < REFERRED_VOLUME_MICRO else 0

    def share_micro(self, paid_fee_micro: int) -> int:
        """Return the referrer's share of a fee, cut; nothing of a rebate."""
        if paid_fee_micro <= 0 or self.volume_micro >= REFERRER_VOLUME_MICRO:
            return 0
        return paid_fee_micro * REFERRER_PERCENT // 100


class Rewards:
    """What one account earned by the trades of others (micro-USDC): as a referrer and, of that, as a builder."""

    def __init__(self) -> None:
        self.unclaimed_micro = 0
        self.claimed_micro = 0
        self.builder_micro = 0

    def add(self, other: "Rewards | None") -> None:
        """Add what was earned somewhere else."""
        if other is not None:
            self.unclaimed_micro += other.unclaimed_micro
            self.claimed_micro += other.claimed_micro
            self.builder_micro += other.builder_micro


class RewardBook:
    """The rewards of everybody. `unclaimed_micro` is what all have to claim together."""

    def __init__(self) -> None:
        self.by_account: Final[dict[str, Rewards]] = {}
        self.unclaimed_micro = 0

    def of(self, account: str) -> Rewards:
        """Return the rewards of an account; the first mention opens them."""
        found = self.by_account.get(account)
        if found is None:
            found = Rewards()
            self.by_account[account] = found
        return found

    def earn(self, account: str, micro: int, is_builder: bool) -> None:
        """Add to what an account can claim."""
        rewards = self.of(account)
        rewards.unclaimed_micro += micro
        self.unclaimed_micro += micro
        if is_builder:
            rewards.builder_micro += micro

    def claim(self, account: str) -> int:
        """Take what an account can claim out of the book and return it."""
        rewards = self.of(account)
        micro = rewards.unclaimed_micro
        rewards.unclaimed_micro = 0
        rewards.claimed_micro += micro
        self.unclaimed_micro -= micro
        return micro
