"""The house of the spot pairs: no margin and no positions, only tokens that change hands."""

from typing import Final

from hyperquote.book.grid import Grid
from hyperquote.local_exchange.clearing.account import Account
from hyperquote.local_exchange.clearing.fees import RATE_SCALE, cut_division, spot_rate_e8
from hyperquote.local_exchange.clearing.house import LEVERAGE_INVALID, ClearingHouse, Settlement
from hyperquote.local_exchange.clearing.margin_table import single_tier
from hyperquote.local_exchange.clearing.rewards import BuilderFee
from hyperquote.local_exchange.clearing.spot import USDC_TOKEN, WEI_PER_MICRO, SpotLedger

_SPOT_WEIGHT: Final = 2  # spot volume counts this often for the fee tier


class SpotPair:
    """Two tokens, and how many wei of the base one lot is. The quote token has eight decimals."""

    def __init__(self, base: int, quote: int, wei_per_lot: int) -> None:
        self.base: Final = base
        self.quote: Final = quote
        self.wei_per_lot: Final = wei_per_lot


class SpotHouse(ClearingHouse):
    """Settles trades of spot pairs in the ledger of tokens. Notionals are in 1e-8 USD: lots × price units is that.

        a buyer pays px · sz of the quote and receives sz · (1 − rate) of the base
        a seller pays sz of the base and receives px · sz · (1 − rate) of the quote

    Resting bids hold px · sz of the quote and resting asks sz of the base, so that no maker ever lacks what it sells.
    Fees stay in the token they were paid in. Of their value at the price of the trade a referrer has his share, and the
    builder of a sale takes his fee out of what it brought: both claim dollars.
    """

    def __init__(self, main: ClearingHouse) -> None:
        super().__init__()
        self._main: Final = main
        self.ledger: Final = SpotLedger()
        self.pairs: Final[dict[int, SpotPair]] = {}

    def list_pair(self, asset: int, grid: Grid, pair: SpotPair, mark_units: int) -> None:
        """List a pair at its first mark price (price units)."""
        self.list_asset(asset, grid, single_tier(1), mark_units)
        self.pairs[asset] = pair

    def terms(self, address: str) -> Account:
        return self._main.account(address)

    def settle(
        self, address: str, asset: int, signed_lots: int, px_units: int, is_maker: bool, is_free: bool = False
    ) -> Settlement:
        """Book one side of a trade. `start_lots` of the settlement is the balance of the base before it (wei);

        fee and pnl are in wei of the token that was received and in 1e-8 USD.
        """
        pair, ledger = self.pairs[asset], self.ledger
        lots = abs(signed_lots)
        value_e8, base_wei = lots * px_units, lots * pair.wei_per_lot
        start_wei = ledger.balance_wei(address, pair.base)
        account = self._main.account(address)
        rate = 0 if is_free else spot_rate_e8(account.tier, is_maker)
        rate = account.discounted_e8(rate)
        closed_e8 = 0
        if signed_lots > 0:
            fee = spot_fee_wei(base_wei, rate)
            ledger.pay(address, pair.quote, value_e8)
            ledger.receive(address, pair.base, base_wei, fee, value_e8)
        else:
            fee = spot_fee_wei(value_e8, rate)
            if start_wei > 0:
                closed_e8 = value_e8 - ledger.entry_e8(address, pair.base) * base_wei // start_wei
            ledger.pay(address, pair.base, base_wei)
            ledger.receive(address, pair.quote, value_e8, fee, 0)
        if not is_free:
            fee_e8 = fee if signed_lots < 0 else fee * px_units // pair.wei_per_lot
            self._share(account, value_e8 // WEI_PER_MICRO, fee_e8 // WEI_PER_MICRO)
            self.count_volume(account, asset, value_e8)
            if is_maker:
                account.maker_volumes_micro[-1] += _SPOT_WEIGHT * (value_e8 // WEI_PER_MICRO)
        return Settlement(start_wei, closed_e8, fee, "Buy" if signed_lots > 0 else "Sell")

    def count_volume(self, account: Account, asset: int, ntl_micro: int) -> None:
        """Count what an account traded (1e-8 USD): once for its actions, twice for its tier."""
        micro = ntl_micro // WEI_PER_MICRO
        account.cum_volume_micro += micro
        account.spot_volume_micro += micro
        account.day_volumes_micro[-1] += _SPOT_WEIGHT * micro

    def count_resting(
        self, address: str, asset: int, is_buy: bool, reduce_only: bool, px_units: int, lots: int
    ) -> None:
        pair = self.pairs[asset]
        if is_buy:
            self.ledger.hold(address, pair.quote, lots * px_units)
        else:
            self.ledger.hold(address, pair.base, lots * pair.wei_per_lot)

    def can_place(self, address: str, asset: int, is_buy: bool, ntl_micro: int, lots: int = 0) -> bool:
        pair = self.pairs[asset]
        if is_buy:
            return self.ledger.free_wei(address, pair.quote) >= ntl_micro
        return self.ledger.free_wei(address, pair.base) >= lots * pair.wei_per_lot

    def exceeds_tier(self, address: str, asset: int, is_buy: bool, ntl_micro: int) -> bool:
        return False

    def can_trade(self, address: str, asset: int, signed_lots: int, cost_micro: int) -> bool:
        return True

    def trade_fee_micro(self, account: Account, asset: int, ntl_micro: int, is_maker: bool) -> int:
        return 0

    def share_fee(self, address: str, asset: int, ntl_micro: int, paid_fee_micro: int) -> None:
        return  # that was done when the side was settled, which knows the token of the fee

    def _share(self, account: Account, ntl_micro: int, paid_fee_micro: int) -> None:
        """Give the referrer of an account its share of what a fee is worth."""
        share = account.count_for_referrer(ntl_micro, paid_fee_micro)
        if share > 0 and account.referral is not None:
            self.rewards.earn(account.referral.referrer, share, False)

    def pay_builder(self, address: str, asset: int, fee: BuilderFee, ntl_micro: int) -> int:
        """Take a builder's fee for one sale (wei of the quote, as the notional) and return it."""
        wei = fee.fee_micro(ntl_micro)
        self.ledger.charge(address, self.pairs[asset].quote, wei)
        self.rewards.earn(fee.builder, wei // WEI_PER_MICRO, True)
        return wei

    def claim(self, address: str) -> int:
        """Let an account's rewards leave this house and return them (micro-USDC)."""
        micro = self.rewards.claim(address)
        self.ledger.pay_out(USDC_TOKEN, micro * WEI_PER_MICRO)
        return micro

    def set_leverage(self, address: str, asset: int, leverage: int, is_cross: bool) -> str:
        return LEVERAGE_INVALID

    def imbalance_micro(self) -> int:
        """Return by how many wei the ledgers of all tokens fail to sum to zero: 0, always."""
        tokens: dict[int, bool] = {}
        for pair in self.pairs.values():
            tokens[pair.base] = True
            tokens[pair.quote] = True
        total = 0
        for token in tokens:
            total += abs(self.ledger.imbalance_wei(token))
        return total


def spot_fee_wei(wei: int, rate_e8: int) -> int:
    """Return the fee on an amount: the largest whole number of wei strictly below it; a rebate is cut toward zero."""
    if rate_e8 <= 0:
        return cut_division(wei * rate_e8, RATE_SCALE)
    return max(0, (wei * rate_e8 - 1) // RATE_SCALE)
