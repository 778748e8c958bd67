"""userRateLimit: how many actions an address may still send."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply


class UserRateLimit(Reply, frozen=True, kw_only=True):
    """Lifetime counts; the cap is 10000 and one per USD ever traded."""

    cum_vlm: DecimalText
    n_requests_used: int
    n_requests_cap: int
    n_requests_surplus: int = msgspec.field(default_factory=int)  # missing before 2026


_REPLY = msgspec.json.Decoder(UserRateLimit)


class UserRateLimitRequest(InfoRequest[UserRateLimit], frozen=True, tag="userRateLimit"):
    """Ask for the action budget of an address. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> UserRateLimit:
        """Return use and cap."""
        return _REPLY.decode(data)
