"""evmUserModify: use big or small EVM blocks"""

from typing import ClassVar

from hyperquote.exchange.actions.base import SimpleAction


class EvmUserModify(SimpleAction, frozen=True, kw_only=True, tag="evmUserModify"):
    """Choose which EVM blocks our transactions go to."""

    has_vault: ClassVar[bool] = False

    using_big_blocks: bool
