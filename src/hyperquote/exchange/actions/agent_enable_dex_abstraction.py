"""agentEnableDexAbstraction: one balance for all dexs (deprecated)"""

from hyperquote.exchange.actions.base import SimpleAction


class AgentEnableDexAbstraction(SimpleAction, frozen=True, kw_only=True, tag="agentEnableDexAbstraction"):
    """Let an agent switch dex abstraction on."""
