"""Accounts that act only when several users agree."""

import msgspec

from hyperquote.errors import ValidationError
from hyperquote.helpers import checked_address

MOST_SIGNERS = 10
MALFORMED = "Unexpected error (code=148)"


class Signers(msgspec.Struct, frozen=True, rename="camel"):
    """Who may sign for an account, and how many of them it takes."""

    authorized_users: list[str]
    threshold: int


_DECODER: msgspec.json.Decoder[Signers | None] = msgspec.json.Decoder(Signers | None)


def read_signers(text: str) -> Signers | str | None:
    """Return the signers that the text of a conversion names, None for the text `null`, or the venue's refusal."""
    try:
        signers = _DECODER.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return MALFORMED
    if signers is None:
        return None
    try:
        users = [checked_address(user) for user in signers.authorized_users]
    except ValidationError:
        return MALFORMED
    users = sorted(set(users))
    if len(users) > MOST_SIGNERS:
        return "Too many multi-sig signers"
    if not 1 <= signers.threshold <= len(users):
        return "Invalid multi-sig threshold"
    return Signers(users, signers.threshold)


class MultiSigUsers:
    """The accounts that were converted."""

    def __init__(self) -> None:
        self._signers: dict[str, Signers] = {}

    def signers_of(self, account: str) -> Signers | None:
        """Return who signs for an account; None for an ordinary one."""
        return self._signers.get(account)

    def convert(self, account: str, signers: Signers | None) -> None:
        """Require these signers from now on; None makes the account an ordinary one again."""
        if signers is None:
            self._signers.pop(account, None)
        else:
            self._signers[account] = signers
