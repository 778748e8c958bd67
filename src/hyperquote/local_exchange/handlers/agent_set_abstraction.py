"""agentSetAbstraction: an agent chooses the mode of an account that never chose one."""

from hyperquote.exchange.actions.agent_set_abstraction import AgentSetAbstraction
from hyperquote.local_exchange.accounts.modes import choose_mode
from hyperquote.local_exchange.accounts.settings import (
    DEFAULT_MODE,
    DISABLED,
    PORTFOLIO,
    TRANSITION_REFUSED,
    UNIFIED,
)
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError

_MODES = {"i": DISABLED, "u": UNIFIED, "p": PORTFOLIO}


def handle(exchange: LocalExchange, action: AgentSetAbstraction, account: str, now_ms: int) -> dict[str, str]:
    """Take the mode, the first time only."""
    exchange.count_request(account, 1)
    if exchange.registry.settings.mode(account) != DEFAULT_MODE:
        raise ActionRefusedError(TRANSITION_REFUSED)
    if refusal := choose_mode(exchange, account, _MODES[action.abstraction]):
        raise ActionRefusedError(refusal)
    return DEFAULT
