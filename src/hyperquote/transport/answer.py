"""What an HTTP/1.1 server answers, read as it arrives: bytes in, status and body out, no I/O.

As strict as RFC 9112 lets a client be: what is framed in two ways, or badly, is no answer. Whoever guesses where one
answer ends may take its tail for the next one.
"""

import re
import zlib
from typing import Final, NamedTuple

MAX_HEAD_BYTES: Final = 64 * 1024
MAX_BODY_BYTES: Final = 256 * 1024 * 1024  # a year of somebody's fills is a tenth of it
_STATUS: Final = re.compile(rb"HTTP/1\.([01]) ([1-5][0-9]{2})(?: [^\r\n]*)?", re.ASCII)
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?", re.ASCII)
END_OF_HEAD: Final = b"\r\n\r\n"
_SWITCHING_PROTOCOLS: Final = 101
_BODILESS: Final = frozenset({204, 304})
_GZIP_WINDOW: Final = 31  # zlib's word for "gzip, any window"
_UNTIL_CLOSE: Final = -1
_CHUNKED: Final = -2


class UnreadableAnswer(ValueError):
    """These bytes are no HTTP/1.1 answer, or not a whole one."""


class Answer(NamedTuple):
    """One whole answer; `keeps_open` when its connection may carry the next request."""

    status: int
    body: bytes
    keeps_open: bool


class Head(NamedTuple):
    """The head of an answer: status, minor version of HTTP/1, headers with their names in lower case."""

    status: int
    minor: int
    headers: list[tuple[bytes, bytes]]


def parsed_head(head: bytes) -> Head:
    """Return a head, given without the empty line that ends it; UnreadableAnswer if it is none."""
    lines = head.split(b"\r\n")
    first = _STATUS.fullmatch(lines[0])
    if first is None:
        raise UnreadableAnswer(f"no status line but {lines[0][:80]!r}")
    headers = []
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        if not colon or not name or name[0] <= 32 or name[-1] <= 32:  # a folded line, a space before the colon
            raise UnreadableAnswer(f"no header line but {line[:80]!r}")
        headers.append((name.lower(), value.strip(b" \t")))
    return Head(int(first[2]), int(first[1]), headers)


