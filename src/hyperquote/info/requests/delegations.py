"""delegations: a user's stake by validator."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply


class Delegation(Reply, frozen=True):
    """Stake with one validator (HYPE), and until when it is locked (ms)."""

    validator: str
    amount: DecimalText
    locked_until_timestamp: int


Delegations: TypeAlias = list[Delegation]

_REPLY = msgspec.json.Decoder(Delegations)


class DelegationsRequest(InfoRequest[Delegations], frozen=True, tag="delegations"):
    """Ask whom a user has delegated stake to. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> Delegations:
        """Return one row per validator."""
        return _REPLY.decode(data)
