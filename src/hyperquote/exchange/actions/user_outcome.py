"""userOutcome: make outcome shares out of quote tokens, or the reverse."""

from msgspec import UNSET, UnsetType, field

from hyperquote.exchange.actions.base import Part, VariantAction, null


class SplitOutcome(Part, frozen=True):
    """Turn `amount` of the quote token into as many shares of both sides of `outcome`."""

    outcome: int
    amount: str


class MergeOutcome(Part, frozen=True):
    """Turn `amount` shares of both sides of `outcome` back into the quote token; None: all there are."""

    outcome: int
    amount: str | None = field(default_factory=null)


class MergeQuestion(Part, frozen=True):
    """Turn `amount` yes shares of every outcome of `question` back into the quote token; None: all there are."""

    question: int
    amount: str | None = field(default_factory=null)


class NegateOutcome(Part, frozen=True):
    """Turn `amount` no shares of `outcome` into yes shares of the other outcomes of `question`."""

    question: int
    outcome: int
    amount: str


class UserOutcome(VariantAction, frozen=True, kw_only=True, tag="userOutcome"):
    """One of four conversions of outcome shares. Amounts are decimal text."""

    split_outcome: SplitOutcome | UnsetType = UNSET
    merge_outcome: MergeOutcome | UnsetType = UNSET
    merge_question: MergeQuestion | UnsetType = UNSET
    negate_outcome: NegateOutcome | UnsetType = UNSET
