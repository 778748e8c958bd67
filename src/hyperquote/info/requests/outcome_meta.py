"""outcomeMeta: the outcome markets and the questions they belong to."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable, rows


class OutcomeSide(Reply, frozen=True):
    """One of the two sides: its coin is `#` and ten times the outcome plus the side's position."""

    name: str
    token: int | str | None = None


class OutcomeSpec(Reply, frozen=True, kw_only=True):
    """One outcome; `description` packs its terms as `key:value|key:value`."""

    outcome: int
    name: str
    description: str
    side_specs: list[OutcomeSide]
    quote_token: str | None = None
    deployer: str | None = None
    venue: str | None = None
    deployer_fee_scale: DecimalText | None = None


class OutcomeQuestion(Reply, frozen=True, kw_only=True):
    """Outcomes of which one comes true; the fallback does when none of the named does."""

    question: int
    name: str
    description: str
    fallback_outcome: int | None = nullable()
    named_outcomes: list[int] = rows()
    settled_named_outcomes: list[int] = rows()


class OutcomeMeta(Reply, frozen=True):
    """All outcomes and questions that are open."""

    outcomes: list[OutcomeSpec]
    questions: list[OutcomeQuestion] = rows()


_REPLY = msgspec.json.Decoder(OutcomeMeta)


class OutcomeMetaRequest(InfoRequest[OutcomeMeta], frozen=True, tag="outcomeMeta"):
    """Ask for the outcome markets. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> OutcomeMeta:
        """Return outcomes and questions."""
        return _REPLY.decode(data)
