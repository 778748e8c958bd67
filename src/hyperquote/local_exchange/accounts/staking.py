"""HYPE that is staked: deposits, delegations that lock for a day, withdrawals that take a week, and fees that fall.

Amounts are in wei, 1e-8 HYPE. What is staked has left the spot ledger; what comes out of staking is handed back to it.
"""

from hyperquote.local_exchange.accounts.addresses import derived_address

HYPE_DECIMALS = 8
HYPE_WEI = 10**HYPE_DECIMALS
LOCK_MS = 86_400_000
WITHDRAWAL_MS = 7 * 86_400_000
MOST_PENDING = 5
VALIDATORS = tuple(derived_address("validator", "local", number) for number in range(3))

# (HYPE above which the discount holds, percent off the fees)
DISCOUNTS = ((10, 5), (100, 10), (1_000, 15), (10_000, 20), (100_000, 30), (500_000, 40))


def discount_percent(wei: int) -> int:
    """Return what a stake saves of the fees (percent)."""
    percent = 0
    for hype, discount in DISCOUNTS:
        if wei > hype * HYPE_WEI:
            percent = discount
    return percent


class Delegation:
    """Stake with one validator, locked for a day after the last delegation to it."""

    def __init__(self) -> None:
        self.wei = 0
        self.locked_until_ms = 0


class StakingEvent:
    """What an account did with stake: `what` is "cDeposit", "delegate", "undelegate", "initiated" or "finalized"."""

    def __init__(self, time_ms: int, what: str, wei: int, validator: str = "") -> None:
        self.time_ms = time_ms
        self.what = what
        self.wei = wei
        self.validator = validator


class Stake:
    """One account's stake."""

    def __init__(self) -> None:
        self.undelegated_wei = 0
        self.delegations: dict[str, Delegation] = {}
        self.pending: list[tuple[int, int]] = []  # (due in UTC ms, wei), the oldest first
        self.history: list[StakingEvent] = []

    @property
    def delegated_wei(self) -> int:
        """What is with validators."""
        return sum(each.wei for each in self.delegations.values())

    @property
    def total_wei(self) -> int:
        """What counts for the discount: all that is not on its way out."""
        return self.undelegated_wei + self.delegated_wei

    @property
    def pending_wei(self) -> int:
        """What is on its way out."""
        return sum(wei for _, wei in self.pending)


