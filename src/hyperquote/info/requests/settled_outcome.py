"""settledOutcome: how an outcome ended."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply
from hyperquote.info.requests.outcome_meta import OutcomeQuestion, OutcomeSpec


class SettledOutcome(Reply, frozen=True, kw_only=True):
    """`settle_fraction` is what the first side is worth at the end, from 0 to 1; `details` say on what ground."""

    spec: OutcomeSpec
    settle_fraction: DecimalText
    details: str
    question: int | OutcomeQuestion | None = None


_REPLY: msgspec.json.Decoder[SettledOutcome | None] = msgspec.json.Decoder(SettledOutcome | None)


class SettledOutcomeRequest(InfoRequest[SettledOutcome | None], frozen=True, tag="settledOutcome"):
    """Ask how an outcome ended. Weight 20."""

    outcome: int

    def read(self, data: bytes | msgspec.Raw) -> SettledOutcome | None:
        """Return the end; None while it is open or unknown."""
        return _REPLY.decode(data)
