"""What `/exchange` does: one module per action, each with one function, and the table that finds it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hyperquote.exchange.actions import AnyAction
from hyperquote.exchange.actions.activate_outcome_deployer import ActivateOutcomeDeployer
from hyperquote.exchange.actions.agent_enable_dex_abstraction import AgentEnableDexAbstraction
from hyperquote.exchange.actions.agent_send_asset import AgentSendAsset
from hyperquote.exchange.actions.agent_set_abstraction import AgentSetAbstraction
from hyperquote.exchange.actions.approve_agent import ApproveAgent
from hyperquote.exchange.actions.approve_builder_fee import ApproveBuilderFee
from hyperquote.exchange.actions.authorize_aqav2_role import AuthorizeAqav2Role
from hyperquote.exchange.actions.batch_modify import BatchModify
from hyperquote.exchange.actions.cancel import Cancel
from hyperquote.exchange.actions.cancel_by_cloid import CancelByCloid
from hyperquote.exchange.actions.claim_rewards import ClaimRewards
from hyperquote.exchange.actions.convert_to_multi_sig_user import ConvertToMultiSigUser
from hyperquote.exchange.actions.create_sub_account import CreateSubAccount
from hyperquote.exchange.actions.create_vault import CreateVault
from hyperquote.exchange.actions.evm_user_modify import EvmUserModify
from hyperquote.exchange.actions.finalize_evm_contract import FinalizeEvmContract
from hyperquote.exchange.actions.gossip_priority_bid import GossipPriorityBid
from hyperquote.exchange.actions.hip3_liquidator_transfer import Hip3LiquidatorTransfer
from hyperquote.exchange.actions.link_staking_user import LinkStakingUser
from hyperquote.exchange.actions.modify import Modify
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.actions.order import PlaceOrders
from hyperquote.exchange.actions.perp_deploy import PerpDeploy
from hyperquote.exchange.actions.register_referrer import RegisterReferrer
from hyperquote.exchange.actions.reserve_request_weight import ReserveRequestWeight
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.exchange.actions.send_asset import SendAsset
from hyperquote.exchange.actions.set_display_name import SetDisplayName
from hyperquote.exchange.actions.set_referrer import SetReferrer
from hyperquote.exchange.actions.signer_action import SignerAction
from hyperquote.exchange.actions.spot_deploy import SpotDeploy
from hyperquote.exchange.actions.spot_send import SpotSend
from hyperquote.exchange.actions.staking_deposit import StakingDeposit
from hyperquote.exchange.actions.staking_link_disable_trading_user import StakingLinkDisableTradingUser
from hyperquote.exchange.actions.staking_withdraw import StakingWithdraw
from hyperquote.exchange.actions.sub_account_modify import SubAccountModify
from hyperquote.exchange.actions.sub_account_spot_transfer import SubAccountSpotTransfer
from hyperquote.exchange.actions.sub_account_transfer import SubAccountTransfer
from hyperquote.exchange.actions.token_delegate import TokenDelegate
from hyperquote.exchange.actions.top_up_isolated_only_margin import TopUpIsolatedOnlyMargin
from hyperquote.exchange.actions.twap_cancel import TwapCancel
from hyperquote.exchange.actions.twap_order import TwapOrder
from hyperquote.exchange.actions.update_isolated_margin import UpdateIsolatedMargin
from hyperquote.exchange.actions.update_leverage import UpdateLeverage
from hyperquote.exchange.actions.usd_class_transfer import UsdClassTransfer
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.exchange.actions.user_dex_abstraction import UserDexAbstraction
from hyperquote.exchange.actions.user_portfolio_margin import UserPortfolioMargin
from hyperquote.exchange.actions.user_set_abstraction import UserSetAbstraction
from hyperquote.exchange.actions.validator_action import ValidatorAction
from hyperquote.exchange.actions.validator_l1_stream import ValidatorL1Stream
from hyperquote.exchange.actions.vault_distribute import VaultDistribute
from hyperquote.exchange.actions.vault_modify import VaultModify
from hyperquote.exchange.actions.vault_transfer import VaultTransfer
from hyperquote.exchange.actions.withdraw import Withdraw
from hyperquote.local_exchange.handlers import (
    agent_enable_dex_abstraction,
    agent_send_asset,
    agent_set_abstraction,
    approve_agent,
    approve_builder_fee,
    batch_modify,
    cancel,
    cancel_by_cloid,
    claim_rewards,
    convert_to_multi_sig_user,
    create_sub_account,
    create_vault,
    evm_user_modify,
    link_staking_user,
    modify,
    noop,
    order,
    out_of_scope,
    perp_deploy,
    register_referrer,
    reserve_request_weight,
    schedule_cancel,
    send_asset,
    set_display_name,
    set_referrer,
    spot_send,
    staking_deposit,
    staking_link_disable_trading_user,
    staking_withdraw,
    sub_account_modify,
    sub_account_spot_transfer,
    sub_account_transfer,
    token_delegate,
    top_up_isolated_only_margin,
    twap_cancel,
    twap_order,
    update_isolated_margin,
    update_leverage,
    usd_class_transfer,
    usd_send,
    user_dex_abstraction,
    user_portfolio_margin,
    user_set_abstraction,
    vault_distribute,
    vault_modify,
    vault_transfer,
    withdraw,
)
from hyperquote.local_exchange.handlers.base import ActionRefusedError

if TYPE_CHECKING:
    from hyperquote.local_exchange.exchange import LocalExchange

_HANDLERS: dict[type, Callable[["LocalExchange", Any, str, int], object]] = {
    ActivateOutcomeDeployer: out_of_scope.handle,
    AuthorizeAqav2Role: out_of_scope.handle,
    FinalizeEvmContract: out_of_scope.handle,
    GossipPriorityBid: out_of_scope.handle,
    Hip3LiquidatorTransfer: out_of_scope.handle,
    SignerAction: out_of_scope.handle,
    SpotDeploy: out_of_scope.handle,
    ValidatorAction: out_of_scope.handle,
    ValidatorL1Stream: out_of_scope.handle,
    AgentEnableDexAbstraction: agent_enable_dex_abstraction.handle,
    AgentSendAsset: agent_send_asset.handle,
    AgentSetAbstraction: agent_set_abstraction.handle,
    ApproveAgent: approve_agent.handle,
    ApproveBuilderFee: approve_builder_fee.handle,
    BatchModify: batch_modify.handle,
    Cancel: cancel.handle,
    CancelByCloid: cancel_by_cloid.handle,
    ClaimRewards: claim_rewards.handle,
    ConvertToMultiSigUser: convert_to_multi_sig_user.handle,
    CreateSubAccount: create_sub_account.handle,
    CreateVault: create_vault.handle,
    EvmUserModify: evm_user_modify.handle,
    LinkStakingUser: link_staking_user.handle,
    Modify: modify.handle,
    Noop: noop.handle,
    PerpDeploy: perp_deploy.handle,
    PlaceOrders: order.handle,
    RegisterReferrer: register_referrer.handle,
    ReserveRequestWeight: reserve_request_weight.handle,
    ScheduleCancel: schedule_cancel.handle,
    SendAsset: send_asset.handle,
    SetDisplayName: set_display_name.handle,
    SetReferrer: set_referrer.handle,
    SpotSend: spot_send.handle,
    StakingDeposit: staking_deposit.handle,
    StakingLinkDisableTradingUser: staking_link_disable_trading_user.handle,
    StakingWithdraw: staking_withdraw.handle,
    SubAccountModify: sub_account_modify.handle,
    SubAccountSpotTransfer: sub_account_spot_transfer.handle,
    SubAccountTransfer: sub_account_transfer.handle,
    TokenDelegate: token_delegate.handle,
    TopUpIsolatedOnlyMargin: top_up_isolated_only_margin.handle,
    TwapCancel: twap_cancel.handle,
    TwapOrder: twap_order.handle,
    UpdateIsolatedMargin: update_isolated_margin.handle,
    UpdateLeverage: update_leverage.handle,
    UsdClassTransfer: usd_class_transfer.handle,
    UsdSend: usd_send.handle,
    UserDexAbstraction: user_dex_abstraction.handle,
    UserPortfolioMargin: user_portfolio_margin.handle,
    UserSetAbstraction: user_set_abstraction.handle,
    VaultDistribute: vault_distribute.handle,
    VaultModify: vault_modify.handle,
    VaultTransfer: vault_transfer.handle,
    Withdraw: withdraw.handle,
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
