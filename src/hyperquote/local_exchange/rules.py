"""Where a local exchange may be told to differ from the venue, or not to."""

from hyperquote.consts import MICRO
from hyperquote.local_exchange.matching.refusals import BAND_PERCENT, ORACLE_BAND_PERCENT

BOOK_INTERVAL_MS = 5_000
FAST_BOOK_INTERVAL_MS = 500
VENUE_SCHEDULE_VOLUME_MICRO = 1_000_000 * MICRO
VENUE_SUB_ACCOUNT_VOLUME_MICRO = 100_000 * MICRO
VENUE_REFERRER_VOLUME_MICRO = 10_000 * MICRO
VENUE_VAULT_FEE_MICRO = 10_000 * MICRO


class Rules:
    """Where a local exchange may be told to differ from the venue, or not to.

    The defaults are the venue's but for what takes volume or a fortune: nobody has a million dollars of volume on an
    exchange that was started a minute ago, so the dead man's switch and sub-accounts ask for none, and a vault is free.
    """

    def __init__(
        self,
        *,
        book_interval_ms: int = BOOK_INTERVAL_MS,
        fast_book_interval_ms: int = FAST_BOOK_INTERVAL_MS,
        schedule_volume_micro: int = 0,
        sub_account_volume_micro: int = 0,
        vault_fee_micro: int = 0,
        referrer_volume_micro: int = 0,
        address_limits: bool = False,
        maker_rebates: bool = False,
        activation_fee_micro: int = MICRO,
        close_on_unknown_coin: bool = True,
        blocks: bool = False,
        band_percent: int = BAND_PERCENT,
        oracle_band_percent: int = ORACLE_BAND_PERCENT,
        post_only_ms: int = 0,
    ) -> None:
        self.book_interval_ms = book_interval_ms
        self.fast_book_interval_ms = fast_book_interval_ms
        self.schedule_volume_micro = schedule_volume_micro
        self.sub_account_volume_micro = sub_account_volume_micro
        self.vault_fee_micro = vault_fee_micro
        self.referrer_volume_micro = referrer_volume_micro
        self.maker_rebates = maker_rebates  # for a share of all maker volume, which is soon had on a small venue
        self.address_limits = address_limits  # an address that used up its actions has to trade or wait
        self.activation_fee_micro = activation_fee_micro
        self.close_on_unknown_coin = close_on_unknown_coin
        self.blocks = blocks  # actions wait for the next block and are executed in the venue's order
        self.band_percent = band_percent  # how far from the mark a price may lie
        self.oracle_band_percent = oracle_band_percent  # how far from the oracle an order may trade at once
        self.post_only_ms = (
            post_only_ms  # how long after the start only post-only orders are let in, as after an upgrade
        )

    @classmethod
    def strict(cls, book_interval_ms: int = BOOK_INTERVAL_MS) -> "Rules":
        """Return the venue's own rules, its volume gate included."""
        return cls(
            book_interval_ms=book_interval_ms,
            schedule_volume_micro=VENUE_SCHEDULE_VOLUME_MICRO,
            sub_account_volume_micro=VENUE_SUB_ACCOUNT_VOLUME_MICRO,
            vault_fee_micro=VENUE_VAULT_FEE_MICRO,
            referrer_volume_micro=VENUE_REFERRER_VOLUME_MICRO,
            address_limits=True,
            maker_rebates=True,
        )
