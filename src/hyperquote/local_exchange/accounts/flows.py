"""What money that moves is to the accounts it concerns: neither profit nor loss."""

from hyperquote.info.requests.ledger_deltas import (
    AccountClassTransfer,
    InternalTransfer,
    LedgerDelta,
    Send,
    SpotTransfer,
    SubAccountTransfer,
    VaultCreate,
    VaultDeposit,
    VaultDistribution,
    VaultLeaderCommission,
    VaultWithdraw,
    Withdrawal,
)
from hyperquote.wire import units_of

_SPOT = "spot"


def flow_of(delta: LedgerDelta, account: str) -> tuple[int, int]:
    """Return what a movement brought into the perps of an account, and into all that it owns (micro-USDC).

    A part of a vault and staked HYPE are owned by who paid for them. Fees are a cost, commissions and rewards are
    income: neither is counted here. A deposit is none of these rows' business: it is counted where it is credited.
    """
    match delta:
        case Withdrawal():
            micro = -_micro(delta.usdc)
            return micro, micro
        case AccountClassTransfer():
            micro = _micro(delta.usdc)
            return (micro if delta.to_perp else -micro), 0
        case InternalTransfer() | SubAccountTransfer():
            micro = _micro(delta.usdc) * _direction(delta.user, delta.destination, account)
            return micro, micro
        case SpotTransfer():
            return 0, _micro(delta.usdc_value) * _direction(delta.user, delta.destination, account)
        case Send():
            return _sent(delta, account)
        case VaultCreate() | VaultDeposit():
            micro = _micro(delta.usdc)
            return (micro, micro) if account == delta.vault else (-micro, 0)
        case VaultDistribution():
            micro = _micro(delta.usdc)
            return (-micro, -micro) if account == delta.vault else (micro, 0)
        case VaultWithdraw():
            micro = _micro(delta.net_withdrawn_usd)
            return (-micro, -micro) if account == delta.vault else (micro, 0)
        case VaultLeaderCommission():
            micro = 0 if account == delta.user else -_micro(delta.usdc)
            return micro, micro
    return 0, 0


def _sent(delta: Send, account: str) -> tuple[int, int]:
    micro = _micro(delta.usdc_value)
    perp = 0
    if account == delta.user and delta.source_dex != _SPOT:
        perp -= micro
    if account == delta.destination and delta.destination_dex != _SPOT:
        perp += micro
    return perp, micro * _direction(delta.user, delta.destination, account)


def _direction(sender: str, receiver: str, account: str) -> int:
    """Return 1 for who receives, −1 for who sends, 0 for who sends to himself."""
    return (account == receiver) - (account == sender)


def _micro(text: str) -> int:
    """Return a decimal text in micro-dollars, cut: values of tokens have more decimals."""
    whole, _, fraction = text.partition(".")
    return units_of(f"{whole}.{fraction[:6]}", 6)
