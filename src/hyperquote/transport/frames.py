"""WebSocket frames (RFC 6455) as a client has them: bytes in, messages out, no I/O.

No extension is ever agreed on, so a frame is a head and its payload. Text is not checked to be UTF-8 here: whoever
decodes a message does that, and says so.
"""

from typing import Final

TEXT: Final = 0x1
BINARY: Final = 0x2
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA
NORMAL: Final = 1000
PROTOCOL_ERROR: Final = 1002
TOO_BIG: Final = 1009
_FINAL: Final = 0x80
_MASKED: Final = 0x80
_RESERVED: Final = 0x70
_CONTINUATION: Final = 0x0
_WHOLE_TEXT: Final = _FINAL | TEXT
_MAX_PARTS: Final = 10_000  # empty ones take memory too
_TWO_BYTES: Final = 126  # lengths that say how many bytes the length itself takes
_EIGHT_BYTES: Final = 127


class BadFrame(ValueError):
    """The peer breaks the protocol; `code` is what to close the connection with."""

    def __init__(self, text: str, code: int = PROTOCOL_ERROR) -> None:
        super().__init__(text)
        self.code = code


def frame(opcode: int, payload: bytes, key: bytes) -> bytes:
    """Return one frame of a client, masked with a key of four bytes that nobody can foresee."""
    size = len(payload)
    if size < _TWO_BYTES:
        head = bytes((_FINAL | opcode, _MASKED | size))
    elif size < 1 << 16:
        head = bytes((_FINAL | opcode, _MASKED | _TWO_BYTES)) + size.to_bytes(2, "big")
    else:
        head = bytes((_FINAL | opcode, _MASKED | _EIGHT_BYTES)) + size.to_bytes(8, "big")
    mask = int.from_bytes((key * (size // 4 + 1))[:size], "big")
    return head + key + (int.from_bytes(payload, "big") ^ mask).to_bytes(size, "big")


class FrameReader:
    """Reads what a server sends: `feed` returns the messages that are whole, `controls` what to do besides."""

    def __init__(self, max_bytes: int) -> None:
        self.controls: Final[list[tuple[int, bytes]]] = []  # opcode and payload; whoever acts on them clears it
        self._max_bytes: Final = max_bytes  # of a message; at least 64 KiB
        self._rest: list[bytes] = []  # the beginning of a frame
        self._rest_bytes = 0
        self._needed = 2  # bytes before there is anything new to say of it
        self._parts: list[bytes] | None = None  # of a message in several frames
        self._parts_bytes = 0

    def feed(self, data: bytes) -> list[bytes]:
        """Return the messages, text or binary, that these bytes complete; BadFrame if the peer breaks the protocol."""
        if self._rest:
            self._rest.append(data)
            self._rest_bytes += len(data)
            if self._rest_bytes < self._needed:
                return []
            data = b"".join(self._rest)
            self._rest.clear()
        messages: list[bytes] = []
        at, there = 0, len(data)
        while True:
            start = at + 4
            if start <= there and data[at + 1] == _TWO_BYTES:  # nearly all are
                size = data[at + 2] << 8 | data[at + 3]
            else:
                start, size = self._bounds(data, at)
            end = start + size
            if end > there:
                break
            first = data[at]
            if first == _WHOLE_TEXT and self._parts is None:
                messages.append(data[start:end])
            else:
                self._take(first, data[start:end], messages)
            at = end
        if at < there:
            self._rest.append(data[at:])
            self._rest_bytes = there - at
            self._needed = end - at
        return messages

    def _bounds(self, data: bytes, at: int) -> tuple[int, int]:
        """Return where the payload of a frame starts, and its size as far as it can be told yet."""
        start = at + 2
        if start > len(data):
            return start, 0
        size = data[at + 1]
        if size >= _MASKED:
            raise BadFrame("a server does not mask its frames")
        if size >= _TWO_BYTES:
            start += 2 if size == _TWO_BYTES else 8
            size = int.from_bytes(data[at + 2 : start], "big") if start <= len(data) else 0
            if size > self._max_bytes:
                raise BadFrame(f"a message of more than {self._max_bytes} bytes", TOO_BIG)
        return start, size

    def _take(self, first: int, payload: bytes, messages: list[bytes]) -> None:
        if first & _RESERVED:
            raise BadFrame("bits of an extension that was not agreed on")
        opcode, is_final = first & 0x0F, first >= _FINAL
        if opcode in {CLOSE, PING, PONG}:
            if not is_final or len(payload) >= _TWO_BYTES:
                raise BadFrame("a control frame is one frame of at most 125 bytes")
            self.controls.append((opcode, payload))
            return
        if opcode not in {_CONTINUATION, TEXT, BINARY}:
            raise BadFrame(f"the opcode {opcode}, which has no meaning")
        if (opcode == _CONTINUATION) == (self._parts is None):
            raise BadFrame("a message begins within another one" if self._parts else "the middle of no message")
        parts = [] if self._parts is None else self._parts
        parts.append(payload)
        self._parts_bytes = len(payload) if len(parts) == 1 else self._parts_bytes + len(payload)
        if self._parts_bytes > self._max_bytes or len(parts) > _MAX_PARTS:
            raise BadFrame(f"a message of more than {self._max_bytes} bytes or {_MAX_PARTS} frames", TOO_BIG)
        self._parts = None if is_final else parts
        if is_final:
            messages.append(b"".join(parts))


def close_code(payload: bytes) -> int | None:
    """Return the code that a closing frame gives; None without one."""
    return int.from_bytes(payload[:2], "big") if len(payload) >= 2 else None
