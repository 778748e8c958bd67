"""What accounts hold as tokens, apart from the money of the perps: integers of the token's wei."""

from typing import Final

USDC_TOKEN: Final = 0
USDC_WEI_DECIMALS: Final = 8
WEI_PER_MICRO: Final = 100  # of USDC: 10^(8 − 6)


class SpotLedger:
    """Balances by token and account.

        Σ balances + fees = deposits   of each token, always

    Deposits are what came in from elsewhere less what left: the house of the perps, or nowhere. Resting orders hold
    part of a balance: what is held can neither be sent away nor be offered again. The entry of a balance is what was
    paid for it (1e-8 USD); it shrinks in proportion as the balance does.
    """

    def __init__(self) -> None:
        self._balances: Final[dict[int, dict[str, int]]] = {}
        self._holds: Final[dict[int, dict[str, int]]] = {}
        self._entries: Final[dict[int, dict[str, int]]] = {}
        self._fees: Final[dict[int, int]] = {}
        self._deposits: Final[dict[int, int]] = {}

    def balance_wei(self, address: str, token: int) -> int:
        """Return what an account holds of a token."""
        return self._balances.get(token, {}).get(address, 0)

    def hold_wei(self, address: str, token: int) -> int:
        """Return what the resting orders of an account hold of a token."""
        return self._holds.get(token, {}).get(address, 0)

    def free_wei(self, address: str, token: int) -> int:
        """Return what an account may send or offer of a token."""
        return self.balance_wei(address, token) - self.hold_wei(address, token)

    def entry_e8(self, address: str, token: int) -> int:
        """Return what was paid for a balance (1e-8 USD)."""
        return self._entries.get(token, {}).get(address, 0)

    def tokens_of(self, address: str) -> list[int]:
        """Return the tokens that an account holds or ever held, by index."""
        return sorted(token for token, balances in self._balances.items() if address in balances)

    def deposit(self, address: str, token: int, wei: int, value_e8: int = 0) -> None:
        """Add tokens from elsewhere; `value_e8` is what they were worth (1e-8 USD)."""
        assert wei >= 0, wei
        self._add(address, token, wei)
        _count(self._entries, token, address, value_e8)
        self._deposits[token] = self._deposits.get(token, 0) + wei

    def withdraw(self, address: str, token: int, wei: int) -> bool:
        """Let tokens go elsewhere; False, and nothing happens, when fewer are free."""
        if wei < 0 or wei > self.free_wei(address, token):
            return False
        self._add(address, token, -wei)
        self._deposits[token] = self._deposits.get(token, 0) - wei
        return True

    def charge(self, address: str, token: int, wei: int) -> bool:
        """Take a fee; False, and nothing happens, when fewer tokens than that are free."""
        if wei < 0 or wei > self.free_wei(address, token):
            return False
        self._add(address, token, -wei)
        self._fees[token] = self._fees.get(token, 0) + wei
        return True

    def pay_out(self, token: int, wei: int) -> None:
        """Let fees that were kept go elsewhere."""
        self._fees[token] = self._fees.get(token, 0) - wei
        self._deposits[token] = self._deposits.get(token, 0) - wei

    def hold(self, address: str, token: int, wei: int) -> None:
        """Hold more of a balance, or less (negative)."""
        _count(self._holds, token, address, wei)

    def receive(self, address: str, token: int, wei: int, fee_wei: int, paid_e8: int) -> None:
        """Take in one side of a trade: `wei` less a fee (negative: a rebate), for `paid_e8` (1e-8 USD)."""
        self._add(address, token, wei - fee_wei)
        self._fees[token] = self._fees.get(token, 0) + fee_wei
        _count(self._entries, token, address, paid_e8)

    def pay(self, address: str, token: int, wei: int) -> None:
        """Give out the other side of a trade; what was checked when the order was placed is there."""
        self._add(address, token, -wei)

    def imbalance_wei(self, token: int) -> int:
        """Return by how much the ledger of a token fails to sum to zero: 0, always."""
        total = self._fees.get(token, 0) - self._deposits.get(token, 0)
        for wei in self._balances.get(token, {}).values():
            total += wei
        return total

    def _add(self, address: str, token: int, wei: int) -> None:
        before = self.balance_wei(address, token)
        if wei < 0 < before:
            entry = self.entry_e8(address, token)
            _count(self._entries, token, address, entry * (before + wei) // before - entry)
        _count(self._balances, token, address, wei)


def _count(book: dict[int, dict[str, int]], token: int, address: str, change: int) -> None:
    rows = book.get(token)
    if rows is None:
        rows = {}
        book[token] = rows
    rows[address] = rows.get(address, 0) + change
