"""activateOutcomeDeployer: become a deployer of outcome markets, or stop being one."""

from msgspec import UNSET, UnsetType

from hyperquote.exchange.actions.base import Part, VariantAction


class OutcomeVenue(Part, frozen=True):
    """The name under which the markets appear."""

    venue_name: str


class ActivateOutcomeDeployer(VariantAction, frozen=True, kw_only=True, tag="activateOutcomeDeployer"):
    """Activate under a name, or `deactivate=None`. "Insufficient stake" if too little HYPE is staked."""

    activate: OutcomeVenue | UnsetType = UNSET
    deactivate: UnsetType | None = UNSET
