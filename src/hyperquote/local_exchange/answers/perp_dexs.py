"""perpDexs: the venue's own, and those that somebody else deployed."""

from hyperquote.info.requests.perp_dexs import PerpDex, PerpDexs, PerpDexsRequest
from hyperquote.local_exchange.answers.meta import NEVER
from hyperquote.local_exchange.builder_dex import BuilderDex, DexAsset
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import decimal_text


def answer(exchange: LocalExchange, request: PerpDexsRequest, now_ms: int) -> PerpDexs:
    """Return the dexes by their index; the first is null."""
    return [None, *(_dex(dex) for dex in exchange.dexs)]


def _dex(dex: BuilderDex) -> PerpDex:
    interests = [(asset.listing.name, asset.interest) for asset in dex.assets if asset.interest is not None]
    return PerpDex(
        name=dex.name,
        full_name=dex.full_name,
        deployer=dex.deployer,
        oracle_updater=dex.oracle_updater,
        fee_recipient=dex.fee_recipient,
        asset_to_streaming_oi_cap=[
            (asset.listing.name, decimal_text(asset.cap_usd, 0)) for asset in sorted(dex.assets, key=_coin)
        ],
        sub_deployers=sorted(dex.sub_deployers.items()),
        deployer_fee_scale=decimal_text(dex.fee_scale_e6, 6),
        last_deployer_fee_scale_change_time=NEVER,
        asset_to_funding_multiplier=[(asset.listing.name, asset.multiplier) for asset in sorted(dex.assets, key=_coin)],
        asset_to_funding_interest_rate=interests or None,
    )


def _coin(asset: DexAsset) -> str:
    return asset.listing.name
