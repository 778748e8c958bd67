"""perpDeployAuctionStatus: the auction for the right to list a perpetual."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable


class GasAuction(Reply, frozen=True, kw_only=True):
    """A falling-price auction: when (s), how long (s), and its prices (HYPE); one of the last two is None."""

    start_time_seconds: int
    duration_seconds: int
    start_gas: DecimalText
    current_gas: DecimalText | None = nullable()
    end_gas: DecimalText | None = nullable()


_REPLY = msgspec.json.Decoder(GasAuction)


class PerpDeployAuctionStatusRequest(InfoRequest[GasAuction], frozen=True, tag="perpDeployAuctionStatus"):
    """Ask how the auction for a new perpetual stands. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> GasAuction:
        """Return the auction."""
        return _REPLY.decode(data)
