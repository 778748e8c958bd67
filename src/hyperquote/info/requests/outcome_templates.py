"""outcomeTemplates: the patterns that outcomes are made from."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply


class OutcomeTemplate(Reply, frozen=True):
    """One pattern; `keywords` are (word to fill in, hint)."""

    id: int | str
    role: str
    name: str
    description: str
    keywords: list[tuple[str, str]]


OutcomeTemplates: TypeAlias = list[OutcomeTemplate]

_REPLY = msgspec.json.Decoder(OutcomeTemplates)


class OutcomeTemplatesRequest(InfoRequest[OutcomeTemplates], frozen=True, tag="outcomeTemplates"):
    """Ask for the patterns of outcomes. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> OutcomeTemplates:
        """Return the patterns."""
        return _REPLY.decode(data)
