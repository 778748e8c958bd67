"""candleSnapshot: candles of one coin."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest

PAGE_ROWS = 5_000  # the venue's cap: a reply of this length may have more behind it


class Candle(msgspec.Struct, frozen=True):
    """One bar. The venue closes it one millisecond before the next opens."""

    open_ms: int = msgspec.field(name="t")
    close_ms: int = msgspec.field(name="T")
    coin: str = msgspec.field(name="s")
    interval: str = msgspec.field(name="i")
    open: DecimalText = msgspec.field(name="o")
    close: DecimalText = msgspec.field(name="c")
    high: DecimalText = msgspec.field(name="h")
    low: DecimalText = msgspec.field(name="l")
    volume: DecimalText = msgspec.field(name="v")  # base units
    trades: int = msgspec.field(name="n")


Candles: TypeAlias = list[Candle]


class CandleRange(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Candles that overlap [start, end] (ms); `interval` is one of 1m 3m 5m 15m 30m 1h 2h 4h 8h 12h 1d 3d 1w 1M."""

    coin: str
    interval: str
    start_time: int
    end_time: int | None = None


_REPLY = msgspec.json.Decoder(Candles)


class CandleSnapshotRequest(InfoRequest[Candles], frozen=True, tag="candleSnapshot"):
    """Ask for at most the 5000 most recent candles of a range. Weight 20 and 1 per 60 rows."""

    req: CandleRange

    def read(self, data: bytes | msgspec.Raw) -> Candles:
        """Return candles, oldest first; the last may still be forming."""
        return _REPLY.decode(data)
