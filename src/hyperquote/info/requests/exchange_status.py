"""exchangeStatus: what the venue's clock says, and whether anything is the matter."""

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply, nullable


class ExchangeStatus(Reply, frozen=True):
    """The venue's time (ms); `special_statuses` is None in ordinary times."""

    time: int
    special_statuses: str | None = nullable()


_REPLY = msgspec.json.Decoder(ExchangeStatus)


class ExchangeStatusRequest(InfoRequest[ExchangeStatus], frozen=True, tag="exchangeStatus"):
    """Ask whether the venue is up, and its time. Weight 2."""

    def read(self, data: bytes | msgspec.Raw) -> ExchangeStatus:
        """Return time and state."""
        return _REPLY.decode(data)
