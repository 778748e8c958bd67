"""The union of every action that is built here: what a server decodes."""

from typing import TypeAlias

import msgspec

from hyperquote.errors import ProtocolError, ValidationError
from hyperquote.exchange.actions.activate_outcome_deployer import ActivateOutcomeDeployer
from hyperquote.exchange.actions.agent_enable_dex_abstraction import AgentEnableDexAbstraction
from hyperquote.exchange.actions.agent_send_asset import AgentSendAsset
from hyperquote.exchange.actions.agent_set_abstraction import AgentSetAbstraction
from hyperquote.exchange.actions.approve_agent import ApproveAgent
from hyperquote.exchange.actions.approve_builder_fee import ApproveBuilderFee
from hyperquote.exchange.actions.authorize_aqav2_role import AuthorizeAqav2Role
from hyperquote.exchange.actions.batch_modify import BatchModify
from hyperquote.exchange.actions.borrow_lend import BorrowLend
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
from hyperquote.exchange.actions.multi_sig import MultiSig
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.actions.order import PlaceOrders
from hyperquote.exchange.actions.perp_deploy import PerpDeploy
from hyperquote.exchange.actions.register_referrer import RegisterReferrer
from hyperquote.exchange.actions.reserve_request_weight import ReserveRequestWeight
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.exchange.actions.send_asset import SendAsset
from hyperquote.exchange.actions.send_to_evm_with_data import SendToEvmWithData
from hyperquote.exchange.actions.set_display_name import SetDisplayName
from hyperquote.exchange.actions.set_referrer import SetReferrer
from hyperquote.exchange.actions.signer_action import SignerAction
from hyperquote.exchange.actions.spot_deploy import SpotDeploy
from hyperquote.exchange.actions.spot_send import SpotSend
from hyperquote.exchange.actions.spot_user import SpotUser
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
from hyperquote.exchange.actions.user_outcome import UserOutcome
from hyperquote.exchange.actions.user_portfolio_margin import UserPortfolioMargin
from hyperquote.exchange.actions.user_set_abstraction import UserSetAbstraction
from hyperquote.exchange.actions.validator_action import ValidatorAction
from hyperquote.exchange.actions.validator_l1_stream import ValidatorL1Stream
from hyperquote.exchange.actions.vault_distribute import VaultDistribute
from hyperquote.exchange.actions.vault_modify import VaultModify
from hyperquote.exchange.actions.vault_transfer import VaultTransfer
from hyperquote.exchange.actions.withdraw import Withdraw

AnyAction: TypeAlias = (
    ActivateOutcomeDeployer
    | AgentEnableDexAbstraction
    | AgentSendAsset
    | AgentSetAbstraction
    | ApproveAgent
    | ApproveBuilderFee
    | AuthorizeAqav2Role
    | BatchModify
    | BorrowLend
    | Cancel
    | CancelByCloid
    | ClaimRewards
    | ConvertToMultiSigUser
    | CreateSubAccount
    | CreateVault
    | EvmUserModify
    | FinalizeEvmContract
    | GossipPriorityBid
    | Hip3LiquidatorTransfer
    | LinkStakingUser
    | Modify
    | MultiSig
    | Noop
    | PerpDeploy
    | PlaceOrders
    | RegisterReferrer
    | ReserveRequestWeight
    | ScheduleCancel
    | SendAsset
    | SendToEvmWithData
    | SetDisplayName
    | SetReferrer
    | SignerAction
    | SpotDeploy
    | SpotSend
    | SpotUser
    | StakingDeposit
    | StakingLinkDisableTradingUser
    | StakingWithdraw
    | SubAccountModify
    | SubAccountSpotTransfer
    | SubAccountTransfer
    | TokenDelegate
    | TopUpIsolatedOnlyMargin
    | TwapCancel
    | TwapOrder
    | UpdateIsolatedMargin
    | UpdateLeverage
    | UsdClassTransfer
    | UsdSend
    | UserDexAbstraction
    | UserOutcome
    | UserPortfolioMargin
    | UserSetAbstraction
    | ValidatorAction
    | ValidatorL1Stream
    | VaultDistribute
    | VaultModify
    | VaultTransfer
    | Withdraw
)

_DECODER: msgspec.json.Decoder[AnyAction] = msgspec.json.Decoder(AnyAction)


def decode_action(data: bytes | msgspec.Raw) -> AnyAction:
    """Return the action in the form that is signed, however its JSON was spelt; ProtocolError if it is none.

    The venue does the same before it hashes: key order, zeros after the last decimal and the case of hex in client
    order ids and L1 addresses do not change the signer.
    """
    try:
        return _DECODER.decode(data).canonical()
    except (msgspec.MsgspecError, ValidationError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(f"unreadable action: {error}") from error
