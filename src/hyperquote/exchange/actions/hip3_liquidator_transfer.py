"""hip3LiquidatorTransfer: fund the liquidator of a builder-deployed dex."""

from typing import ClassVar

from hyperquote.exchange.actions.base import SimpleAction


class Hip3LiquidatorTransfer(SimpleAction, frozen=True, kw_only=True, tag="hip3LiquidatorTransfer"):
    """Move `ntl` micro-USD, a multiple of 1000 USD, to the liquidator of `dex`, or back."""

    has_vault: ClassVar[bool] = False

    dex: str
    ntl: int
    is_deposit: bool
