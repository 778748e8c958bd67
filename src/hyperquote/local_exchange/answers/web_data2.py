"""webData2: all that a site shows of an account, in one answer."""

from decimal import Decimal

from hyperquote.info.requests.clearinghouse_state import ClearinghouseStateRequest
from hyperquote.info.requests.frontend_open_orders import FrontendOpenOrdersRequest
from hyperquote.info.requests.leading_vaults import LeadingVaultsRequest
from hyperquote.info.requests.ledger_deltas import Deposit, Withdrawal
from hyperquote.info.requests.meta import MetaRequest
from hyperquote.info.requests.user_vault_equities import UserVaultEquitiesRequest
from hyperquote.info.requests.web_data2 import WebData2, WebData2Request
from hyperquote.local_exchange import prices, shapes
from hyperquote.local_exchange.answers import (
    clearinghouse_state,
    frontend_open_orders,
    leading_vaults,
    meta,
    spot_clearinghouse_state,
    user_vault_equities,
)
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: WebData2Request, now_ms: int) -> WebData2:
    """Return the parts as their own requests would. Agents are listed elsewhere; nobody opts out of dusting."""
    user = request.user.lower()
    equities = user_vault_equities.answer(exchange, UserVaultEquitiesRequest(user), now_ms)
    return WebData2(
        clearinghouse_state=clearinghouse_state.answer(exchange, ClearinghouseStateRequest(user), now_ms),
        leading_vaults=leading_vaults.answer(exchange, LeadingVaultsRequest(user), now_ms),
        total_vault_equity=_text(sum((Decimal(each.equity) for each in equities), Decimal(0))),
        open_orders=frontend_open_orders.answer(exchange, FrontendOpenOrdersRequest(user), now_ms),
        agent_address=None,
        agent_valid_until=None,
        cum_ledger=_text(_net_deposits(exchange, user)),
        meta=meta.answer(exchange, MetaRequest(), now_ms),
        asset_ctxs=[prices.asset_ctx(exchange, asset) for asset in exchange.perps_of("")],
        server_time=now_ms,
        is_vault=exchange.registry.vaults.find(user) is not None,
        user=user,
        twap_states=[
            (twap.twap_id, shapes.twap_state(twap, exchange.listings[twap.asset]))
            for twap in exchange.core.twaps.active.values()
            if twap.account == user
        ],
        spot_state=spot_clearinghouse_state.state_of(exchange, user),
        spot_asset_ctxs=[prices.spot_ctx(exchange, pair) for pair in exchange.pairs],
        opt_out_of_spot_dusting=False,
        perps_at_open_interest_cap=[],
    )


def _net_deposits(exchange: LocalExchange, user: str) -> Decimal:
    total = Decimal(0)
    for fact in exchange.records.ledger(user):
        if isinstance(fact.delta, Deposit):
            total += Decimal(fact.delta.usdc)
        elif isinstance(fact.delta, Withdrawal):
            total -= Decimal(fact.delta.usdc)
    return total


def _text(value: Decimal) -> str:
    text = f"{value:f}"
    return text if "." in text else f"{text}.0"
