"""approveAgent: let another key trade for an account."""

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.approve_agent import ApproveAgent
from hyperquote.helpers import checked_address
from hyperquote.local_exchange.admission import NAMED_AGENTS, NAMED_PER_SUB_ACCOUNT
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: ApproveAgent, account: str, now_ms: int) -> dict[str, str]:
    """Register the agent, or refuse in the venue's words."""
    exchange.count_request(account, 1)
    try:
        agent = checked_address(action.agent_address)
    except ValidationError as error:
        raise ActionRefusedError(f"Invalid agent address {action.agent_address}") from error
    most = NAMED_AGENTS + NAMED_PER_SUB_ACCOUNT * len(exchange.registry.sub_accounts.of(account))
    if refusal := exchange.admission.approve(account, agent, action.agent_name or "", now_ms, most):
        raise ActionRefusedError(refusal)
    return DEFAULT
