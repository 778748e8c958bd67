"""The clearing house: whose money it is, after every fill, fee and funding payment."""

from typing import Final

from hyperquote.local_exchange.clearing.account import Account
from hyperquote.local_exchange.clearing.fees import (
    cut_division,
    fee_micro,
    fee_tier,
    rebate_e8,
)
from hyperquote.local_exchange.clearing.holdings import TAPE, Holdings
from hyperquote.local_exchange.clearing.isolated import (
    NOT_ISOLATED,
    NOT_STRICT,
    STRICT_ISOLATED,
    UPDATE_EMPTY,
    settle_isolated,
    top_up_micro,
    update_refusal,
)
from hyperquote.local_exchange.clearing.margin import (
    isolated_value_micro,
    locked_at_micro,
    locked_micro,
    value_micro,
    worst_ntl_micro,
)
from hyperquote.local_exchange.clearing.rewards import BuilderFee, RewardBook, Rewards

BACKSTOP: Final = "0x4" + "0" * 39  # takes over what the book cannot bear; builder dexes count on from this address
FUNDING_SCALE: Final = 10_000_000_000  # funding rates are counted in 1e-10
LEVERAGE_INVALID: Final = "Invalid leverage value"
LEVERAGE_UNFUNDED: Final = (
    "Cross position does not have sufficient margin available to decrease leverage. "
    "To decrease leverage, deposit more collateral."
)
CROSS_REFUSED: Final = "Cross margin is not allowed for this asset."
SWITCH_REFUSED: Final = "Cannot switch leverage type with open position."
ISOLATED_UNFUNDED: Final = (
    "Isolated position does not have sufficient margin available to decrease leverage. "
    "To decrease leverage, add margin to the position."
)


class Settlement:
    """What one side of a trade did to its account: signed lots before it, money in micro-USDC, the venue's `dir`."""

    def __init__(self, start_lots: int, closed_pnl_micro: int, fee_micro: int, direction: str) -> None:
        self.start_lots: Final = start_lots
        self.closed_pnl_micro: Final = closed_pnl_micro
        self.fee_micro: Final = fee_micro
        self.direction: Final = direction


class FundingPayment:
    """What the funding of one position added to its account (micro-USDC)."""

    def __init__(self, account: str, micro: int, lots: int) -> None:
        self.account: Final = account
        self.micro: Final = micro
        self.lots: Final = lots


