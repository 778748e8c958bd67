"""fastAssetCtxs: mark and mid of every coin of every dex, changes only, packed.

A message is base64 text of raw DEFLATE (no zlib or gzip header) of JSON: `inflate` reads it, `merge` applies it.

    ctxs: FastAssetCtxs = {}
    async with manager.subscribe(FastAssetCtxsSubscription()) as stream:
        async for packed in stream:
            ctxs = merge(ctxs, inflate(packed))
"""

import zlib
from base64 import b64decode
from typing import Final, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

from hyperquote.errors import ProtocolError
from hyperquote.info.requests.base import DecimalText
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription

MAX_BYTES: Final = 16 << 20  # a full message is near 0.1 MB: more than this is no market but an attack on memory


class FastAssetCtx(msgspec.Struct, frozen=True, rename="camel"):
    """What changed of one coin: UNSET is unchanged; a mid of None means that the book lost a side."""

    mark_px: DecimalText | UnsetType = UNSET
    mid_px: DecimalText | UnsetType | None = UNSET


FastAssetCtxs: TypeAlias = dict[str, FastAssetCtx]
"""By coin, those of builder dexes, spot and outcomes included."""

_INFLATED = msgspec.json.Decoder(FastAssetCtxs)


def inflate(packed: str) -> FastAssetCtxs:
    """Return the content of one message; `ProtocolError` when it is not what the venue sends."""
    try:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        text = inflater.decompress(b64decode(packed, validate=True), MAX_BYTES)
        if not inflater.eof:
            raise ProtocolError(f"a fastAssetCtxs message is cut short, or larger than {MAX_BYTES} bytes")
        return _INFLATED.decode(text)
    except (ValueError, zlib.error) as error:
        raise ProtocolError(f"unreadable fastAssetCtxs message: {error}") from error


def merge(known: FastAssetCtxs, changes: FastAssetCtxs) -> FastAssetCtxs:
    """Return what is known after the changes; the first message of a connection changes every coin."""
    merged = known.copy()
    for coin, change in changes.items():
        before = known.get(coin, change)
        merged[coin] = FastAssetCtx(
            before.mark_px if change.mark_px is UNSET else change.mark_px,
            before.mid_px if change.mid_px is UNSET else change.mid_px,
        )
    return merged


class FastAssetCtxsSubscription(Subscription[str], frozen=True, tag="fastAssetCtxs"):
    """Follow mark and mid of everything; an event feed, for a message that is lost is a change that is lost."""

    @property
    def routing_key(self) -> RoutingKey:
        """There is one."""
        return ("fastAssetCtxs", "")


class FastAssetCtxsFrame(ChannelFrame[str], frozen=True, tag="fastAssetCtxs"):
    """Everything first, then changes; packed."""

    @property
    def routing_key(self) -> RoutingKey:
        """There is one."""
        return ("fastAssetCtxs", "")
