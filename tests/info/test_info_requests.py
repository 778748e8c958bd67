import msgspec
import pytest

from hyperquote.info.requests import (
    AllMidsRequest,
    L2BookRequest,
    OrderStatusRequest,
    UserFillsByTimeRequest,
    decode_request,
)
from hyperquote.info.requests.l2_book import L2Book, Level
from hyperquote.info.requests.open_orders import OpenOrder
from hyperquote.info.requests.order_status import UnknownOid
from hyperquote.info.requests.user_fills import Fill


def text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def test_a_request_says_its_type_first_and_leaves_out_what_is_not_asked() -> None:
    assert text(L2BookRequest("ETH")) == '{"type":"l2Book","coin":"ETH"}'
    assert text(UserFillsByTimeRequest("0xa", 1, 2)) == (
        '{"type":"userFillsByTime","user":"0xa","startTime":1,"endTime":2}'
    )


def test_a_server_reads_null_as_absent_and_ignores_what_it_does_not_know() -> None:
    asked = b'{"coin":"ETH","nSigFigs":null,"dex":"","type":"l2Book"}'
    assert decode_request(asked) == L2BookRequest("ETH")


def test_an_order_is_asked_for_by_number_or_by_client_id_under_one_key() -> None:
    assert decode_request(b'{"type":"orderStatus","user":"0xa","oid":7}') == OrderStatusRequest("0xa", 7)
    assert decode_request(b'{"type":"orderStatus","user":"0xa","oid":"0xff"}') == OrderStatusRequest("0xa", "0xff")


def test_a_server_can_tell_what_does_not_fit_from_what_is_not_json() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_request(b'{"type":"l2Book"}')
    with pytest.raises(msgspec.ValidationError):
        decode_request(b'{"type":"noSuchThing"}')
    with pytest.raises(msgspec.DecodeError) as not_json:
        decode_request(b"l2Book")
    assert not isinstance(not_json.value, msgspec.ValidationError)


def test_an_unknown_coin_has_no_book_and_an_unknown_order_no_record() -> None:
    assert L2BookRequest("NOPE").read(b"null") is None
    assert OrderStatusRequest("0xa", 1).read(b'{"status":"unknownOid"}') == UnknownOid()


def test_a_book_is_readable_and_its_numbers_are_exact() -> None:
    book = L2Book("ETH", 1, ([Level("3120.1", "0.4", 1)], []))
    assert str(book.bids[0].price * book.bids[0].size) == "1248.04"
    assert book.asks == []
    assert text(book) == '{"coin":"ETH","time":1,"levels":[[{"px":"3120.1","sz":"0.4","n":1}],[]]}'


def test_the_short_form_of_an_order_leaves_out_unset_flags() -> None:
    plain = OpenOrder(coin="ETH", side="B", limit_px="1.0", sz="1.0", oid=1, timestamp=2, orig_sz="1.0")
    assert text(plain).endswith('"origSz":"1.0"}')
    assert text(msgspec.structs.replace(plain, cloid="0xf", reduce_only=True)).endswith(
        '"origSz":"1.0","cloid":"0xf","reduceOnly":true}'
    )


def test_a_fill_always_says_its_twap_even_when_there_is_none() -> None:
    fill = Fill(
        coin="ETH",
        px="1.0",
        sz="1.0",
        side="B",
        time=1,
        start_position="0.0",
        dir="Open Long",
        closed_pnl="0.0",
        hash="0x0",
        oid=1,
        crossed=True,
        fee="0.0",
        tid=5,
    )
    assert text(fill).endswith('"fee":"0.0","tid":5,"feeToken":"USDC","twapId":null}')


def test_mids_are_a_plain_map() -> None:
    assert AllMidsRequest().read(b'{"BTC":"1.5"}') == {"BTC": "1.5"}
