"""approvedBuilders: the builders that may charge a user."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest

Builders: TypeAlias = list[str]

_REPLY = msgspec.json.Decoder(Builders)


class ApprovedBuildersRequest(InfoRequest[Builders], frozen=True, tag="approvedBuilders"):
    """Ask which builders a user has approved. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> Builders:
        """Return their addresses."""
        return _REPLY.decode(data)
