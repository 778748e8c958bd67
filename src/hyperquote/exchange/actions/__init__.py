"""Every action that is built here, one module each, and the union a server decodes."""

from typing import TypeAlias

import msgspec

from hyperquote.errors import ProtocolError, ValidationError
from hyperquote.exchange.actions.agent_enable_dex_abstraction import AgentEnableDexAbstraction
from hyperquote.exchange.actions.agent_set_abstraction import AgentSetAbstraction
from hyperquote.exchange.actions.approve_agent import ApproveAgent
from hyperquote.exchange.actions.approve_builder_fee import ApproveBuilderFee
from hyperquote.exchange.actions.batch_modify import BatchModify
from hyperquote.exchange.actions.cancel import Cancel
from hyperquote.exchange.actions.cancel_by_cloid import CancelByCloid
from hyperquote.exchange.actions.claim_rewards import ClaimRewards
from hyperquote.exchange.actions.convert_to_multi_sig_user import ConvertToMultiSigUser
from hyperquote.exchange.actions.create_sub_account import CreateSubAccount
from hyperquote.exchange.actions.evm_user_modify import EvmUserModify
from hyperquote.exchange.actions.modify import Modify
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.actions.order import PlaceOrders
from hyperquote.exchange.actions.register_referrer import RegisterReferrer
from hyperquote.exchange.actions.reserve_request_weight import ReserveRequestWeight
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.exchange.actions.send_asset import SendAsset
from hyperquote.exchange.actions.set_display_name import SetDisplayName
from hyperquote.exchange.actions.set_referrer import SetReferrer
from hyperquote.exchange.actions.spot_send import SpotSend
from hyperquote.exchange.actions.staking_deposit import StakingDeposit
from hyperquote.exchange.actions.staking_withdraw import StakingWithdraw
from hyperquote.exchange.actions.sub_account_modify import SubAccountModify
from hyperquote.exchange.actions.sub_account_spot_transfer import SubAccountSpotTransfer
from hyperquote.exchange.actions.sub_account_transfer import SubAccountTransfer
from hyperquote.exchange.actions.token_delegate import TokenDelegate
from hyperquote.exchange.actions.top_up_isolated_only_margin import TopUpIsolatedOnlyMargin
from hyperquote.exchange.actions.update_isolated_margin import UpdateIsolatedMargin
from hyperquote.exchange.actions.update_leverage import UpdateLeverage
from hyperquote.exchange.actions.usd_class_transfer import UsdClassTransfer
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.exchange.actions.user_dex_abstraction import UserDexAbstraction
from hyperquote.exchange.actions.user_set_abstraction import UserSetAbstraction
from hyperquote.exchange.actions.vault_distribute import VaultDistribute
from hyperquote.exchange.actions.vault_transfer import VaultTransfer
from hyperquote.exchange.actions.withdraw import Withdraw

AnyAction: TypeAlias = (
    AgentEnableDexAbstraction
    | AgentSetAbstraction
    | ApproveAgent
    | ApproveBuilderFee
    | BatchModify
    | Cancel
    | CancelByCloid
    | ClaimRewards
    | ConvertToMultiSigUser
    | CreateSubAccount
    | EvmUserModify
    | Modify
    | Noop
    | PlaceOrders
    | RegisterReferrer
    | ReserveRequestWeight
    | ScheduleCancel
    | SendAsset
    | SetDisplayName
    | SetReferrer
    | SpotSend
    | StakingDeposit
    | StakingWithdraw
    | SubAccountModify
    | SubAccountSpotTransfer
    | SubAccountTransfer
    | TokenDelegate
    | TopUpIsolatedOnlyMargin
    | UpdateIsolatedMargin
    | UpdateLeverage
    | UsdClassTransfer
    | UsdSend
    | UserDexAbstraction
    | UserSetAbstraction
    | VaultDistribute
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
    except (msgspec.MsgspecError, ValidationError) as error:
        raise ProtocolError(f"unreadable action: {error}") from error
