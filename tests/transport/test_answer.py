import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperquote.transport import answer as module
from hyperquote.transport.answer import Answer, AnswerReader, UnreadableAnswer

OK = b"HTTP/1.1 200 OK\r\n"
ZIPPED = gzip.compress(b'{"a":1}' * 50)
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
WHOLE: dict[str, tuple[bytes, Answer]] = {
    "sized": (OK + b"Server: x\r\ncontent-LENGTH:  2 \r\n\r\n{}", Answer(200, b"{}", True)),
    "sized twice, the same": (OK + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", Answer(200, b"{}", True)),
    "empty": (b"HTTP/1.1 500 \r\nContent-Length: 0\r\n\r\n", Answer(500, b"", True)),
    "no reason": (b"HTTP/1.1 429\r\nContent-Length: 1\r\n\r\nx", Answer(429, b"x", True)),
    "no content": (b"HTTP/1.1 204 No Content\r\n\r\n", Answer(204, b"", True)),
    "a last request": (OK + b"Connection: Close\r\nContent-Length: 2\r\n\r\n{}", Answer(200, b"{}", False)),
    "an old server": (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", Answer(200, b"{}", False)),
    "interim first": (
        b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\n{}",
        Answer(200, b"{}", True),
    ),
    "chunks": (CHUNKED + b"3\r\nabc\r\n00B;name=x\r\n0123456789\n\r\n0\r\n\r\n", Answer(200, b"abc0123456789\n", True)),
    "a trailer": (CHUNKED + b"1\r\na\r\n0\r\nExpires: never\r\n\r\n", Answer(200, b"a", True)),
    "gzip": (
        OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(ZIPPED), ZIPPED),
        Answer(200, b'{"a":1}' * 50, True),
    ),
    "gzip in chunks": (
        OK
        + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"a\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (ZIPPED[:10], len(ZIPPED) - 10, ZIPPED[10:]),
        Answer(200, b'{"a":1}' * 50, True),
    ),
}
BROKEN: dict[str, bytes] = {
    "no status line": b"SSH-2.0-OpenSSH\r\n\r\n",
    "another version": b"HTTP/2 200 OK\r\n\r\n",
    "a status of two digits": b"HTTP/1.1 20 OK\r\n\r\n",
    "a protocol nobody asked for": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
    "a header without a colon": OK + b"Server\r\n\r\n",
    "a folded header": OK + b"Server: x\r\n y\r\n\r\n",
    "a space before the colon": OK + b"Content-Length : 2\r\n\r\n{}",
    "a header without a name": OK + b": x\r\n\r\n",
    "a negative length": OK + b"Content-Length: -1\r\n\r\n",
    "a signed length": OK + b"Content-Length: +1\r\n\r\n",
    "a list of lengths": OK + b"Content-Length: 2, 2\r\n\r\n{}",
    "two lengths": OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a length and chunks": OK + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
    "a coding nobody asked for": OK + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}",
    "chunks inside gzip": OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
    "chunked twice": OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
    "a chunk without a size": CHUNKED + b"\r\nabc\r\n",
    "a chunk of a signed size": CHUNKED + b"-3\r\nabc\r\n",
    "a chunk that goes on": CHUNKED + b"3\r\nabcd\r\n",
    "no gzip": OK + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    "half of a gzip": OK + b"Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\n" + ZIPPED[:20],
    "two gzips": OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % (2 * len(ZIPPED)) + ZIPPED * 2,
    "too long a body": OK + b"Content-Length: 999999999999\r\n\r\n",
    "too long a chunk": CHUNKED + b"FFFFFFFF\r\n",
    "too long a head": OK + b"X: " + b"x" * module.MAX_HEAD_BYTES,
    "too long a line of a chunk": CHUNKED + b"1;" + b"x" * module.MAX_HEAD_BYTES,
    "too long a trailer": CHUNKED + b"0\r\nX: " + b"x" * module.MAX_HEAD_BYTES,
}


@pytest.mark.parametrize("name", WHOLE)
def test_an_answer_is_read_whole(name: str) -> None:
    data, answer = WHOLE[name]
    assert AnswerReader().feed(data) == answer


@given(st.sampled_from(sorted(WHOLE)), st.lists(st.integers(0, 400), max_size=6))
def test_an_answer_reads_the_same_in_whatever_pieces_it_comes(name: str, cuts: list[int]) -> None:
    data, answer = WHOLE[name]
    reader, start = AnswerReader(), 0
    for cut in sorted(min(cut, len(data)) for cut in cuts):
        read = reader.feed(data[start:cut])
        assert read is None or (cut == len(data) and read == answer)
        start = cut
    assert start == len(data) or reader.feed(data[start:]) == answer


def test_byte_after_byte_is_enough_and_answers_follow_one_another() -> None:
    reader = AnswerReader()
    for data, answer in WHOLE.values():
        *early, last = [reader.feed(data[place : place + 1]) for place in range(len(data))]
        assert early == [None] * len(early)
        assert last == answer


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_answer_is_told_so(name: str) -> None:
    with pytest.raises(UnreadableAnswer):
        AnswerReader().feed(BROKEN[name])


def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    reader = AnswerReader()
    assert reader.feed(OK + b"\r\nab") is None
    assert reader.feed(b"cd") is None
    assert reader.end() == Answer(200, b"abcd", False)


@pytest.mark.parametrize("data", [b"", OK, OK + b"Content-Length: 3\r\n\r\nab", CHUNKED + b"1\r\na\r\n"])
def test_an_answer_of_known_length_does_not_end_with_its_connection(data: bytes) -> None:
    reader = AnswerReader()
    assert reader.feed(data) is None
    with pytest.raises(UnreadableAnswer, match="before the answer was whole"):
        reader.end()


def test_bytes_after_an_answer_close_the_connection() -> None:
    assert AnswerReader().feed(OK + b"Content-Length: 2\r\n\r\n{}HTTP/1.1 200") == Answer(200, b"{}", False)


def test_an_endless_body_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BODY_BYTES", 10)
    reader = AnswerReader()
    assert reader.feed(OK + b"\r\n0123456789") is None
    with pytest.raises(UnreadableAnswer, match="more than 10 bytes"):
        reader.feed(b"x")
    bomb = gzip.compress(b"0" * 999)
    monkeypatch.setattr(module, "MAX_BODY_BYTES", len(bomb))
    with pytest.raises(UnreadableAnswer, match="too long"):
        AnswerReader().feed(OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(bomb), bomb))
