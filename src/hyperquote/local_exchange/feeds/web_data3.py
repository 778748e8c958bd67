"""webData3: what a site shows of an account on all dexes."""

from hyperquote.info.requests.leading_vaults import LeadingVaultsRequest
from hyperquote.info.requests.perps_at_open_interest_cap import PerpsAtOpenInterestCapRequest
from hyperquote.local_exchange.accounts.settings import DEFAULT_MODE
from hyperquote.local_exchange.answers import leading_vaults, perps_at_open_interest_cap, web_data2
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.state import StateOf
from hyperquote.ws.channels.web_data3 import WebData3, WebData3Frame, WebDexState, WebUserState


def web_data3(user: str) -> StateOf:
    """Return what tells it. Vaults live on the first dex."""

    def frame(exchange: LocalExchange, now_ms: int) -> WebData3Frame:
        return WebData3Frame(
            WebData3(_user(exchange, user, now_ms), [_dex(exchange, user, dex, now_ms) for dex in exchange.dex_names])
        )

    return frame


def _user(exchange: LocalExchange, user: str, now_ms: int) -> WebUserState:
    settings = exchange.registry.settings
    agent = web_data2.unnamed_agent(exchange, user, now_ms)
    mode = settings.mode(user)
    return WebUserState(
        agent_address=None if agent is None else agent.address,
        agent_valid_until=None if agent is None else agent.valid_until_ms,
        cum_ledger=web_data2.net_deposits_text(exchange, user),
        server_time=now_ms,
        is_vault=exchange.registry.vaults.find(user) is not None,
        user=user,
        dex_abstraction_enabled=settings.dex_abstraction(user),
        abstraction=None if mode == DEFAULT_MODE else mode,
    )


def _dex(exchange: LocalExchange, user: str, dex: str, now_ms: int) -> WebDexState:
    at_cap = perps_at_open_interest_cap.answer(exchange, PerpsAtOpenInterestCapRequest(dex), now_ms)
    leads = [] if dex else leading_vaults.answer(exchange, LeadingVaultsRequest(user), now_ms)
    return WebDexState(
        total_vault_equity="0.0" if dex else web_data2.vault_equity_text(exchange, user, now_ms),
        perps_at_open_interest_cap=at_cap or None,
        leading_vaults=leads or None,
    )
