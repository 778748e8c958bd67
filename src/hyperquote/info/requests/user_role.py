"""userRole: what kind of account an address is."""

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply


class RoleData(Reply, frozen=True):
    """Whom an agent acts for, or whose sub-account it is."""

    user: str | None = None
    master: str | None = None


class UserRole(Reply, frozen=True):
    """`role` is "user", "agent", "vault", "subAccount" or "missing"."""

    role: str
    data: RoleData | None = None


_REPLY = msgspec.json.Decoder(UserRole)


class UserRoleRequest(InfoRequest[UserRole], frozen=True, tag="userRole"):
    """Ask what an address is. Weight 60."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> UserRole:
        """Return the role and what belongs to it."""
        return _REPLY.decode(data)
