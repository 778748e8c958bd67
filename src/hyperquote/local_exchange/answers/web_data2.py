"""webData2: all that a site shows of an account, in one answer."""

from decimal import Decimal

from hyperquote.info.requests.clearinghouse_state import ClearinghouseStateRequest
from hyperquote.info.requests.frontend_open_orders import FrontendOpenOrdersRequest
from hyperquote.info.requests.leading_vaults import LeadingVaultsRequest
from hyperquote.info.requests.ledger_deltas import Deposit, Withdrawal
from hyperquote.info.requests.meta import MetaRequest
from hyperquote.info.requests.perps_at_open_interest_cap import PerpsAtOpenInterestCapRequest
from hyperquote.info.requests.user_vault_equities import UserVaultEquitiesRequest
from hyperquote.info.requests.web_data2 import WebData2, WebData2Request
from hyperquote.local_exchange import prices, shapes
from hyperquote.local_exchange.admission import Agent
from hyperquote.local_exchange.answers import (
    clearinghouse_state,
    frontend_open_orders,
    leading_vaults,
    meta,
    perps_at_open_interest_cap,
    spot_clearinghouse_state,
    user_vault_equities,
)
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: WebData2Request, now_ms: int) -> WebData2:
    """Return the parts as their own requests would. Named agents are listed elsewhere; nobody opts out of dusting."""
    user = request.user.lower()
    agent = unnamed_agent(exchange, user, now_ms)
    return WebData2(
        clearinghouse_state=clearinghouse_state.answer(exchange, ClearinghouseStateRequest(user), now_ms),
        leading_vaults=leading_vaults.answer(exchange, LeadingVaultsRequest(user), now_ms),
        total_vault_equity=vault_equity_text(exchange, user, now_ms),
        open_orders=frontend_open_orders.answer(exchange, FrontendOpenOrdersRequest(user), now_ms),
        agent_address=None if agent is None else agent.address,
        agent_valid_until=None if agent is None else agent.valid_until_ms,
        cum_ledger=net_deposits_text(exchange, user),
        meta=meta.answer(exchange, MetaRequest(), now_ms),
        asset_ctxs=prices.perp_ctxs(exchange),
        server_time=now_ms,
        is_vault=exchange.registry.vaults.find(user) is not None,
        user=user,
        twap_states=[
            (twap.twap_id, shapes.twap_state(twap, exchange.listings[twap.asset]))
            for twap in exchange.core.twaps.active.values()
            if twap.account == user
        ],
        spot_state=spot_clearinghouse_state.state_of(exchange, user),
        spot_asset_ctxs=prices.spot_ctxs(exchange),
        opt_out_of_spot_dusting=False,
        perps_at_open_interest_cap=perps_at_open_interest_cap.answer(exchange, PerpsAtOpenInterestCapRequest(), now_ms),
    )


def unnamed_agent(exchange: LocalExchange, user: str, now_ms: int) -> Agent | None:
    """Return the agent without a name, by which the venue's own site trades; None when there is none any more."""
    agents = exchange.admission.agents_of(user)
    return next((each for each in agents if not each.name and each.valid_until_ms > now_ms), None)


def vault_equity_text(exchange: LocalExchange, user: str, now_ms: int) -> str:
    """Return what the parts of a user in all vaults are worth."""
    equities = user_vault_equities.answer(exchange, UserVaultEquitiesRequest(user), now_ms)
    return _text(sum((Decimal(each.equity) for each in equities), Decimal(0)))


def net_deposits_text(exchange: LocalExchange, user: str) -> str:
    """Return what came in over the bridge less what went out."""
    total = Decimal(0)
    for fact in exchange.records.ledger(user):
        if isinstance(fact.delta, Deposit):
            total += Decimal(fact.delta.usdc)
        elif isinstance(fact.delta, Withdrawal):
            total -= Decimal(fact.delta.usdc)
    return _text(total)


def _text(value: Decimal) -> str:
    text = f"{value:f}"
    return text if "." in text else f"{text}.0"
