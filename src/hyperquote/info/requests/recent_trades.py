"""recentTrades: the last trades of one coin."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest


class Trade(msgspec.Struct, frozen=True, omit_defaults=True):
    """One trade: `side` is the taker's, `users` are (buyer, seller); unique by (time, coin, tid)."""

    coin: str
    side: str
    px: DecimalText
    sz: DecimalText
    time: int
    hash: str
    tid: int
    users: tuple[str, str] | None = None


Trades: TypeAlias = list[Trade]

_REPLY = msgspec.json.Decoder(Trades)


class RecentTradesRequest(InfoRequest[Trades], frozen=True, tag="recentTrades"):
    """Ask for the last ten or so trades. Weight 20 and 1 per 20 rows."""

    coin: str

    def read(self, data: bytes | msgspec.Raw) -> Trades:
        """Return trades, newest first."""
        return _REPLY.decode(data)
