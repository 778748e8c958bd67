"""The part of spotDeploy that opens and settles outcome markets."""

from msgspec import UNSET, UnsetType

from hyperquote.exchange.actions.base import OneOf, Part


class Template(Part, frozen=True):
    """A template by its id, and what its keywords become, sorted by keyword."""

    id: str | int
    keyword_to_value: tuple[tuple[str, str], ...]


class PaidTemplate(Part, frozen=True):
    """A template whose trades cost `deployer_fee_scale` (decimal text) of the usual fee for the deployer."""

    id: str | int
    keyword_to_value: tuple[tuple[str, str], ...]
    deployer_fee_scale: str


class RegisterQuestion(Part, frozen=True):
    """A question with its named outcomes."""

    question_template_instance: PaidTemplate
    named_outcome_template_instances: tuple[Template, ...]


class RegisterNamedOutcome(Part, frozen=True):
    """One more named outcome of a question."""

    question: int
    named_outcome_template_instance: Template


class SettleOutcome(Part, frozen=True):
    """What a yes share pays: `settle_fraction`, 0 to 1 as decimal text; names are repeated as a check."""

    outcome: int
    settle_fraction: str
    details: str
    name_and_description: tuple[str, str]
    side_names: tuple[str, str]


class SettleQuestion(Part, frozen=True):
    """Settle all outcomes of a question at once."""

    question: int
    outcome_settlements: tuple[SettleOutcome, ...]
    name_and_description: tuple[str, str]


class DeployOutcome(OneOf, frozen=True, kw_only=True):
    """One step with an outcome market. Refused with "Error deploying outcome: …"."""

    register_standalone_outcome_from_template: PaidTemplate | UnsetType = UNSET
    register_question_from_template: RegisterQuestion | UnsetType = UNSET
    register_and_associate_named_outcome_from_template: RegisterNamedOutcome | UnsetType = UNSET
    settle_outcome: SettleOutcome | UnsetType = UNSET
    settle_question2: SettleQuestion | UnsetType = UNSET
