"""spotDeploy: deploy and look after a spot token. Wei are the token's smallest units, as decimal text."""

from typing import Literal

from msgspec import UNSET, UnsetType

from hyperquote.exchange.actions.base import Part, VariantAction
from hyperquote.exchange.actions.deploy_outcome import DeployOutcome


class TokenSpec(Part, frozen=True):
    """A token's name, the decimals of its lots and those of its smallest unit."""

    name: str
    sz_decimals: int
    wei_decimals: int


class RegisterToken2(Part, frozen=True, kw_only=True):
    """Take a token's name, for `max_gas` (10⁻⁸ HYPE) at most in the running auction."""

    spec: TokenSpec
    max_gas: int
    full_name: str | None = None


class UserGenesis(Part, frozen=True, kw_only=True):
    """Who begins with how many wei: users by address, and holders of other tokens by token id. Pairs stand sorted."""

    token: int
    user_and_wei: tuple[tuple[str, str], ...]
    existing_token_and_wei: tuple[tuple[int, str], ...]
    blacklist_users: tuple[tuple[str, bool], ...] | None = None


class Genesis(Part, frozen=True, kw_only=True):
    """End the distribution; `no_hyperliquidity` is True or left out."""

    token: int
    max_supply: str
    no_hyperliquidity: Literal[True] | None = None


class RegisterSpot(Part, frozen=True):
    """Open the pair of a base and a quote token."""

    tokens: tuple[int, int]


class RegisterHyperliquidity(Part, frozen=True, kw_only=True):
    """Let the venue make the market of a pair: `n_orders` of `order_sz` up from `start_px`."""

    spot: int
    start_px: str
    order_sz: str
    n_orders: int
    n_seeded_levels: int | None = None


class SetDeployerTradingFeeShare(Part, frozen=True):
    """The deployer's part of the trading fees, such as "99.4%"; it may only fall."""

    token: int
    share: str


class TokenRef(Part, frozen=True):
    """A token by its id."""

    token: int


class FreezeUser(Part, frozen=True):
    """Freeze or free a holder, with the freeze privilege. The address stands in lower case."""

    token: int
    user: str
    freeze: bool


class RequestEvmContract(Part, frozen=True):
    """Ask to link an EVM contract with `evm_extra_wei_decimals` (−2 to 18) more decimals; see `FinalizeEvmContract`."""

    token: int
    address: str
    evm_extra_wei_decimals: int


class SpotDeploy(VariantAction, frozen=True, kw_only=True, tag="spotDeploy"):
    """One step of a deployment; their order is that of the fields. Refused with "Error deploying spot: …"."""

    register_token2: RegisterToken2 | UnsetType = UNSET
    user_genesis: UserGenesis | UnsetType = UNSET
    genesis: Genesis | UnsetType = UNSET
    register_spot: RegisterSpot | UnsetType = UNSET
    register_hyperliquidity: RegisterHyperliquidity | UnsetType = UNSET
    set_deployer_trading_fee_share: SetDeployerTradingFeeShare | UnsetType = UNSET
    enable_quote_token: TokenRef | UnsetType = UNSET
    disable_quote_token: TokenRef | UnsetType = UNSET
    enable_aligned_quote_token: TokenRef | UnsetType = UNSET
    disable_aligned_quote_token: TokenRef | UnsetType = UNSET
    enable_freeze_privilege: TokenRef | UnsetType = UNSET
    revoke_freeze_privilege: TokenRef | UnsetType = UNSET
    freeze_user: FreezeUser | UnsetType = UNSET
    request_evm_contract: RequestEvmContract | UnsetType = UNSET
    outcome: DeployOutcome | UnsetType = UNSET
