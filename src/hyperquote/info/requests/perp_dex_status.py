"""perpDexStatus: how much money is on a dex."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply


class PerpDexStatus(Reply, frozen=True):
    """Deposits less withdrawals (USD)."""

    total_net_deposit: DecimalText


_REPLY = msgspec.json.Decoder(PerpDexStatus)


class PerpDexStatusRequest(InfoRequest[PerpDexStatus], frozen=True, tag="perpDexStatus"):
    """Ask for the deposits of a dex, "" being the first. Weight 20."""

    dex: str

    def read(self, data: bytes | msgspec.Raw) -> PerpDexStatus:
        """Return the sum."""
        return _REPLY.decode(data)
