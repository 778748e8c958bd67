"""What users choose about their accounts: mode, display name, EVM blocks, dust."""

DEFAULT_MODE = "default"
DISABLED = "disabled"
UNIFIED = "unifiedAccount"
PORTFOLIO = "portfolioMargin"
MODES = (DISABLED, UNIFIED, PORTFOLIO)
LONGEST_DISPLAY_NAME = 20
TRANSITION_REFUSED = "Abstraction transition not allowed"


class Settings:
    """The choices of everybody; who chose nothing is in none of the tables."""

    def __init__(self) -> None:
        self._modes: dict[str, str] = {}
        self._dex_abstraction: dict[str, bool] = {}
        self._display_names: dict[str, str] = {}
        self._big_blocks: set[str] = set()

    def mode(self, account: str) -> str:
        """Return how the balances of an account hang together; "default" when it never chose."""
        return self._modes.get(account, DEFAULT_MODE)

    def set_mode(self, account: str, mode: str) -> None:
        """Choose one of `MODES`."""
        self._modes[account] = mode

    def dex_abstraction(self, account: str) -> bool | None:
        """Return whether collateral moves between dexes by itself; None when that was never chosen."""
        return self._dex_abstraction.get(account)

    def set_dex_abstraction(self, account: str, is_on: bool) -> None:
        """Choose it."""
        self._dex_abstraction[account] = is_on

    def display_name(self, account: str) -> str:
        """Return the name an account shows; "" for none."""
        return self._display_names.get(account, "")

    def set_display_name(self, account: str, name: str) -> None:
        """Show a name; "" removes it."""
        if name:
            self._display_names[account] = name
        else:
            self._display_names.pop(account, None)

    def uses_big_blocks(self, account: str) -> bool:
        """Return whether the account's EVM transactions go to the big blocks."""
        return account in self._big_blocks

    def set_big_blocks(self, account: str, is_on: bool) -> None:
        """Choose the blocks."""
        if is_on:
            self._big_blocks.add(account)
        else:
            self._big_blocks.discard(account)
