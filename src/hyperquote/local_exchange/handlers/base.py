"""What handlers share: the shapes of success, and the refusal of a whole action."""

from hyperquote.exchange.actions.outcome import Error, Filled, Resting, WaitingForFill, WaitingForTrigger
from hyperquote.exchange.actions.outcome import Success as SuccessText
from hyperquote.local_exchange.accounts.vaults import Vault
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.listing import Listing
from hyperquote.local_exchange.matching.placed import Placed
from hyperquote.local_exchange.texts import decimal_text, usd_text

Status = dict[str, Resting] | dict[str, Filled] | Error | SuccessText | WaitingForFill | WaitingForTrigger
DEFAULT = {"type": "default"}


class ActionRefusedError(Exception):
    """The venue would answer `{"status":"err","response":<this text>}`."""


def statuses(kind: str, elements: list[Status]) -> dict[str, object]:
    """Return the response of a batch: `kind` is "order" or "cancel"."""
    return {"type": kind, "data": {"statuses": elements}}


def order_status(placed: Placed, cloid: str | None, listing: Listing) -> Status:
    """Return what became of one order."""
    if placed.status == "resting":
        return {"resting": Resting(placed.oid, cloid)}
    if placed.status == "filled":
        total = decimal_text(placed.filled_lots, listing.sz_decimals)
        return {"filled": Filled(total, usd_text(placed.avg_px_micro), placed.oid, cloid)}
    if placed.status == "waitingForFill":
        return "waitingForFill"
    if placed.status == "waitingForTrigger":
        return "waitingForTrigger"
    return Error(placed.error)


def vault_at(exchange: LocalExchange, address: str) -> Vault:
    """Return the vault at an address; refuse the action when there is none."""
    vault = exchange.registry.vaults.find(address)
    if vault is None:
        raise ActionRefusedError(f"Vault not registered: {address}")
    return vault


def led_vault(exchange: LocalExchange, address: str, account: str) -> Vault:
    """Return a vault that the account leads and that is open; refuse the action otherwise."""
    vault = vault_at(exchange, address)
    if vault.leader != account:
        raise ActionRefusedError("Only leader can perform this vault action")
    if vault.is_closed:
        raise ActionRefusedError("Vault is closed.")
    return vault


def listing_of(exchange: LocalExchange, asset: int) -> Listing:
    """Return what trades under an asset id; refuse the action when nothing does."""
    listing = exchange.listings.get(asset)
    if listing is None:
        raise ActionRefusedError(f"Asset {asset} is not listed on this exchange.")
    return listing
