"""The houses of a whole venue: its own, that of spot, and one for each dex that somebody deployed on it (HIP-3)."""

from typing import Final

from hyperquote.local_exchange.clearing.account import Account
from hyperquote.local_exchange.clearing.fees import RATE_SCALE, cut_division
from hyperquote.local_exchange.clearing.house import ClearingHouse, backstop_address
from hyperquote.local_exchange.clearing.rewards import Rewards
from hyperquote.local_exchange.clearing.spot_house import SpotHouse

FIRST_SPOT_ASSET: Final = 10_000
FIRST_DEX_ASSET: Final = 100_000
DEX_STRIDE: Final = 10_000
SCALE_E6: Final = 1_000_000
_GROWTH_DIVISOR: Final = 10  # of fees, rebates and volume of an asset in growth mode


class DexHouse(ClearingHouse):
    """The house of a builder's dex: cash, positions and margin of its own, fee rates and volumes of the venue's.

        rate = rate of the account · growth          growth = 1/10 for an asset in growth mode, else 1
        positive rates also · (1 + s) for s < 1, · 2s from there on

    s is the deployer's fee scale. Of a fee s/(1 + s), or half from s = 1 on, goes to the deployer's recipient.
    """

    def __init__(self, main: ClearingHouse, fee_recipient: str, fee_scale_e6: int, index: int = 1) -> None:
        super().__init__(backstop_address(index))
        self._main: Final = main
        self.fee_recipient = fee_recipient
        self.scales_e6: Final[dict[int, int]] = {}  # s of an asset whose scale is not the dex's
        self.fee_scale_e6 = fee_scale_e6
        self.growth: Final[dict[int, bool]] = {}

    def scale_e6(self, asset: int) -> int:
        """Return the deployer's fee scale s of an asset (1e-6)."""
        return self.scales_e6.get(asset, self.fee_scale_e6)

    def is_growing(self, asset: int) -> bool:
        """Return whether an asset is in growth mode."""
        return self.growth.get(asset, False)

    def terms(self, address: str) -> Account:
        return self._main.account(address)

    def trade_fee_micro(self, account: Account, asset: int, ntl_micro: int, is_maker: bool) -> int:
        rates = self._main.account(account.address)
        rate = rates.maker_e8 if is_maker else rates.taker_e8
        factor = SCALE_E6
        if rate > 0:
            scale = self.scale_e6(asset)
            factor = SCALE_E6 + scale if scale < SCALE_E6 else 2 * scale
        divisor = RATE_SCALE * SCALE_E6 * (_GROWTH_DIVISOR if self.is_growing(asset) else 1)
        return cut_division(ntl_micro * rate * factor, divisor)

    def count_volume(self, account: Account, asset: int, ntl_micro: int) -> None:
        self._main.account(account.address).add_volume(
            ntl_micro // _GROWTH_DIVISOR if self.is_growing(asset) else ntl_micro
        )

    def keep_fee(self, asset: int, fee_micro: int) -> None:
        share = 0
        if fee_micro > 0:
            scale = self.scale_e6(asset)
            share = fee_micro * scale // (SCALE_E6 + scale) if scale < SCALE_E6 else fee_micro // 2
            self.account(self.fee_recipient).cash_micro += share
        self.fees_micro += fee_micro - share


class Houses(ClearingHouse):
    """The venue's own house, which also knows the others: whoever asks about an asset is answered by its house.

    Questions that name no asset are about the first dex. `dexs[i − 1]` is the house of dex i.
    """

    def __init__(self) -> None:
        super().__init__()
        self.dexs: Final[list[DexHouse]] = []
        self.spot: Final = SpotHouse(self)

    def of(self, asset: int) -> ClearingHouse:
        if asset < FIRST_SPOT_ASSET:
            return self
        return self.spot if asset < FIRST_DEX_ASSET else self.dexs[(asset - FIRST_DEX_ASSET) // DEX_STRIDE - 1]

    def reward_totals(self, address: str) -> Rewards:
        total = Rewards()
        total.add(self.rewards.by_account.get(address))
        for dex in self.dexs:
            total.add(dex.rewards.by_account.get(address))
        total.add(self.spot.rewards.by_account.get(address))
        return total

    def claim_rewards(self, address: str) -> int:
        claimed = super().claim_rewards(address)
        for dex in self.dexs:
            micro = dex.rewards.claim(address)
            dex.deposits_micro -= micro
            self.deposit(address, micro)
            claimed += micro
        sold_micro = self.spot.claim(address)
        self.deposit(address, sold_micro)
        return claimed + sold_micro

    def imbalance_micro(self) -> int:
        total = super().imbalance_micro()
        for dex in self.dexs:
            total += dex.imbalance_micro()
        return total + self.spot.imbalance_micro()
