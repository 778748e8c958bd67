"""legalCheck: whether the venue's own site would serve an account."""

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply


class LegalCheck(Reply, frozen=True, kw_only=True):
    """`restrictions` is one of "n", "a", "o", "u"; older replies say `ip_allowed` instead."""

    ip_allowed: bool | None = None
    accepted_terms: bool
    user_allowed: bool
    restrictions: str | None = None


_REPLY = msgspec.json.Decoder(LegalCheck)


class LegalCheckRequest(InfoRequest[LegalCheck], frozen=True, tag="legalCheck"):
    """Ask whether an account is restricted. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> LegalCheck:
        """Return the findings."""
        return _REPLY.decode(data)
