"""Sub-accounts: accounts without keys that their master, and its agents, act for."""

from hyperquote.consts import MICRO
from hyperquote.local_exchange.accounts.addresses import derived_address

FIRST_SUB_ACCOUNTS = 10
MOST_SUB_ACCOUNTS = 50
VOLUME_PER_MORE_MICRO = 100_000_000 * MICRO
LONGEST_NAME = 16


class SubAccount:
    """One sub-account. Its name may change, its master never."""

    def __init__(self, address: str, master: str, name: str) -> None:
        self.address = address
        self.master = master
        self.name = name


class SubAccounts:
    """All sub-accounts by address."""

    def __init__(self) -> None:
        self._all: dict[str, SubAccount] = {}
        self._of: dict[str, list[SubAccount]] = {}

    def find(self, address: str) -> SubAccount | None:
        """Return the sub-account at an address."""
        return self._all.get(address)

    def of(self, master: str) -> list[SubAccount]:
        """Return the sub-accounts of a master in the order they were opened."""
        return self._of.get(master, [])

    def open(self, master: str, name: str, volume_micro: int) -> SubAccount | str:
        """Open one more, or return why not: ten, and one for each 100M of volume, up to fifty."""
        if refusal := name_refusal(name):
            return refusal
        if master in self._all:
            return "Sub-accounts cannot have sub-accounts."
        mine = self._of.setdefault(master, [])
        most = min(MOST_SUB_ACCOUNTS, FIRST_SUB_ACCOUNTS + volume_micro // VOLUME_PER_MORE_MICRO)
        if len(mine) >= most:
            return f"Too many sub-accounts. Current limit is {most}"
        opened = SubAccount(derived_address("sub-account", master, len(mine)), master, name)
        mine.append(opened)
        self._all[opened.address] = opened
        return opened

    def owned(self, address: str, master: str) -> SubAccount | str:
        """Return a sub-account of this master, or the venue's refusal of anything else."""
        found = self._all.get(address)
        if found is None or found.master != master:
            return f"Sub-account {address} is not registered to {master}"
        return found


def name_refusal(name: str) -> str:
    """Return why a sub-account cannot be called so; "" when it can."""
    return "" if 1 <= len(name) <= LONGEST_NAME else f"Sub-account names have 1 to {LONGEST_NAME} characters."
