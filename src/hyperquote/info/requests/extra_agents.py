"""extraAgents: the API wallets a user has approved."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply


class ExtraAgent(Reply, frozen=True):
    """One named agent and until when it may sign (ms)."""

    name: str
    address: str
    valid_until: int


ExtraAgents: TypeAlias = list[ExtraAgent]

_REPLY = msgspec.json.Decoder(ExtraAgents)


class ExtraAgentsRequest(InfoRequest[ExtraAgents], frozen=True, tag="extraAgents"):
    """Ask for the named agents of a user. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> ExtraAgents:
        """Return the agents."""
        return _REPLY.decode(data)
