"""preTransferCheck: whether, and at what fee, money can be sent to an address."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply


class PreTransferCheck(Reply, frozen=True):
    """The fee of sending there, and what the venue knows of the receiver."""

    fee: DecimalText
    is_sanctioned: bool
    user_exists: bool
    user_has_sent_tx: bool


_REPLY = msgspec.json.Decoder(PreTransferCheck)


class PreTransferCheckRequest(InfoRequest[PreTransferCheck], frozen=True, tag="preTransferCheck"):
    """Ask before `source` sends to `user`. Weight 20."""

    user: str
    source: str

    def read(self, data: bytes | msgspec.Raw) -> PreTransferCheck:
        """Return fee and findings."""
        return _REPLY.decode(data)
