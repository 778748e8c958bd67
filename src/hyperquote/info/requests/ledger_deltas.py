"""The kinds of ledger update: deposits, withdrawals, transfers, vaults, rewards, liquidations.

The venue adds kinds without notice, so `LedgerUpdate` keeps each delta as it came and these classes read the known
ones. Amounts are USD or tokens, as the name says; a fee is in its `fee_token`, else in USD.
"""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, nullable, rows


class LedgerDelta(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True, rename="camel"):
    """One change of what an account owns that is neither trade nor funding."""


class Deposit(LedgerDelta, frozen=True, tag="deposit"):
    """USDC came in over the bridge."""

    usdc: DecimalText


class Withdrawal(LedgerDelta, frozen=True, tag="withdraw"):
    """USDC went out over the bridge."""

    usdc: DecimalText
    nonce: int
    fee: DecimalText


class AccountClassTransfer(LedgerDelta, frozen=True, tag="accountClassTransfer"):
    """USDC moved between spot and perpetuals."""

    usdc: DecimalText
    to_perp: bool


class InternalTransfer(LedgerDelta, frozen=True, tag="internalTransfer"):
    """USDC went from one user to another."""

    usdc: DecimalText
    user: str
    destination: str
    fee: DecimalText


class SubAccountTransfer(LedgerDelta, frozen=True, tag="subAccountTransfer"):
    """USDC moved between a master and a sub-account."""

    usdc: DecimalText
    user: str
    destination: str


class SpotTransfer(LedgerDelta, frozen=True, kw_only=True, tag="spotTransfer"):
    """A token went from one user to another."""

    token: str
    amount: DecimalText
    usdc_value: DecimalText
    user: str
    destination: str
    fee: DecimalText
    native_token_fee: DecimalText
    nonce: int | None = nullable()
    fee_token: str


class Send(LedgerDelta, frozen=True, tag="send"):
    """A token moved between users or dexes: "" is the first dex, "spot" none."""

    user: str
    destination: str
    source_dex: str
    destination_dex: str
    token: str
    amount: DecimalText
    usdc_value: DecimalText
    fee: DecimalText
    native_token_fee: DecimalText
    nonce: int
    fee_token: str


class LiquidatedPosition(msgspec.Struct, frozen=True):
    """A position that was taken away (signed, base units)."""

    coin: str
    szi: DecimalText


class LiquidationDelta(LedgerDelta, frozen=True, tag="liquidation"):
    """Positions were taken away; the account value is that of the position where `leverage_type` is "Isolated"."""

    liquidated_ntl_pos: DecimalText
    account_value: DecimalText
    leverage_type: str
    liquidated_positions: list[LiquidatedPosition] = rows()


class VaultCreate(LedgerDelta, frozen=True, tag="vaultCreate"):
    """A vault was opened with this money."""

    vault: str
    usdc: DecimalText
    fee: DecimalText


class VaultDeposit(LedgerDelta, frozen=True, tag="vaultDeposit"):
    """USDC went into a vault."""

    vault: str
    usdc: DecimalText


class VaultDistribution(LedgerDelta, frozen=True, tag="vaultDistribution"):
    """A vault paid out."""

    vault: str
    usdc: DecimalText


class VaultWithdraw(LedgerDelta, frozen=True, tag="vaultWithdraw"):
    """USDC came out of a vault: what was asked for, what leader and closing of positions took, and what was left."""

    vault: str
    user: str
    requested_usd: DecimalText
    commission: DecimalText
    closing_cost: DecimalText
    basis: DecimalText
    net_withdrawn_usd: DecimalText


class VaultLeaderCommission(LedgerDelta, frozen=True, tag="vaultLeaderCommission"):
    """A leader was paid."""

    user: str
    usdc: DecimalText


class RewardsClaim(LedgerDelta, frozen=True, tag="rewardsClaim"):
    """Rewards were collected."""

    amount: DecimalText
    token: str | None = None


class SpotGenesis(LedgerDelta, frozen=True, tag="spotGenesis"):
    """A token was born with this balance."""

    token: str
    amount: DecimalText


class StakingTransfer(LedgerDelta, frozen=True, tag="cStakingTransfer"):
    """HYPE moved between spot and staking."""

    token: str
    amount: DecimalText
    is_deposit: bool


class BorrowLend(LedgerDelta, frozen=True, tag="borrowLend"):
    """`operation` is "supply", "withdraw", "repay" or "borrow"."""

    token: str
    operation: str
    amount: DecimalText
    interest_amount: DecimalText


class DeployGasAuction(LedgerDelta, frozen=True, tag="deployGasAuction"):
    """The price of a listing was paid."""

    token: str
    amount: DecimalText


class ActivateDexAbstraction(LedgerDelta, frozen=True, tag="activateDexAbstraction"):
    """Collateral moved to a dex by itself."""

    dex: str
    token: str
    amount: DecimalText


AnyDelta: TypeAlias = (
    ActivateDexAbstraction
    | AccountClassTransfer
    | BorrowLend
    | DeployGasAuction
    | Deposit
    | InternalTransfer
    | LiquidationDelta
    | RewardsClaim
    | Send
    | SpotGenesis
    | SpotTransfer
    | StakingTransfer
    | SubAccountTransfer
    | VaultCreate
    | VaultDeposit
    | VaultDistribution
    | VaultLeaderCommission
    | VaultWithdraw
    | Withdrawal
)
