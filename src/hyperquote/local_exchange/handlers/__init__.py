"""What `/exchange` does: one module per action, each with one function, and the table that finds it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hyperquote.exchange.actions import AnyAction
from hyperquote.exchange.actions.approve_agent import ApproveAgent
from hyperquote.exchange.actions.set_display_name import SetDisplayName
from hyperquote.exchange.actions.evm_user_modify import EvmUserModify
from hyperquote.exchange.actions.user_set_abstraction import UserSetAbstraction
from hyperquote.exchange.actions.user_portfolio_margin import UserPortfolioMargin
from hyperquote.exchange.actions.agent_set_abstraction import AgentSetAbstraction
from hyperquote.exchange.actions.user_dex_abstraction import UserDexAbstraction
from hyperquote.exchange.actions.agent_enable_dex_abstraction import AgentEnableDexAbstraction
from hyperquote.exchange.actions.register_referrer import RegisterReferrer
from hyperquote.exchange.actions.set_referrer import SetReferrer
from hyperquote.exchange.actions.claim_rewards import ClaimRewards
from hyperquote.exchange.actions.approve_builder_fee import ApproveBuilderFee
from hyperquote.exchange.actions.reserve_request_weight import ReserveRequestWeight
from hyperquote.exchange.actions.convert_to_multi_sig_user import ConvertToMultiSigUser
from hyperquote.exchange.actions.create_sub_account import CreateSubAccount
from hyperquote.exchange.actions.create_vault import CreateVault
from hyperquote.exchange.actions.sub_account_modify import SubAccountModify
from hyperquote.exchange.actions.sub_account_transfer import SubAccountTransfer
from hyperquote.exchange.actions.vault_distribute import VaultDistribute
from hyperquote.exchange.actions.vault_modify import VaultModify
from hyperquote.exchange.actions.vault_transfer import VaultTransfer
from hyperquote.exchange.actions.withdraw import Withdraw
from hyperquote.exchange.actions.batch_modify import BatchModify
from hyperquote.exchange.actions.cancel import Cancel
from hyperquote.exchange.actions.cancel_by_cloid import CancelByCloid
from hyperquote.exchange.actions.modify import Modify
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.actions.order import PlaceOrders
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.exchange.actions.top_up_isolated_only_margin import TopUpIsolatedOnlyMargin
from hyperquote.exchange.actions.twap_cancel import TwapCancel
from hyperquote.exchange.actions.twap_order import TwapOrder
from hyperquote.exchange.actions.update_isolated_margin import UpdateIsolatedMargin
from hyperquote.exchange.actions.update_leverage import UpdateLeverage
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.local_exchange.handlers import (
    approve_agent,
    set_display_name,
    evm_user_modify,
    user_set_abstraction,
    user_portfolio_margin,
    agent_set_abstraction,
    user_dex_abstraction,
    agent_enable_dex_abstraction,
    register_referrer,
    set_referrer,
    claim_rewards,
    approve_builder_fee,
    reserve_request_weight,
    convert_to_multi_sig_user,
    create_sub_account,
    create_vault,
    sub_account_modify,
    sub_account_transfer,
    vault_distribute,
    vault_modify,
    vault_transfer,
    withdraw,
    batch_modify,
    cancel,
    cancel_by_cloid,
    modify,
    noop,
    order,
    schedule_cancel,
    top_up_isolated_only_margin,
    twap_cancel,
    twap_order,
    update_isolated_margin,
    update_leverage,
    usd_send,
)
from hyperquote.local_exchange.handlers.base import ActionRefusedError

if TYPE_CHECKING:
    from hyperquote.local_exchange.exchange import LocalExchange

_HANDLERS: dict[type, Callable[["LocalExchange", Any, str, int], object]] = {
    ApproveAgent: approve_agent.handle,
    SetDisplayName: set_display_name.handle,
    EvmUserModify: evm_user_modify.handle,
    UserSetAbstraction: user_set_abstraction.handle,
    UserPortfolioMargin: user_portfolio_margin.handle,
    AgentSetAbstraction: agent_set_abstraction.handle,
    UserDexAbstraction: user_dex_abstraction.handle,
    AgentEnableDexAbstraction: agent_enable_dex_abstraction.handle,
    RegisterReferrer: register_referrer.handle,
    SetReferrer: set_referrer.handle,
    ClaimRewards: claim_rewards.handle,
    ApproveBuilderFee: approve_builder_fee.handle,
    ReserveRequestWeight: reserve_request_weight.handle,
    ConvertToMultiSigUser: convert_to_multi_sig_user.handle,
    CreateSubAccount: create_sub_account.handle,
    CreateVault: create_vault.handle,
    SubAccountModify: sub_account_modify.handle,
    SubAccountTransfer: sub_account_transfer.handle,
    VaultDistribute: vault_distribute.handle,
    VaultModify: vault_modify.handle,
    VaultTransfer: vault_transfer.handle,
    Withdraw: withdraw.handle,
    BatchModify: batch_modify.handle,
    Cancel: cancel.handle,
    CancelByCloid: cancel_by_cloid.handle,
    Modify: modify.handle,
    Noop: noop.handle,
    PlaceOrders: order.handle,
    ScheduleCancel: schedule_cancel.handle,
    TopUpIsolatedOnlyMargin: top_up_isolated_only_margin.handle,
    TwapCancel: twap_cancel.handle,
    TwapOrder: twap_order.handle,
    UpdateIsolatedMargin: update_isolated_margin.handle,
    UpdateLeverage: update_leverage.handle,
    UsdSend: usd_send.handle,
}


def handle(exchange: "LocalExchange", action: AnyAction, account: str, now_ms: int) -> dict[str, object]:
    """Do what an account asked and return the reply, ready to encode."""
    handler = _HANDLERS.get(type(action))
    if handler is None:
        return refused(f"Action {action.__struct_config__.tag} is not offered on this exchange.")
    try:
        return {"status": "ok", "response": handler(exchange, action, account, now_ms)}
    except ActionRefusedError as refusal:
        return refused(str(refusal))


def refused(text: str) -> dict[str, object]:
    """Return the reply that refuses a whole action."""
    return {"status": "err", "response": text}
