"""Vaults: accounts that a leader trades with the money of many, and the parts that each has of them."""

from hyperquote.consts import MICRO
from hyperquote.local_exchange.accounts.addresses import derived_address

LOCKUP_MS = 86_400_000
LEAST_OPENING_MICRO = 100 * MICRO
COMMISSION_PERCENT = 10
LEADER_PERCENT = 5
_SHARES_PER_MICRO = 1_000_000  # of the first deposit: fine enough that what a cut loses is no money


class Part:
    """What one depositor has of a vault: shares, what the money still in it was worth when it came, and dates."""

    def __init__(self, entry_ms: int) -> None:
        self.shares = 0
        self.basis_micro = 0
        self.paid_in_micro = 0
        self.paid_out_micro = 0
        self.entry_ms = entry_ms
        self.locked_until_ms = 0


class Vault:
    """One vault. Its equity is that of its account; a part is worth  equity · shares / all shares, cut.

    The vault itself keeps what the cuts leave over, so that parts never sum to more than there is.
    """

    def __init__(self, address: str, leader: str, name: str, description: str, opened_ms: int) -> None:
        self.address = address
        self.leader = leader
        self.name = name
        self.description = description
        self.opened_ms = opened_ms
        self.is_closed = False
        self.allow_deposits = True
        self.always_close_on_withdraw = False
        self.parts: dict[str, Part] = {}
        self.shares = 0

    def value_micro(self, user: str, equity_micro: int) -> int:
        """Return what a user's part is worth when the vault is worth `equity_micro`."""
        part = self.parts.get(user)
        if part is None or self.shares == 0:
            return 0
        return max(0, equity_micro) * part.shares // self.shares

    def deposit(self, user: str, micro: int, equity_micro: int, now_ms: int) -> None:
        """Add a user's money to a vault that was worth `equity_micro` (> 0 unless it is empty) before it."""
        part = self.parts.get(user)
        if part is None:
            part = self.parts[user] = Part(now_ms)
        shares = micro * _SHARES_PER_MICRO if self.shares == 0 else micro * self.shares // equity_micro
        part.shares += shares
        self.shares += shares
        part.basis_micro += micro
        part.paid_in_micro += micro
        part.locked_until_ms = now_ms + LOCKUP_MS

    def withdraw(self, user: str, micro: int, equity_micro: int) -> int:
        """Take `micro` out of a user's part (not more than it is worth) and return the basis that leaves with it."""
        part = self.parts[user]
        value = self.value_micro(user, equity_micro)
        assert 0 < micro <= value, (micro, value)
        shares = part.shares if micro == value else min(part.shares, -(-micro * self.shares // equity_micro))
        basis = part.basis_micro * micro // value
        part.shares -= shares
        self.shares -= shares
        part.basis_micro -= basis
        part.paid_out_micro += micro
        if part.shares == 0:
            del self.parts[user]
        return basis

    def distribution(self, micro: int) -> list[tuple[str, int]]:
        """Return what each depositor gets of `micro` by shares, cut; what the cuts leave over stays in the vault."""
        if self.shares == 0:
            return []
        return [(user, micro * part.shares // self.shares) for user, part in self.parts.items()]

    def note_distribution(self, user: str, micro: int, equity_micro: int) -> None:
        """A distribution paid a user `micro` while the vault was worth `equity_micro`: that basis is back."""
        part = self.parts[user]
        value = self.value_micro(user, equity_micro)
        part.basis_micro -= part.basis_micro * micro // value if value > 0 else 0
        part.paid_out_micro += micro

    def leader_share_after(self, leader_change_micro: int, change_micro: int, equity_micro: int) -> bool:
        """Return whether the leader would still own 5 % after these changes of his part and of the whole."""
        leader_micro = self.value_micro(self.leader, equity_micro) + leader_change_micro
        return leader_micro * 100 >= (equity_micro + change_micro) * LEADER_PERCENT


class Vaults:
    """All vaults by address, the oldest first."""

    def __init__(self) -> None:
        self.all: dict[str, Vault] = {}
        self._opened = 0

    def find(self, address: str) -> Vault | None:
        """Return the vault at an address."""
        return self.all.get(address)

    def open(self, leader: str, name: str, description: str, now_ms: int) -> Vault:
        """Open an empty vault."""
        self._opened += 1
        vault = Vault(derived_address("vault", leader, self._opened), leader, name, description, now_ms)
        self.all[vault.address] = vault
        return vault

    def led_by(self, user: str) -> list[Vault]:
        """Return the vaults that a user leads."""
        return [vault for vault in self.all.values() if vault.leader == user]

    def with_part_of(self, user: str) -> list[Vault]:
        """Return the vaults that a user has a part of."""
        return [vault for vault in self.all.values() if user in vault.parts]


def commission_micro(requested_micro: int, basis_micro: int) -> int:
    """Return the leader's 10 % of the profit in a withdrawal, cut; nothing of a loss."""
    return max(0, requested_micro - basis_micro) * COMMISSION_PERCENT // 100
