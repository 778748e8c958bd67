"""validatorL1Stream: a validator's say on the risk-free rate."""

from typing import ClassVar

from hyperquote.exchange.actions.base import SimpleAction


class ValidatorL1Stream(SimpleAction, frozen=True, kw_only=True, tag="validatorL1Stream"):
    """Report the risk-free rate per year, a fraction as decimal text. "Unknown validator" for others."""

    has_vault: ClassVar[bool] = False

    risk_free_rate: str
