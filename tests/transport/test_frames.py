"""Frames by the bytes of RFC 6455, and whatever pieces they come in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperquote.transport.frames import (
    BINARY,
    CLOSE,
    PING,
    PONG,
    PROTOCOL_ERROR,
    TEXT,
    TOO_BIG,
    BadFrame,
    FrameReader,
    close_code,
    frame,
)

LIMIT = 1 << 17


def served(opcode: int, payload: bytes, *, is_final: bool = True, bits: int = 0) -> bytes:
    """A frame as a server sends it, its length in the shortest form."""
    size = len(payload)
    first = bytes([(0x80 if is_final else 0) | bits | opcode])
    if size < 126:
        return first + bytes([size]) + payload
    if size < 1 << 16:
        return first + b"\x7e" + size.to_bytes(2, "big") + payload
    return first + b"\x7f" + size.to_bytes(8, "big") + payload


def unmasked(data: bytes) -> tuple[int, bytes]:
    """Opcode and payload of a client's frame, byte after byte as section 5.3 says."""
    size, start = data[1] & 0x7F, 2
    if size >= 126:
        start = 4 if size == 126 else 10
        size = int.from_bytes(data[2:start], "big")
    key = data[start : start + 4]
    payload = bytes([byte ^ key[place % 4] for place, byte in enumerate(data[start + 4 :])])
    assert len(payload) == size
    return data[0], payload


def test_the_masked_hello_of_the_rfc() -> None:
    hello = bytes([0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
    assert frame(TEXT, b"Hello", bytes([0x37, 0xFA, 0x21, 0x3D])) == hello


@pytest.mark.parametrize("size", [0, 1, 4, 5, 125, 126, 127, 65_535, 65_536, 70_001])
def test_a_frame_of_ours_is_masked_whatever_its_length(size: int) -> None:
    payload = bytes(place % 251 for place in range(size))
    assert unmasked(frame(TEXT, payload, b"\x01\x80\xff\x7e")) == (0x81, payload)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, LIMIT])
def test_a_message_of_the_server_comes_whole_whatever_its_length(size: int) -> None:
    payload = b"x" * size
    reader = FrameReader(LIMIT)
    for data in (served(TEXT, payload), served(BINARY, payload)):
        assert reader.feed(data) == [payload]
        assert [reader.feed(data[:1]), reader.feed(data[1:])] == [[], [payload]]


def test_a_message_in_several_frames_is_one_and_a_ping_may_stand_between_them() -> None:
    reader = FrameReader(LIMIT)
    data = served(TEXT, b"Hel", is_final=False) + served(PING, b"?") + served(0, b"l", is_final=False) + served(0, b"o")
    assert reader.feed(data + served(TEXT, b"!")) == [b"Hello", b"!"]
    assert reader.controls == [(PING, b"?")]


def test_controls_are_handed_out_and_a_close_has_its_code() -> None:
    reader = FrameReader(LIMIT)
    assert reader.feed(served(PONG, b"") + served(CLOSE, b"\x03\xe9bye") + served(CLOSE, b"")) == []
    assert [(opcode, close_code(payload)) for opcode, payload in reader.controls] == [
        (PONG, None),
        (CLOSE, 1001),
        (CLOSE, None),
    ]


MESSAGES = st.lists(st.one_of(st.binary(max_size=300), st.integers(0, 70_000).map(bytes)), max_size=5)


@given(MESSAGES, st.lists(st.integers(0, 80_000), max_size=8), st.booleans())
def test_the_pieces_do_not_matter(messages: list[bytes], cuts: list[int], is_split: bool) -> None:
    data = b"".join(
        served(TEXT, message[:7], is_final=False) + served(0, message[7:]) if is_split else served(TEXT, message)
        for message in messages
    )
    reader, heard, start = FrameReader(LIMIT), [], 0
    for cut in [*sorted(min(cut, len(data)) for cut in cuts), len(data)]:
        heard += reader.feed(data[start:cut])
        start = cut
    assert heard == messages


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x81\x85\x00\x00\x00\x00Hello", PROTOCOL_ERROR),
        (served(TEXT, b"x", bits=0x40), PROTOCOL_ERROR),
        (served(0x3, b"x"), PROTOCOL_ERROR),
        (served(0xB, b"x"), PROTOCOL_ERROR),
        (served(0, b"x"), PROTOCOL_ERROR),
        (served(TEXT, b"x", is_final=False) + served(TEXT, b"y"), PROTOCOL_ERROR),
        (served(TEXT, b"", is_final=False) + served(BINARY, b"y"), PROTOCOL_ERROR),
        (served(PING, b"x", is_final=False), PROTOCOL_ERROR),
        (served(PING, b"x" * 126), PROTOCOL_ERROR),
        (b"\x81\x7f" + (LIMIT + 1).to_bytes(8, "big"), TOO_BIG),
        (b"\x81\x7f\xff" + bytes(7), TOO_BIG),
        (served(TEXT, bytes(LIMIT), is_final=False) + served(0, b"x"), TOO_BIG),
        (served(TEXT, b"", is_final=False) + served(0, b"", is_final=False) * 10_000, TOO_BIG),
    ],
    ids=[
        "masked",
        "an extension",
        "no opcode",
        "no control",
        "the middle of nothing",
        "text within text",
        "binary within empty text",
        "half a ping",
        "a long ping",
        "too long",
        "far too long",
        "too long in parts",
        "too many parts",
    ],
)
def test_a_server_that_breaks_the_protocol_is_told_how(data: bytes, code: int) -> None:
    with pytest.raises(BadFrame) as error:
        FrameReader(LIMIT).feed(data)
    assert error.value.code == code
