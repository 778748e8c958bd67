"""CValidatorAction: register a validator, change it, or give it up. Here the venue writes keys in snake case."""

from msgspec import UNSET, UnsetType, field

from hyperquote.exchange.actions.base import Part, VariantAction, null


class NodeIp(Part, frozen=True):
    """The address of a node, v4."""

    ip: str = field(name="Ip")


class ValidatorProfile(Part, frozen=True, kw_only=True, rename=None):
    """Who the validator is; `commission_bps` of the rewards stay with it, `signer` signs blocks for it."""

    node_ip: NodeIp
    name: str
    description: str
    delegations_disabled: bool
    commission_bps: int
    signer: str


class RegisterValidator(Part, frozen=True, kw_only=True, rename=None):
    """Begin with a stake of `initial_wei` (10⁻⁸ HYPE), active at once if `unjailed`."""

    profile: ValidatorProfile
    unjailed: bool
    initial_wei: int


class ChangeProfile(Part, frozen=True, kw_only=True, rename=None):
    """Change what is not None; `unjailed` is always said."""

    node_ip: NodeIp | None = field(default_factory=null)
    name: str | None = field(default_factory=null)
    description: str | None = field(default_factory=null)
    unjailed: bool
    disable_delegations: bool | None = field(default_factory=null)
    commission_bps: int | None = field(default_factory=null)
    signer: str | None = field(default_factory=null)


class ValidatorAction(VariantAction, frozen=True, kw_only=True, tag="CValidatorAction"):
    """One of three; `unregister=None` gives the validator up. Write addresses in lower case."""

    register: RegisterValidator | UnsetType = UNSET
    change_profile: ChangeProfile | UnsetType = UNSET
    unregister: UnsetType | None = UNSET