class AnswerReader:
    """Reads the answers of one connection, one after another: `feed` what came until it returns an answer."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._body = bytearray()
        self._status = 0  # 0 until the head is read
        self._length = 0  # of the body, or how its end is told
        self._is_gzip = False
        self._keeps_open = True

    def feed(self, data: bytes) -> Answer | None:
        """Return the answer that these bytes complete; None while it is not whole. UnreadableAnswer if it is none."""
        buffer = self._buffer
        buffer += data
        while self._status == 0:
            end = buffer.find(END_OF_HEAD)
            if end > MAX_HEAD_BYTES or (end < 0 and len(buffer) > MAX_HEAD_BYTES):
                raise UnreadableAnswer(f"a head of more than {MAX_HEAD_BYTES} bytes")
            if end < 0:
                return None
            self._read_head(bytes(buffer[:end]))
            del buffer[: end + len(END_OF_HEAD)]
        length = self._length
        if length == _CHUNKED:
            return self._answer(bytes(self._body)) if self._read_chunks() else None
        if max(length, len(buffer)) > MAX_BODY_BYTES:
            raise UnreadableAnswer(f"a body of more than {MAX_BODY_BYTES} bytes")
        if length == _UNTIL_CLOSE or len(buffer) < length:
            return None
        body = bytes(buffer[:length])
        del buffer[:length]
        return self._answer(body)

    def end(self) -> Answer:
        """Return the answer that the end of the connection completes; UnreadableAnswer where it breaks one off."""
        if self._status == 0 or self._length != _UNTIL_CLOSE:
            raise UnreadableAnswer("the connection was closed before the answer was whole")
        body = bytes(self._buffer)
        self._buffer.clear()
        return self._answer(body)

    def _answer(self, body: bytes) -> Answer:
        if self._is_gzip:
            body = _unzipped(body)
        answer = Answer(self._status, body, self._keeps_open and not self._buffer)  # nobody asked for what is left
        self._status = 0
        self._body.clear()
        return answer

    def _read_head(self, head: bytes) -> None:
        status, minor, headers = parsed_head(head)
        length, is_chunked, self._is_gzip, self._keeps_open = _UNTIL_CLOSE, False, False, minor == 1
        for name, value in headers:
            if name == b"content-length":
                length = _length(value, length)
            elif name == b"transfer-encoding":
                if is_chunked or value.lower() != b"chunked":
                    raise UnreadableAnswer(f"the transfer encoding is chunked or none, not {value[:80]!r}")
                is_chunked = True
            elif name == b"content-encoding":
                self._is_gzip = _is_gzip(value.lower())
            elif name == b"connection" and b"close" in value.lower():
                self._keeps_open = False
        if is_chunked and length != _UNTIL_CLOSE:
            raise UnreadableAnswer("both chunked and of a known length")
        if status < 200:
            if status == _SWITCHING_PROTOCOLS:
                raise UnreadableAnswer("the server switches to a protocol that nobody asked for")
            return  # an interim answer: the final one follows
        self._status = status
        self._length = 0 if status in _BODILESS else _CHUNKED if is_chunked else length
        self._keeps_open &= self._length != _UNTIL_CLOSE

    def _read_chunks(self) -> bool:
        """Move whole chunks to the body; whether the last one and its trailer were read."""
        buffer, body = self._buffer, self._body
        while True:
            line_end = buffer.find(b"\r\n", 0, MAX_HEAD_BYTES)
            if line_end < 0:
                if len(buffer) >= MAX_HEAD_BYTES:
                    raise UnreadableAnswer("no size of a chunk")
                return False
            line = bytes(buffer[:line_end])
            told = _CHUNK.fullmatch(line)
            if told is None:
                raise UnreadableAnswer(f"no size of a chunk but {line[:80]!r}")
            size, start = int(told[1], 16), line_end + 2
            if size == 0:
                return self._read_trailer(line_end)
            if len(body) + size > MAX_BODY_BYTES:
                raise UnreadableAnswer(f"a body of more than {MAX_BODY_BYTES} bytes")
            if len(buffer) < start + size + 2:
                return False
            if buffer[start + size : start + size + 2] != b"\r\n":
                raise UnreadableAnswer("a chunk is longer than it says")
            body += buffer[start : start + size]
            del buffer[: start + size + 2]

    def _read_trailer(self, start: int) -> bool:
        end = self._buffer.find(END_OF_HEAD, start)  # an empty trailer is the last chunk's line end and one more
        if end < 0:
            if len(self._buffer) > MAX_HEAD_BYTES:
                raise UnreadableAnswer(f"a trailer of more than {MAX_HEAD_BYTES} bytes")
            return False
        del self._buffer[: end + len(END_OF_HEAD)]
        return True


def _length(text: bytes, known: int) -> int:
    if not text.isdigit() or len(text) > 18:
        raise UnreadableAnswer(f"no content length but {text[:80]!r}")
    length = int(text)
    if known not in {_UNTIL_CLOSE, length}:
        raise UnreadableAnswer(f"two content lengths, {known} and {length}")
    return length


def _is_gzip(coding: bytes) -> bool:
    if coding not in {b"gzip", b"x-gzip", b"identity", b""}:
        raise UnreadableAnswer(f"the content encoding {coding[:80]!r}, which was not asked for")
    return coding.endswith(b"gzip")


def _unzipped(body: bytes) -> bytes:
    inflater = zlib.decompressobj(_GZIP_WINDOW)
    try:
        plain = inflater.decompress(body, MAX_BODY_BYTES)
    except zlib.error as error:
        raise UnreadableAnswer(f"the body is no gzip: {error}") from error
    if not inflater.eof or inflater.unused_data:
        raise UnreadableAnswer("the gzip of the body is cut off, goes on, or is too long")
    return plain
