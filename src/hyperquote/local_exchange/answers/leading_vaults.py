"""leadingVaults: the vaults that a user leads."""

from hyperquote.info.requests.leading_vaults import LeadingVault, LeadingVaults, LeadingVaultsRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: LeadingVaultsRequest, now_ms: int) -> LeadingVaults:
    """Return them, the oldest first."""
    return [LeadingVault(vault.address, vault.name) for vault in exchange.registry.vaults.led_by(request.user.lower())]
