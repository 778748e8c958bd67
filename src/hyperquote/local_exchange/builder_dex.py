"""Perp dexes that somebody else deployed (HIP-3): what the deployer decided, and the one that is here at first."""

from typing import Final

from hyperquote.consts import MICRO
from hyperquote.info.requests.perp_annotation import PerpAnnotation
from hyperquote.local_exchange.clearing.houses import DEX_STRIDE, FIRST_DEX_ASSET, SCALE_E6
from hyperquote.local_exchange.clearing.isolated import NO_CROSS, STRICT_ISOLATED
from hyperquote.local_exchange.listing import Listing

SZ_CAP_PER_PERP: Final = 1_000_000_000  # base units of open interest, whatever the deployer says
MOST_TRANSFER_MICRO: Final = 150_000_000 * MICRO
SETTERS: Final = frozenset(
    {
        "haltTrading",
        "setDeployerFees",
        "setFeeRecipient",
        "setFeeScale",
        "setFundingInterestRates",
        "setFundingMultipliers",
        "setGrowthModes",
        "setOpenInterestCaps",
        "setOracle",
        "setPerpAnnotation",
    }
)


class DexAsset:
    """One perp of a dex. The coin is written with the dex in front; `cap_usd` bounds its open interest."""

    def __init__(
        self,
        listing: Listing,
        margin_mode: str,
        cap_usd: int,
        is_growing: bool = False,
        annotation: PerpAnnotation | None = None,
    ) -> None:
        self.listing = listing
        self.margin_mode = margin_mode  # "", "noCross" or "strictIsolated"
        self.cap_usd = cap_usd
        self.is_growing = is_growing
        self.multiplier = "1.0"  # of the funding rate, as the deployer wrote it
        self.interest: str | None = None  # of eight hours; None is the venue's
        self.annotation = annotation  # what the deployer says about it


class BuilderDex:
    """A dex and its deployer's settings. `index` is its place in `perpDexs`; assets are 100000 + 10000·index + k."""

    def __init__(
        self,
        index: int,
        name: str,
        full_name: str,
        deployer: str,
        fee_recipient: str,
        assets: list[DexAsset],
        total_cap_usd: int,
        fee_scale_e6: int = SCALE_E6,
        oracle_updater: str | None = None,
    ) -> None:
        self.index: Final = index
        self.name: Final = name
        self.full_name: Final = full_name
        self.deployer: Final = deployer
        self.fee_recipient = fee_recipient
        self.assets: Final = assets
        self.total_cap_usd: Final = total_cap_usd
        self.fee_scale_e6 = fee_scale_e6
        self.oracle_updater: Final = oracle_updater
        self.sub_deployers: dict[str, list[str]] = {}  # step → who else may take it

    @property
    def first_asset(self) -> int:
        """The asset id of its first perp."""
        return FIRST_DEX_ASSET + DEX_STRIDE * self.index

    def may(self, user: str, step: str) -> bool:
        """Return whether a user may take a step in the name of the deployer."""
        is_updater = step == "setOracle" and user == self.oracle_updater
        return user == self.deployer or is_updater or user in self.sub_deployers.get(step, ())


_INDEX: Final = PerpAnnotation("indices", "A hundred large companies.", "XYZ 100", ["index"])
_SHARE: Final = PerpAnnotation("stocks", "A share of one company.")


def default_dexs() -> list[BuilderDex]:
    """Return the dexes a local exchange has unless told otherwise: one, with an index and two shares.

    Names, addresses and caps are the venue's of December 2025.
    """
    return [
        BuilderDex(
            1,
            "xyz",
            "XYZ",
            deployer="0x88806a71d74ad0a510b350545c9ae490912f0888",
            fee_recipient="0x97f46f90c04efb91d0d740bd263e76683ca6f904",
            assets=[
                DexAsset(Listing("xyz:XYZ100", 4, 20, 25_000.0), STRICT_ISOLATED, 150_000_000, True, _INDEX),
                DexAsset(Listing("xyz:TSLA", 3, 10, 450.0), STRICT_ISOLATED, 50_000_000, True, _SHARE),
                DexAsset(Listing("xyz:NVDA", 3, 10, 180.0), NO_CROSS, 50_000_000, annotation=_SHARE),
            ],
            total_cap_usd=400_000_000,
        )
    ]
