"""activeAssetData: a user's leverage and room to trade in one perpetual."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply
from hyperquote.info.requests.clearinghouse_state import Leverage


class ActiveAssetData(Reply, frozen=True, kw_only=True):
    """Pairs are (buy, sell): largest sizes (base units) and margin free for them (USD)."""

    user: str
    coin: str
    leverage: Leverage
    max_trade_szs: tuple[DecimalText, DecimalText]
    available_to_trade: tuple[DecimalText, DecimalText]
    mark_px: DecimalText


_REPLY = msgspec.json.Decoder(ActiveAssetData)


class ActiveAssetDataRequest(InfoRequest[ActiveAssetData], frozen=True, tag="activeAssetData"):
    """Ask for one user and one perpetual. Weight 20."""

    user: str
    coin: str

    def read(self, data: bytes | msgspec.Raw) -> ActiveAssetData:
        """Return the leverage setting, also when there is no position."""
        return _REPLY.decode(data)
