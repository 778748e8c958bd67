"""The journal of an exchange: everything that was ever done to it, in order, from its genesis on.

    file    = magic, version, record …                 record = length u32, check u32, payload (MessagePack)
    check   = CRC-32 of the payload, begun with the check of the record before

The exchange is deterministic, so its inputs are its state: replayed, they give the same exchange. Each record is
chained to the one before, so that one that is missing, altered or moved is noticed. Now and then the journal notes the
state hash, and a replay that comes to another one stops there.
"""

from collections.abc import Iterator
from contextlib import suppress
from struct import Struct as Layout
from typing import Final, TypeAlias
from zlib import crc32

import msgspec
from msgspec import Struct

from hyperquote.errors import HyperquoteError, ValidationError
from hyperquote.local_exchange.changes import AnyChange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.reply import Reply

MAGIC: Final = b"HQXJ"
VERSION: Final = 1
HEAD: Final = MAGIC + VERSION.to_bytes(2, "big")
_RECORD: Final = Layout(">II")
LONGEST_RECORD: Final = 16 << 20


class JournalError(HyperquoteError):
    """The journal cannot be read or written; the text says what is lost, which is nothing unless it says so."""


class Genesis(Struct, frozen=True, array_like=True, tag="genesis"):
    """What the exchange was at first: the options of `hyperquote exchange`, as JSON, and when it began (UTC ms)."""

    start_ms: int
    options: str
    made_by: str


class Block(Struct, frozen=True, array_like=True, tag="b"):
    """A block was made."""

    now_ms: int


class Act(Struct, frozen=True, array_like=True, tag="a"):
    """An action was executed as it came."""

    now_ms: int
    body: bytes


class Submit(Struct, frozen=True, array_like=True, tag="s"):
    """An action was taken for the next block."""

    now_ms: int
    body: bytes


class Changed(Struct, frozen=True, array_like=True, tag="c"):
    """Something happened from outside."""

    now_ms: int
    change: AnyChange


class Asked(Struct, frozen=True, array_like=True, tag="q"):
    """Somebody was asked about. Answers change nothing any more; journals of before have these."""

    now_ms: int
    body: bytes


class StateMark(Struct, frozen=True, array_like=True, tag="m"):
    """The state hash after everything before."""

    checksum: str


Entry: TypeAlias = Genesis | Block | Act | Submit | Changed | Asked | StateMark

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Entry)


def record(entry: Entry, check: int) -> tuple[bytes, int]:
    """Return the bytes of a record and its check; `check` is that of the record before, 0 for the first."""
    payload = _ENCODER.encode(entry)
    check = crc32(payload, check)
    return _RECORD.pack(len(payload), check) + payload, check


class Place(Struct, frozen=True, array_like=True):
    """A place behind a record: where that begins and ends in the file, its check, and how many there are so far."""

    start: int
    end: int
    check: int
    count: int


class Scan:
    """A journal as it was found: what is whole of it, and where that ends."""

    def __init__(self, data: bytes) -> None:
        """Raises JournalError if it is no journal, or of another version."""
        if data[: len(MAGIC)] != MAGIC:
            raise JournalError("this is no journal of a local exchange")
        if data[: len(HEAD)] != HEAD:
            version = int.from_bytes(data[len(MAGIC) : len(HEAD)], "big")
            raise JournalError(f"the journal has version {version}, and this program reads version {VERSION}")
        self._data = data
        self.start = 0  # of the record before `end`
        self.end = len(HEAD)
        self.check = 0
        self.count = 0

    @property
    def place(self) -> Place:
        """How far it was read."""
        return Place(self.start, self.end, self.check, self.count)

    def skip_to(self, place: Place) -> bool:
        """Go on behind a record that stands there still; False, and nothing happens, where it does not."""
        data = self._data
        if not len(HEAD) <= place.start <= place.end - _RECORD.size or place.end > len(data):
            return False
        length, check = _RECORD.unpack_from(data, place.start)
        if place.start + _RECORD.size + length != place.end or check != place.check:
            return False
        self.start, self.end, self.check, self.count = place.start, place.end, place.check, place.count
        return True

    @property
    def torn_bytes(self) -> int:
        """How much stands behind the last whole record: a write that a crash cut short."""
        return len(self._data) - self.end

    @property
    def share(self) -> float:
        """How much of it was read, 0 to 1."""
        return self.end / len(self._data)

    def entries(self) -> Iterator[Entry]:
        """Yield the entries. Raises JournalError at a damaged record that others follow: that was no torn write."""
        data = self._data
        while len(data) - self.end >= _RECORD.size:
            length, check = _RECORD.unpack_from(data, self.end)
            start = self.end + _RECORD.size
            payload = data[start : start + length]
            if len(payload) < length <= LONGEST_RECORD:
                return
            if length > LONGEST_RECORD or crc32(payload, self.check) != check:
                if start + length >= len(data) and length <= LONGEST_RECORD:
                    return
                raise JournalError(
                    f"record {self.count} of the journal, at byte {self.end}, is damaged, and {len(data) - self.end} "
                    "bytes from there on cannot be trusted. Restore the file from a copy, or move it away to begin anew"
                )
            try:
                entry = _DECODER.decode(payload)
            except msgspec.MsgspecError as problem:
                raise JournalError(
                    f"record {self.count} of the journal says what this program does not know: {problem}"
                ) from None
            self.start, self.end, self.check, self.count = self.end, start + length, check, self.count + 1
            yield entry


def replay(gateway: Gateway, entry: Entry) -> None:
    """Do once more what an entry says. Raises JournalError where the state is not what it was."""
    if isinstance(entry, Block):
        _make_block(gateway, entry.now_ms)
    elif isinstance(entry, Act):
        gateway.action(entry.body, entry.now_ms)
    elif isinstance(entry, Submit):
        gateway.submit(entry.body, entry.now_ms, _tell_nobody)
    elif isinstance(entry, Changed):
        try:
            gateway.change(entry.change, entry.now_ms)
        except ValidationError:
            return  # as it was refused then
    elif isinstance(entry, Asked):
        gateway.info(entry.body, entry.now_ms)
    elif isinstance(entry, StateMark):
        now = gateway.exchange.checksum()
        if now != entry.checksum:
            raise JournalError(
                f"replayed so far, the journal gives the state {now}, and it was {entry.checksum}: it was written by "
                "another version of this program, or something random went into it"
            )


def _make_block(gateway: Gateway, now_ms: int) -> None:
    """Make a block as the server does: a participant that fails, fails again, and the block is told all the same."""
    with suppress(Exception):
        gateway.advance(now_ms)
    gateway.flush(now_ms)


def _tell_nobody(reply: Reply) -> None:
    """The client who waited for this reply is gone since the crash, or had it before."""
