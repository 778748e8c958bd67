"""A signature as it stands on the wire."""

import re
from typing import Final

import msgspec

from hyperquote.errors import ProtocolError
from hyperquote.signature.wallet import V_OFFSET, Signature

_HEX: Final = re.compile(r"0x[0-9a-fA-F]{1,64}", re.ASCII)


class HexSignature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`r` and `s` are hex numbers whose leading zeros may be missing; `v` is 27 or 28."""

    r: str
    s: str
    v: int

    @classmethod
    def of(cls, signature: Signature) -> "HexSignature":
        """Return a signature in the minimal hex that the venue itself prints."""
        return cls(hex(signature.r), hex(signature.s), signature.v)

    @classmethod
    def of_compact(cls, raw: bytes) -> "HexSignature":
        """Return the same of a signature in 65 bytes, r ‖ s ‖ v − 27."""
        digits = raw.hex()
        return cls("0x" + digits[:64].lstrip("0"), "0x" + digits[64:128].lstrip("0"), raw[64] + V_OFFSET)

    @property
    def value(self) -> Signature:
        """The numbers; ProtocolError if they are none."""
        return Signature(_number(self.r), _number(self.s), self.v)


def _number(text: str) -> int:
    if _HEX.fullmatch(text) is None:
        raise ProtocolError("a signature's r and s are 0x and up to 64 hex digits")
    return int(text, 16)
