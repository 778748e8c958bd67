"""agentSetAbstraction: choose the account mode"""

from typing import Literal

from hyperquote.exchange.actions.base import SimpleAction


class AgentSetAbstraction(SimpleAction, frozen=True, kw_only=True, tag="agentSetAbstraction"):
    """Choose the account mode: i (off), u (unified) or p (portfolio margin).

    "Abstraction transition not allowed" unless the mode was never chosen before.
    """

    abstraction: Literal["i", "u", "p"]
