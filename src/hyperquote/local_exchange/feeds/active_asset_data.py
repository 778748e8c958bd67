"""activeAssetData: leverage and room of a user in one perp."""

from hyperquote.info.requests.active_asset_data import ActiveAssetData, ActiveAssetDataRequest
from hyperquote.local_exchange.answers import active_asset_data as answers
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.state import StateOf
from hyperquote.ws.channels.active_asset_data import ActiveAssetDataFrame


def active_asset_data(user: str, coin: str) -> StateOf:
    """Return what tells it; the coin is a listed perp."""

    def frame(exchange: LocalExchange, now_ms: int) -> ActiveAssetDataFrame:
        data = answers.answer(exchange, ActiveAssetDataRequest(user, coin), now_ms)
        assert isinstance(data, ActiveAssetData), coin
        return ActiveAssetDataFrame(data)

    return frame
