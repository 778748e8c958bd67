"""twapHistory: what became of a user's TWAPs."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable


class TwapTrigger(Reply, frozen=True):
    """The price that starts a waiting TWAP, from below (`above` is true) or from above."""

    px: DecimalText
    above: bool


class TwapState(Reply, frozen=True, kw_only=True):
    """One TWAP: sizes in base units, notional in USD, `timestamp` when it was placed (ms)."""

    coin: str
    user: str
    side: str
    sz: DecimalText
    executed_sz: DecimalText
    executed_ntl: DecimalText
    minutes: int
    reduce_only: bool
    randomize: bool
    timestamp: int
    trigger: TwapTrigger | None = nullable()
    stop_px: DecimalText | None = nullable()


class TwapStatus(Reply, frozen=True):
    """`status` is activated, waitingForTrigger, terminated, stopped, finished or error; an error says which."""

    status: str
    description: str | None = None


class TwapRecord(Reply, frozen=True, kw_only=True):
    """A change of status at `time`, in *seconds*; `state` has the amounts executed by then."""

    time: int
    state: TwapState
    status: TwapStatus
    twap_id: int | None = None


TwapRecords: TypeAlias = list[TwapRecord]

_REPLY = msgspec.json.Decoder(TwapRecords)


class TwapHistoryRequest(InfoRequest[TwapRecords], frozen=True, tag="twapHistory"):
    """Ask for the changes of status of a user's TWAPs. Weight 20 and 1 per 20 rows."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> TwapRecords:
        """Return changes, newest first."""
        return _REPLY.decode(data)
