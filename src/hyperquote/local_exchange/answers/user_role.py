"""userRole: what an address is."""

from hyperquote.info.requests.user_role import RoleData, UserRole, UserRoleRequest
from hyperquote.local_exchange.accounts.roles import role_of
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: UserRoleRequest, now_ms: int) -> UserRole:
    """Return "agent" with its principal, "subAccount" with its master, "vault", "user", else "missing"."""
    role, owner = role_of(exchange, request.user.lower(), now_ms)
    if role == "agent":
        return UserRole(role, RoleData(user=owner))
    return UserRole(role, RoleData(master=owner)) if role == "subAccount" else UserRole(role)
