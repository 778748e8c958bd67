"""What accounts hold as tokens, apart from the money of the perps: integers of the token's wei."""

from typing import Final

USDC_TOKEN: Final = 0
USDC_WEI_DECIMALS: Final = 8
WEI_PER_MICRO: Final = 100  # of USDC: 10^(8 − 6)


class SpotLedger:
    """Balances by token and account.

        Σ balances + fees = deposits   of each token, always

    Deposits are what came in from elsewhere less what left: the house of the perps, or nowhere.
    """

    def __init__(self) -> None:
        self._balances: Final[dict[int, dict[str, int]]] = {}
        self._fees: Final[dict[int, int]] = {}
        self._deposits: Final[dict[int, int]] = {}

    def balance_wei(self, address: str, token: int) -> int:
        """Return what an account holds of a token."""
        return self._balances.get(token, {}).get(address, 0)

    def tokens_of(self, address: str) -> list[int]:
        """Return the tokens that an account holds or ever held, by index."""
        return sorted(token for token, balances in self._balances.items() if address in balances)

    def deposit(self, address: str, token: int, wei: int) -> None:
        """Add tokens from elsewhere."""
        assert wei >= 0, wei
        self._add(address, token, wei)
        self._deposits[token] = self._deposits.get(token, 0) + wei

    def withdraw(self, address: str, token: int, wei: int) -> bool:
        """Let tokens go elsewhere; False, and nothing happens, when there are fewer."""
        if wei < 0 or wei > self.balance_wei(address, token):
            return False
        self._add(address, token, -wei)
        self._deposits[token] = self._deposits.get(token, 0) - wei
        return True

    def charge(self, address: str, token: int, wei: int) -> bool:
        """Take a fee; False, and nothing happens, when there are fewer tokens than that."""
        if wei < 0 or wei > self.balance_wei(address, token):
            return False
        self._add(address, token, -wei)
        self._fees[token] = self._fees.get(token, 0) + wei
        return True

    def imbalance_wei(self, token: int) -> int:
        """Return by how much the ledger of a token fails to sum to zero: 0, always."""
        total = self._fees.get(token, 0) - self._deposits.get(token, 0)
        for wei in self._balances.get(token, {}).values():
            total += wei
        return total

    def _add(self, address: str, token: int, wei: int) -> None:
        balances = self._balances.get(token)
        if balances is None:
            balances = {}
            self._balances[token] = balances
        balances[address] = balances.get(address, 0) + wei
