"""userAbstraction: how the balances of an account hang together."""

import msgspec

from hyperquote.info.requests.base import InfoRequest

_REPLY = msgspec.json.Decoder(str)


class UserAbstractionRequest(InfoRequest[str], frozen=True, tag="userAbstraction"):
    """Ask for an account's mode. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> str:
        """Return "unifiedAccount", "portfolioMargin", "disabled", "default" or "dexAbstraction"."""
        return _REPLY.decode(data)
