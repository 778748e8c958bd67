"""perpDexLimits: how large a builder's dex may become."""

from hyperquote.consts import MICRO
from hyperquote.info.requests.perp_dex_limits import PerpDexLimits, PerpDexLimitsRequest
from hyperquote.local_exchange.builder_dex import MOST_TRANSFER_MICRO, SZ_CAP_PER_PERP
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import decimal_text


def answer(exchange: LocalExchange, request: PerpDexLimitsRequest, now_ms: int) -> PerpDexLimits | None:
    """Return the caps of a dex; None when there is no such dex, or it is the venue's own."""
    dex = exchange.find_dex(request.dex)
    if dex is None:
        return None
    caps = {asset.listing.name: asset.cap_usd for asset in dex.assets}
    return PerpDexLimits(
        total_oi_cap=decimal_text(dex.total_cap_usd, 0),
        oi_sz_cap_per_perp=decimal_text(SZ_CAP_PER_PERP, 0),
        max_transfer_ntl=decimal_text(MOST_TRANSFER_MICRO // MICRO, 0),
        coin_to_oi_cap=[(coin, decimal_text(caps[coin], 0)) for coin in sorted(caps)],
    )
