"""userRole: what an address is."""

from hyperquote.info.requests.user_role import RoleData, UserRole, UserRoleRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: UserRoleRequest, now_ms: int) -> UserRole:
    """Return "agent" with its principal, "user" for an account, else "missing"."""
    user = request.user.lower()
    principal = exchange.admission.principal(user, now_ms)
    if principal != user:
        return UserRole("agent", RoleData(user=principal))
    return UserRole("user" if exchange.is_funded(user) else "missing")
