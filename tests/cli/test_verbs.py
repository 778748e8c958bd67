"""The verbs for people, on a local exchange: what they print, and what they say when something is wrong."""

import json
import re
from collections.abc import Iterator
from typing import get_args

import pytest
from tests.exchange_thread import running_exchange

from hyperquote.cli import ask, exits, main
from hyperquote.errors import ValidationError
from hyperquote.helpers import cloid_of
from hyperquote.info.requests import AnyRequest
from hyperquote.info.requests.candle_snapshot import CandleRange, CandleSnapshotRequest
from hyperquote.info.requests.order_status import OrderStatusRequest
from hyperquote.signature.wallet import KEY_VARIABLE, KEYSTORE_VARIABLE, Wallet

KEY = "77" * 32
ADDRESS = Wallet.from_key(KEY).address


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_exchange() as address:
        yield address


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    monkeypatch.delenv(KEYSTORE_VARIABLE, raising=False)


class Shell:
    """Types commands and reads what they print."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._url = url
        self._capsys = capsys

    def says(self, command: str) -> str:
        assert main.call(main.hyperquote_app, [*command.split(), "--network", self._url]) == exits.OK
        return self._capsys.readouterr().out

    def refuses(self, command: str, code: int, *, network: str | None = None) -> str:
        assert main.call(main.hyperquote_app, [*command.split(), "--network", network or self._url]) == code
        return self._capsys.readouterr().err


@pytest.fixture
def shell(url: str, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(url, capsys)


class TestAQuestion:
    def test_is_listed_with_what_it_takes(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main.call(main.hyperquote_app, ["info"]) == exits.OK
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == len(get_args(AnyRequest))
        assert "l2Book                         coin [nSigFigs] [mantissa]" in lines
        assert "candleSnapshot                 coin interval startTime [endTime]" in lines

    def test_is_answered_in_a_table_for_people(self, shell: Shell) -> None:
        text = shell.says("info recentTrades coin=BTC")
        assert re.match(r"coin +side +px +sz +", text)

    def test_is_answered_as_the_venue_wrote_it_for_machines(self, shell: Shell) -> None:
        answer = json.loads(shell.says("info clearinghouseState user=me --json"))
        assert answer["marginSummary"]["accountValue"]

    def test_may_be_about_oneself(self, shell: Shell) -> None:
        assert json.loads(shell.says("info openOrders user=me --json")) == []

    @pytest.mark.parametrize(
        ("command", "sentence"),
        [
            ("info l2book coin=BTC", "did you mean l2Book"),
            ("info l2Book", "l2Book needs coin=…: Ask for up to 20 levels a side"),
            ("info l2Book coins=BTC", "l2Book has no 'coins'; did you mean coin?; it takes coin=… [nSigFigs=…]"),
            ("info l2Book BTC", "'BTC' is not key=value; l2Book takes coin=…"),
            ("info l2Book coin=BTC nSigFigs=many", "l2Book cannot be asked so: Expected `int | null`"),
            ("info candleSnapshot coin=BTC", "candleSnapshot needs interval=… startTime=…"),
        ],
    )
    def test_that_cannot_be_asked_says_why(self, shell: Shell, command: str, sentence: str) -> None:
        assert sentence in shell.refuses(command, exits.BAD_SETTINGS)

    def test_becomes_the_typed_request_of_the_sdk(self) -> None:
        words = ["coin=BTC", "interval=1m", "start_time=5"]
        assert ask.parse("candleSnapshot", words) == CandleSnapshotRequest(CandleRange("BTC", "1m", 5))

    @pytest.mark.parametrize(("text", "oid"), [("7", 7), (cloid_of(7), cloid_of(7))])
    def test_takes_an_order_id_of_either_kind(self, text: str, oid: int | str) -> None:
        assert ask.parse("orderStatus", [f"user={ADDRESS}", f"oid={text}"]) == OrderStatusRequest(ADDRESS, oid)

    def test_with_broken_json_is_refused(self) -> None:
        with pytest.raises(ValidationError, match="is not JSON"):
            ask.parse("l2Book", ["coin=[BTC"])


def test_a_trader_can_do_a_whole_round_by_hand(shell: Shell) -> None:
    assert re.fullmatch(rf"{ADDRESS} now has \d+\.\d+ USD of play money\n", shell.says("faucet me 10000"))
    assert re.search(r"spread [\d.]+ \([\d.]+ bp\)", shell.says("book BTC --depth 3"))
    assert re.fullmatch(r"rests as order \d+\n", shell.says("order BTC buy 0.001 @ 50000 --tif Alo"))
    oid = json.loads(shell.says("order BTC buy 0.001 50001 --json"))["oid"]
    listed = shell.says("orders")
    assert str(oid) in listed
    assert "50000" in listed
    assert shell.says(f"cancel BTC {oid}") == "1 order of BTC cancelled\n"
    assert shell.says("cancel BTC --all") == "1 order of BTC cancelled\n"
    assert shell.says("orders") == "no open order\n"
    assert re.match(r"filled 0\.001 BTC at [\d.]+, order \d+\n", shell.says("order BTC buy 0.001 market"))
    assert re.search(r"BTC +0\.001 .*× cross", shell.says("positions"))
    assert "Open Long" in shell.says(f"fills {ADDRESS}")
    assert json.loads(shell.says("fills --count 1 --json"))[0]["coin"] == "BTC"


def test_an_address_that_nobody_has_used_has_nothing(shell: Shell) -> None:
    nobody = "0x" + "ab" * 20
    assert shell.says(f"positions {nobody}").startswith("no position\naccount value 0.0 USD")
    assert shell.says(f"fills {nobody}") == "no fill\n"
    assert json.loads(shell.says(f"orders {nobody} --json")) == []


@pytest.mark.parametrize(
    ("command", "code", "sentence"),
    [
        ("order BTC hold 0.1 @ 50000", exits.BAD_SETTINGS, "the side is buy or sell, not 'hold'"),
        ("order BTC buy much @ 50000", exits.BAD_SETTINGS, "the size is a positive number, not 'much'"),
        ("order BTC buy 0.1 @", exits.BAD_SETTINGS, "the price is a positive number, not ''"),
        ("order BTCC buy 0.1 @ 50000", exits.BAD_SETTINGS, "no asset is called 'BTCC'; did you mean BTC"),
        ("order BTC buy 0.1 market --reduce-only", exits.BAD_SETTINGS, "--reduce-only needs a price"),
        ("order BTC buy 0.1 @ 50000.123", exits.BAD_SETTINGS, "tick"),
        ("cancel BTC", exits.BAD_SETTINGS, "say which: hyperquote cancel BTC OID"),
        ("cancel BTC 5 --all", exits.BAD_SETTINGS, "say which: hyperquote cancel BTC OID"),
        ("cancel BTC five", exits.BAD_SETTINGS, "'five' is no order id"),
        ("cancel BTC 5", exits.VENUE, "Order was never placed, already canceled, or filled"),
        ("positions me2", exits.BAD_SETTINGS, "'me2' is not an address"),
        ("book BTCC", exits.BAD_SETTINGS, "the venue has no coin 'BTCC'"),
        ("faucet me 0", exits.BAD_SETTINGS, "the amount is a positive number, not '0'"),
        ("faucet me lots", exits.BAD_SETTINGS, "the amount is a positive number, not 'lots'"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(shell: Shell, command: str, code: int, sentence: str) -> None:
    shell.says("faucet me 100")
    assert sentence in shell.refuses(command, code)


@pytest.mark.parametrize(
    "command",
    [
        "book BTC",
        "order BTC buy 1 @ 5",
        "cancel BTC --all",
        "positions",
        "orders",
        "fills",
        "faucet me 5",
        "info meta",
        "example ws_bbo",
    ],
)
def test_where_no_exchange_listens_it_is_said_how_to_start_one(shell: Shell, command: str) -> None:
    said = shell.refuses(command, exits.VENUE, network="http://127.0.0.1:9")
    assert said.endswith("nothing answers at http://127.0.0.1:9. Start an exchange there with `hyperquote exchange`\n")


@pytest.mark.parametrize("command", ["positions", "order BTC buy 1 @ 5", "cancel BTC --all", "faucet me 5"])
def test_without_a_key_it_is_said_how_to_come_by_one(
    shell: Shell, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY_VARIABLE)
    assert "A local exchange takes any: export HYPERLIQUID_PRIVATE_KEY=" in shell.refuses(command, exits.BAD_SETTINGS)


@pytest.mark.parametrize("command", ["order BTC buy 0.001 @ 50000", "example order_and_cancel"])
def test_mainnet_wants_to_be_confirmed_before_anything_is_sent(shell: Shell, command: str) -> None:
    said = shell.refuses(command, exits.BAD_SETTINGS, network="mainnet")
    assert said == "error: mainnet trades real money: confirm with --yes where nobody can be asked\n"


def test_play_money_is_for_local_exchanges(shell: Shell) -> None:
    assert "testnet has no faucet here" in shell.refuses("faucet me 5", exits.BAD_SETTINGS, network="testnet")


def test_examples_are_listed_with_their_purpose(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.call(main.hyperquote_app, ["example"]) == exits.OK
    assert "ws_bbo                     Follow the best bid and ask" in capsys.readouterr().out
