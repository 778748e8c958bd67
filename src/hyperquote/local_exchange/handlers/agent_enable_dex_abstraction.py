"""agentEnableDexAbstraction: an agent switches it on where nothing was chosen before."""

from hyperquote.exchange.actions.agent_enable_dex_abstraction import AgentEnableDexAbstraction
from hyperquote.local_exchange.accounts.settings import TRANSITION_REFUSED
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: AgentEnableDexAbstraction, account: str, now_ms: int) -> dict[str, str]:
    """Switch it on."""
    exchange.count_request(account, 1)
    if exchange.registry.settings.dex_abstraction(account) is not None:
        raise ActionRefusedError(TRANSITION_REFUSED)
    exchange.registry.settings.set_dex_abstraction(account, True)
    return DEFAULT
