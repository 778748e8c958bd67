"""Referral codes: who made them, and who came with them."""

from hyperquote.local_exchange.clearing.rewards import Referral

LONGEST_CODE = 20


class Referrals:
    """The codes of the exchange and the accounts that used each, in the order they came."""

    def __init__(self) -> None:
        self._referrer_of: dict[str, str] = {}
        self._code_of: dict[str, str] = {}
        self._came: dict[str, list[tuple[str, Referral]]] = {}

    def code_of(self, account: str) -> str:
        """Return the code that an account made; "" when it has none."""
        return self._code_of.get(account, "")

    def came_by(self, referrer: str) -> list[tuple[str, Referral]]:
        """Return who used the code of a referrer, with what that brought."""
        return self._came.get(referrer, [])

    def register(self, account: str, code: str) -> str:
        """Make a code; return "" or why not. Codes are told apart whatever their letter case."""
        if not 1 <= len(code) <= LONGEST_CODE or not code.isalnum():
            return f"Referral codes have 1 to {LONGEST_CODE} letters and digits."
        if account in self._code_of:
            return "Referral code already generated."
        if code.upper() in self._referrer_of:
            return "Referral code already taken."
        self._code_of[account] = code
        self._referrer_of[code.upper()] = account
        return ""

    def refer(self, account: str, code: str, now_ms: int) -> Referral | str:
        """Note that an account came with a code, or return why it cannot have."""
        referrer = self._referrer_of.get(code.upper())
        if referrer is None:
            return "Referral code not registered"
        if referrer == account:
            return "Cannot self-refer."
        referral = Referral(referrer, self._code_of[referrer], now_ms)
        self._came.setdefault(referrer, []).append((account, referral))
        return referral