class ClearingHouse(Holdings):
    """Accounts and their positions, cross or isolated, in integers of micro-USDC.

    Nothing is created or lost:  Σ cash + Σ pots + fees + residue + rewards = deposits.  `fees_micro` is what the
    exchange keeps of the fees of all fills; `residue_micro` what the cuts of funding payments left over. `backstop` is
    the address of the liquidator, the only one whose value may be negative.
    """

    def __init__(self, backstop: str = BACKSTOP) -> None:
        super().__init__()
        self.backstop: Final = backstop
        self.fees_micro = 0
        self.residue_micro = 0
        self.deposits_micro = 0
        self.rewards: Final = RewardBook()
        self.pays_rebates = False  # to makers with a share of all maker volume: on a small venue everybody has one
        tape = Account(TAPE, 0, 0)
        tape.has_own_rates = True
        self.accounts[TAPE] = tape

    def of(self, asset: int) -> "ClearingHouse":
        """Return the house that keeps the positions of an asset."""
        return self

    def deposit(self, address: str, micro: int) -> None:
        """Add money from outside."""
        assert micro >= 0, micro
        self.account(address).cash_micro += micro
        self.has_moved = True
        self.deposits_micro += micro

    def withdraw(self, address: str, micro: int) -> bool:
        """Pay out; False, and nothing happens, when less than that is withdrawable."""
        if micro < 0 or micro > self.withdrawable_micro(address):
            return False
        self.account(address).cash_micro -= micro
        self.deposits_micro -= micro
        return True

    def charge(self, address: str, micro: int) -> bool:
        """Take a fee that no trade caused; False, and nothing happens, when less than that is withdrawable."""
        if micro < 0 or micro > self.withdrawable_micro(address):
            return False
        self.account(address).cash_micro -= micro
        self.fees_micro += micro
        return True

    def transfer(self, sender: str, receiver: str, micro: int) -> bool:
        """Move money between accounts; False, and nothing happens, when less than that is withdrawable."""
        if not self.withdraw(sender, micro):
            return False
        self.deposit(receiver, micro)
        return True

    def give(self, sender: str, receiver: str, micro: int) -> None:
        """Move money between accounts whatever that leaves the sender: the liquidator's way to settle up."""
        self.account(sender).cash_micro -= micro
        self.account(receiver).cash_micro += micro

    def cover_debts(self) -> None:
        """Let the backstop pay what accounts owe that have nothing left to liquidate."""
        for account in list(self.accounts.values()):
            if account.cash_micro >= 0 or account.address == TAPE or account.address == self.backstop:
                continue
            is_open = False
            for position in account.positions.values():
                if position.is_cross and position.lots != 0:
                    is_open = True
            if not is_open:
                self.give(self.backstop, account.address, -account.cash_micro)

    def imbalance_micro(self) -> int:
        """Return by how much the ledgers fail to sum to zero: 0, always."""
        total = self.fees_micro + self.residue_micro + self.rewards.unclaimed_micro - self.deposits_micro
        for account in self.accounts.values():
            total += account.cash_micro
            for position in account.positions.values():
                total += position.raw_micro
        return total

    # -- fills ------------------------------------------------------------------------------------------------------

    def settle(
        self, address: str, asset: int, signed_lots: int, px_units: int, is_maker: bool, is_free: bool = False
    ) -> Settlement:
        """Book one side of a trade: `signed_lots` bought (positive) or sold at `px_units`.

        `is_free`: no fee is paid and no volume earned, because the exchange does it.
        """
        account = self.account(address)
        position = self.position(address, asset)
        start = position.lots
        size = abs(signed_lots)
        ntl = size * px_units
        closed_pnl = 0
        if start == 0 or (start > 0) == (signed_lots > 0):
            position.entry_ntl_micro += ntl
        else:
            closed = min(size, abs(start))
            edge = px_units - position.entry_units
            closed_pnl = (edge if start > 0 else -edge) * closed
            position.entry_ntl_micro -= position.entry_ntl_micro * closed // abs(start)
            if size >= abs(start):
                position.entry_ntl_micro = (size - closed) * px_units
                position.funding_since_open_micro = 0
        position.lots = start + signed_lots
        position.funding_since_change_micro = 0
        fee = 0 if is_free else self.trade_fee_micro(account, asset, ntl, is_maker)
        account.cash_micro -= fee
        if position.is_cross:
            account.cash_micro -= signed_lots * px_units
        else:
            settle_isolated(account, position, start, signed_lots, px_units, self.cross_value_micro(address))
        self.has_moved = True
        if not is_free:
            self.count_volume(account, asset, ntl)
            if is_maker:
                self.terms(address).maker_volumes_micro[-1] += ntl
            self.keep_fee(asset, fee)
        return Settlement(start, closed_pnl, fee, direction(start, position.lots))

    def count_resting(
        self, address: str, asset: int, is_buy: bool, reduce_only: bool, px_units: int, lots: int
    ) -> None:
        """Add `lots` of a resting order (negative: take them off) to what it may do to the position."""
        position = self.position(address, asset)
        if reduce_only:
            if is_buy:
                position.reduce_buy_lots += lots
            else:
                position.reduce_sell_lots += lots
        elif is_buy:
            position.buy_ntl_micro += lots * px_units
        else:
            position.sell_ntl_micro += lots * px_units

    def trade_fee_micro(self, account: Account, asset: int, ntl_micro: int, is_maker: bool) -> int:
        """Return what an account pays for a trade of this notional; negative is a rebate."""
        return fee_micro(ntl_micro, account.maker_e8 if is_maker else account.taker_e8)

    def count_volume(self, account: Account, asset: int, ntl_micro: int) -> None:
        """Count what an account traded."""
        account.add_volume(ntl_micro)

    def keep_fee(self, asset: int, fee_micro: int) -> None:
        """Take in the fee of a trade."""
        self.fees_micro += fee_micro

    def settle_funding(self, asset: int, rate_e10: int, oracle_units: int) -> list[FundingPayment]:
        """Pay an hour of funding: szi · oracle · rate, cut to micro-USDC toward zero for each account.

        A positive rate is paid by the long to the short. What the cuts leave over goes to the residue.
        """
        payments: list[FundingPayment] = []
        for account in self.accounts.values():
            position = account.positions.get(asset)
            if position is None or position.lots == 0:
                continue
            cost = cut_division(position.lots * oracle_units * rate_e10, FUNDING_SCALE)
            if position.is_cross:
                account.cash_micro -= cost
            else:
                position.raw_micro -= cost
            self.has_moved = True
            self.residue_micro += cost
            position.funding_all_time_micro += cost
            position.funding_since_open_micro += cost
            position.funding_since_change_micro += cost
            if account.address != TAPE:
                payments.append(FundingPayment(account.address, -cost, position.lots))
        return payments

    def set_fee_rates(self, address: str, maker_e8: int, taker_e8: int) -> None:
        """Fix an account's fee rates (1e-8 of notional, negative = rebate) whatever its volume."""
        account = self.account(address)
        account.maker_e8 = maker_e8
        account.taker_e8 = taker_e8
        account.has_own_rates = True

    def start_day(self) -> None:
        """Turn to a new UTC day: fee tiers and rebates follow the volume of the fourteen days that ended."""
        volumes: dict[str, int] = {}
        made: dict[str, int] = {}
        total_made = 0
        for account in self.accounts.values():
            payer = account.master or account.address
            volumes[payer] = volumes.get(payer, 0) + account.volume_micro
            made[payer] = made.get(payer, 0) + account.maker_volume_micro
            total_made += account.maker_volume_micro
        for account in self.accounts.values():
            payer = account.master or account.address
            account.tier = fee_tier(volumes[payer])
            account.rebate_e8 = rebate_e8(made[payer], total_made) if self.pays_rebates else 0
            account.refresh_rates()
            account.start_day()

    # -- who else is paid -------------------------------------------------------------------------------------------

    def terms(self, address: str) -> Account:
        """Return the account that has the fee rates and the referral of an address."""
        return self.account(address)

    def share_fee(self, address: str, asset: int, ntl_micro: int, paid_fee_micro: int) -> None:
        """Give the referrer of an account its share of a fee that was just kept."""
        account = self.terms(address)
        share = account.count_for_referrer(ntl_micro, paid_fee_micro)
        if share > 0 and account.referral is not None:
            self.fees_micro -= share
            self.rewards.earn(account.referral.referrer, share, False)

    def pay_builder(self, address: str, asset: int, fee: BuilderFee, ntl_micro: int) -> int:
        """Take a builder's fee for one fill from an account and return it."""
        micro = fee.fee_micro(ntl_micro)
        self.account(address).cash_micro -= micro
        self.rewards.earn(fee.builder, micro, True)
        return micro

    def reward_totals(self, address: str) -> Rewards:
        """Return what an account earned by the trades of others, in all houses."""
        return self.rewards.by_account.get(address, Rewards())

    def unclaimed_micro(self, address: str) -> int:
        """Return what of it can be claimed."""
        return self.reward_totals(address).unclaimed_micro

    def claim_rewards(self, address: str) -> int:
        """Pay an account what it earned by the trades of others, and return it."""
        micro = self.rewards.claim(address)
        self.account(address).cash_micro += micro
        return micro

    def set_leverage(self, address: str, asset: int, leverage: int, is_cross: bool) -> str:
        """Choose leverage and kind of margin of an asset. Return "" or the error text.

        Lowering needs the margin there: in the account, or in the pot of an isolated position. No money moves.
        """
        listed = self.assets[asset]
        if is_cross and listed.margin_mode:
            return CROSS_REFUSED
        if not 1 <= leverage <= listed.table.max_leverage:
            return LEVERAGE_INVALID
        position = self.position(address, asset)
        if is_cross != position.is_cross and position.lots != 0:
            return SWITCH_REFUSED
        mark = listed.mark_units
        if leverage > position.leverage and leverage > listed.table.leverage_at(worst_ntl_micro(position, mark, 0, 0)):
            return LEVERAGE_INVALID
        lacks = isolated_value_micro(position, mark) < value_micro(position, mark) // leverage
        if not is_cross and lacks and leverage < position.leverage:
            return ISOLATED_UNFUNDED
        more = locked_at_micro(position, mark, leverage, 0, 0) - locked_micro(position, mark)
        if more > 0 and self.cross_value_micro(address) < self.locked_micro(address) + more:
            return LEVERAGE_UNFUNDED
        position.leverage = leverage
        position.is_cross = is_cross
        return ""

    # -- isolated margin --------------------------------------------------------------------------------------------

    def update_isolated_margin(self, address: str, asset: int, micro: int) -> str:
        """Move money into a pot, or out of it (negative). Return "" or the error text."""
        position = self.position(address, asset)
        error = update_refusal(position, self.assets[asset], micro, self.withdrawable_micro(address))
        if not error:
            position.raw_micro += micro
            self.account(address).cash_micro -= micro
        return error

    def top_up_isolated(self, address: str, asset: int, leverage_micro: int) -> str:
        """Fill a pot until its position has this leverage (1e-6). Return "" or the error text; full pots stay."""
        listed = self.assets[asset]
        position = self.position(address, asset)
        if listed.margin_mode != STRICT_ISOLATED:
            return NOT_STRICT
        if position.is_cross:
            return NOT_ISOLATED
        if position.lots == 0:
            return UPDATE_EMPTY
        if leverage_micro <= 0:
            return LEVERAGE_INVALID
        micro = top_up_micro(position, listed.mark_units, leverage_micro)
        return self.update_isolated_margin(address, asset, micro) if micro > 0 else ""


def backstop_address(dex: int) -> str:
    """Return the address of the liquidator of a dex; 0 is the venue's own."""
    digits = str(hex(dex))[2:]
    return BACKSTOP[: len(BACKSTOP) - len(digits)] + digits


def direction(start_lots: int, end_lots: int) -> str:
    """Return the venue's name for what a fill did to a position."""
    if start_lots > 0 > end_lots:
        return "Long > Short"
    if start_lots < 0 < end_lots:
        return "Short > Long"
    if abs(end_lots) > abs(start_lots):
        return "Open Long" if end_lots > 0 else "Open Short"
    return "Close Long" if start_lots > 0 else "Close Short"
