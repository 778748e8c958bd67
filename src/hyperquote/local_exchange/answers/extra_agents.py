"""extraAgents: the named API wallets of an account."""

from hyperquote.info.requests.extra_agents import ExtraAgent, ExtraAgents, ExtraAgentsRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: ExtraAgentsRequest, now_ms: int) -> ExtraAgents:
    """Return the named agents; the unnamed one does not appear."""
    return [
        ExtraAgent(agent.name, agent.address, agent.valid_until_ms)
        for agent in exchange.admission.agents_of(request.user.lower())
        if agent.name
    ]