class Staking:
    """The stakes of everybody, and whose stake lowers whose fees."""

    def __init__(self) -> None:
        self._stakes: dict[str, Stake] = {}
        self._leaving: dict[str, None] = {}  # accounts with withdrawals on their way
        self._requested: dict[str, str] = {}  # trading account → the staking account it named
        self._staking_of: dict[str, str] = {}  # trading account → staking account, for good
        self._trading_of: dict[str, str] = {}
        self._locked: set[str] = set()

    def of(self, account: str) -> Stake:
        """Return an account's stake as the last block left it; an empty one, which is not kept, for a stranger."""
        return self._stakes.get(account) or Stake()

    @property
    def total_wei(self) -> int:
        """All HYPE that is in staking or on its way out of it."""
        return sum(stake.total_wei + stake.pending_wei for stake in self._stakes.values())

    def validator_wei(self, validator: str) -> int:
        """What everybody has with a validator."""
        held = (stake.delegations.get(validator) for stake in self._stakes.values())
        return sum(each.wei for each in held if each is not None)

    def take_due(self, now_ms: int) -> list[tuple[str, int]]:
        """Return the withdrawals that are due, by account: they are spot balances from now on."""
        arrived = []
        for account in list(self._leaving):
            stake = self._stakes[account]
            while stake.pending and stake.pending[0][0] <= now_ms:
                due_ms, wei = stake.pending.pop(0)
                arrived.append((account, wei))
                stake.history.append(StakingEvent(due_ms, "finalized", wei))
            if not stake.pending:
                del self._leaving[account]
        return arrived

    def _own(self, account: str) -> Stake:
        return self._stakes.setdefault(account, Stake())

    # -- what a user does; most return "" or the refusal -------------------------------------------------------------

    def deposit(self, account: str, wei: int, now_ms: int) -> None:
        """Take HYPE that has left the spot balance."""
        stake = self._own(account)
        stake.undelegated_wei += wei
        stake.history.append(StakingEvent(now_ms, "cDeposit", wei))

    def withdraw(self, account: str, wei: int, now_ms: int) -> str:
        """Send undelegated HYPE on its way out, which takes a week; five may be on it."""
        stake = self._own(account)
        if wei <= 0 or wei > stake.undelegated_wei:
            return "Insufficient balance for withdrawal."
        if len(stake.pending) >= MOST_PENDING:
            return f"Too many pending withdrawals. Current limit is {MOST_PENDING}"
        stake.undelegated_wei -= wei
        stake.pending.append((now_ms + WITHDRAWAL_MS, wei))
        self._leaving[account] = None
        stake.history.append(StakingEvent(now_ms, "initiated", wei))
        return ""

    def delegate(self, account: str, validator: str, wei: int, now_ms: int) -> str:
        """Give stake to a validator; all that is with it is locked for a day from now."""
        stake = self._own(account)
        if validator not in VALIDATORS:
            return "Unknown validator"
        if wei <= 0 or wei > stake.undelegated_wei:
            return "Insufficient undelegated balance."
        delegation = stake.delegations.setdefault(validator, Delegation())
        stake.undelegated_wei -= wei
        delegation.wei += wei
        delegation.locked_until_ms = now_ms + LOCK_MS
        stake.history.append(StakingEvent(now_ms, "delegate", wei, validator))
        return ""

    def undelegate(self, account: str, validator: str, wei: int, now_ms: int) -> str:
        """Take stake back from a validator once its lock is over."""
        stake = self._own(account)
        delegation = stake.delegations.get(validator)
        if delegation is None or not 0 < wei <= delegation.wei:
            return "Insufficient delegated balance."
        if now_ms < delegation.locked_until_ms:
            return f"Delegation is locked until {delegation.locked_until_ms}."
        delegation.wei -= wei
        stake.undelegated_wei += wei
        if delegation.wei == 0:
            del stake.delegations[validator]
        stake.history.append(StakingEvent(now_ms, "undelegate", wei, validator))
        return ""

    # -- links -------------------------------------------------------------------------------------------------------

    def request_link(self, trading: str, staking: str) -> str:
        """Let a trading account name whose stake is to lower its fees."""
        if trading == staking or trading in self._staking_of or staking in self._trading_of:
            return "Staking link error: one of the users is linked already."
        self._requested[trading] = staking
        return ""

    def finalize_link(self, staking: str, trading: str) -> str:
        """Let the staking account agree, which makes the link for good."""
        if self._requested.get(trading) != staking or staking in self._trading_of:
            return "Staking link error: the trading user has not requested this link."
        del self._requested[trading]
        self._staking_of[trading] = staking
        self._trading_of[staking] = trading
        return ""

    def disable(self, staking: str, trading: str) -> str:
        """Lock the trading account that a staking account is linked to, for good."""
        if self._trading_of.get(staking) != trading:
            return "Staking link error: the users are not linked."
        self._locked.add(trading)
        return ""

    def is_locked(self, account: str) -> bool:
        """Return whether the staking account has locked this one."""
        return account in self._locked

    def requested_of(self, trading: str) -> str:
        """Return the staking account that was named but has not agreed; "" for none."""
        return self._requested.get(trading, "")

    def staking_of(self, trading: str) -> str:
        """Return the linked staking account; "" for none."""
        return self._staking_of.get(trading, "")

    def trading_of(self, staking: str) -> str:
        """Return the linked trading account; "" for none."""
        return self._trading_of.get(staking, "")

    def fee_accounts(self, account: str) -> list[str]:
        """Return the accounts whose fees the stake of this one lowers: its own or the linked one's."""
        return [self._trading_of.get(account, account)]

    def percent_of(self, account: str) -> int:
        """Return what an account saves of its fees by its own stake or the linked one."""
        return discount_percent(self.of(self._staking_of.get(account, account)).total_wei)
