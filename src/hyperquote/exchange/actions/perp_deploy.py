"""perpDeploy: deploy and look after a perp dex of one's own (HIP-3). Lists of pairs are signed sorted by coin."""

from typing import Literal, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType, field

from hyperquote.exchange.actions.base import Part, VariantAction, null

Pairs: TypeAlias = tuple[tuple[str, str], ...]


class AssetRequest2(Part, frozen=True):
    """A perp: its coin ("dex:NAME"), lots, first oracle price (USD), margin table and margin mode."""

    coin: str
    sz_decimals: int
    oracle_px: str
    margin_table_id: int
    margin_mode: Literal["strictIsolated", "noCross", "normal"]


class AssetRequest(Part, frozen=True):
    """The older form of `AssetRequest2`."""

    coin: str
    sz_decimals: int
    oracle_px: str
    margin_table_id: int
    only_isolated: bool


class DexSchema(Part, frozen=True, kw_only=True):
    """What a new dex is called, the token id of its collateral, and who updates its oracle (None: the deployer)."""

    full_name: str
    collateral_token: int
    oracle_updater: str | None = field(default_factory=null)


class RegisterAsset2(Part, frozen=True, kw_only=True):
    """List a perp for `max_gas` (10⁻⁸ HYPE; None: the running price); `schema` with a dex's first."""

    max_gas: int | None = field(default_factory=null)
    asset_request: AssetRequest2
    dex: str
    schema: DexSchema | None = field(default_factory=null)


class RegisterAsset(Part, frozen=True, kw_only=True):
    """The older form of `RegisterAsset2`."""

    max_gas: int | None = field(default_factory=null)
    asset_request: AssetRequest
    dex: str
    schema: DexSchema | None = field(default_factory=null)


class SetOracle(Part, frozen=True):
    """Prices (USD, decimal text) by coin: the oracle's, up to two sets for the mark, and those of outside markets.

    Every 2.5 s at most.
    """

    dex: str
    oracle_pxs: Pairs
    mark_pxs: tuple[Pairs, ...]
    external_perp_pxs: Pairs


class HaltTrading(Part, frozen=True):
    """Stop or resume the trading of a coin."""

    coin: str
    is_halted: bool


class MarginTier(Part, frozen=True):
    """From a position of `lower_bound` (USD) on, this leverage at most."""

    lower_bound: int
    max_leverage: int


class MarginTable(Part, frozen=True):
    """Tiers, in rising order."""

    description: str
    margin_tiers: tuple[MarginTier, ...]


class InsertMarginTable(Part, frozen=True):
    """Add a margin table to a dex."""

    dex: str
    margin_table: MarginTable


class SetFeeRecipient(Part, frozen=True):
    """Who is paid the deployer's fees. The address stands in lower case."""

    dex: str
    fee_recipient: str


class SubDeployer(Part, frozen=True):
    """Whether `user` may do the step `variant` for us."""

    variant: str
    user: str
    allowed: bool


class SetSubDeployers(Part, frozen=True):
    """Give others the right to single steps."""

    dex: str
    sub_deployers: tuple[SubDeployer, ...]


class DeployerFee(Part, frozen=True):
    """The deployer's fee as a multiple (decimal text) of the venue's; `growth_mode` lowers all fees of the coin."""

    scale: str
    growth_mode: bool


class SetFeeScale(Part, frozen=True):
    """The deployer's fee of a whole dex; `DeployerFee` has taken its place."""

    dex: str
    scale: str


class SetPerpAnnotation(Part, frozen=True, kw_only=True):
    """How front ends show a coin."""

    coin: str
    category: str
    description: str
    display_name: str | None = field(default_factory=null)
    keywords: tuple[str, ...]


class PerpDeploy(VariantAction, frozen=True, kw_only=True, tag="perpDeploy"):
    """One step. Funding multipliers are 0 to 10, interest rates −0.01 to 0.01, both decimal text; caps are USD."""

    register_asset2: RegisterAsset2 | UnsetType = UNSET
    register_asset: RegisterAsset | UnsetType = UNSET
    set_oracle: SetOracle | UnsetType = UNSET
    set_funding_multipliers: Pairs | UnsetType = UNSET
    set_funding_interest_rates: Pairs | UnsetType = UNSET
    halt_trading: HaltTrading | UnsetType = UNSET
    set_margin_table_ids: tuple[tuple[str, int], ...] | UnsetType = UNSET
    insert_margin_table: InsertMarginTable | UnsetType = UNSET
    set_fee_recipient: SetFeeRecipient | UnsetType = UNSET
    set_open_interest_caps: tuple[tuple[str, int], ...] | UnsetType = UNSET
    set_sub_deployers: SetSubDeployers | UnsetType = UNSET
    set_margin_modes: tuple[tuple[str, Literal["strictIsolated", "noCross"]], ...] | UnsetType = UNSET
    set_deployer_fees: tuple[tuple[str, DeployerFee], ...] | UnsetType = UNSET
    set_fee_scale: SetFeeScale | UnsetType = UNSET
    set_growth_modes: tuple[tuple[str, bool], ...] | UnsetType = UNSET
    set_perp_annotation: SetPerpAnnotation | UnsetType = UNSET
    disable_dex: str | UnsetType = UNSET

    def canonical(self) -> "PerpDeploy":
        """Return the action as it is signed: pairs sorted by coin."""
        name = next(name for name in self.__struct_fields__ if getattr(self, name) is not UNSET)
        step = getattr(self, name)
        if isinstance(step, tuple):
            return msgspec.structs.replace(self, **{name: tuple(sorted(step, key=_coin))})
        if isinstance(step, SetOracle):
            return PerpDeploy(
                set_oracle=SetOracle(
                    step.dex,
                    tuple(sorted(step.oracle_pxs)),
                    tuple([tuple(sorted(pairs)) for pairs in step.mark_pxs]),
                    tuple(sorted(step.external_perp_pxs)),
                )
            )
        return self


def _coin(pair: tuple[str, object]) -> str:
    return pair[0]
