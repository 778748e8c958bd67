"""validatorSummaries: the validators, their stake and how they fare."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable, rows


class ValidatorStats(Reply, frozen=True):
    """Share of time up and expected return a year (fractions), over so many samples."""

    uptime_fraction: DecimalText
    predicted_apr: DecimalText
    n_samples: int


class ValidatorSummary(Reply, frozen=True, kw_only=True):
    """One validator: `stake` is a JSON number in the venue's smallest unit, `stats` by period (day, week, month)."""

    validator: str
    signer: str
    name: str
    description: str
    n_recent_blocks: int
    stake: int
    is_jailed: bool
    unjailable_after: int | None = nullable()
    is_active: bool
    commission: DecimalText
    stats: list[tuple[str, ValidatorStats]] = rows()


ValidatorSummaries: TypeAlias = list[ValidatorSummary]

_REPLY = msgspec.json.Decoder(ValidatorSummaries)


class ValidatorSummariesRequest(InfoRequest[ValidatorSummaries], frozen=True, tag="validatorSummaries"):
    """Ask for all validators. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> ValidatorSummaries:
        """Return the validators."""
        return _REPLY.decode(data)
