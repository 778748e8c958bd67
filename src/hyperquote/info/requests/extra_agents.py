"""extraAgents: the API wallets a user has approved."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply, nullable


class ExtraAgent(Reply, frozen=True):
    """One named agent and until when it may sign (ms); None when it never expires."""

    name: str
    address: str
    valid_until: int | None = nullable()


ExtraAgents: TypeAlias = list[ExtraAgent]

_REPLY = msgspec.json.Decoder(ExtraAgents)


class ExtraAgentsRequest(InfoRequest[ExtraAgents], frozen=True, tag="extraAgents"):
    """Ask for the named agents of a user. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> ExtraAgents:
        """Return the agents."""
        return _REPLY.decode(data)
