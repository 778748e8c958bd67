import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from tests.fake_view import NOON_MS

from hyperquote.errors import ConfigError
from hyperquote.market_maker.infra.logging import LevelFilter, configure, get_logger, hide_secrets

KEY = "0x" + "4f" * 32


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    handlers = logging.getLogger().handlers
    yield
    structlog.reset_defaults()
    logging.getLogger().handlers = handlers


def lines(form: str = "pretty", level: str = "info", **environment: str) -> io.StringIO:
    stream = io.StringIO()
    configure(
        form=form, level=level, stream=stream, environment=environment, now_ns=lambda: (NOON_MS + 3_214) * 1_000_000
    )
    return stream


def test_a_pretty_line_reads_like_a_sentence() -> None:
    stream = lines()
    get_logger("hyperquote.market_maker.engine").info(
        "quote", asset="ETH", text="bid 3 120.1 × 0.40   ask 3 121.3 × 0.40"
    )
    assert stream.getvalue() == "12:00:03.214  quote   ETH   bid 3 120.1 × 0.40   ask 3 121.3 × 0.40\n"


def test_a_problem_says_so() -> None:
    stream = lines()
    get_logger("x").warning("order", asset="ETH", text="rejected: tick size", cloid="0xaa")
    assert stream.getvalue() == "12:00:03.214  order   ETH   warning: rejected: tick size  cloid=0xaa\n"


def test_a_compact_line_wastes_nothing() -> None:
    stream = lines("compact")
    get_logger("x").info("fill", asset="ETH", text="sold 0.10 @ 3121.3   maker")
    assert stream.getvalue() == "12:00:03 fill ETH sold 0.10 @ 3121.3  maker\n"


def test_a_json_line_is_one_object() -> None:
    stream = lines("json")
    get_logger("hyperquote.market_maker.engine").info("fill", asset="ETH", text="sold", lots=10)
    assert json.loads(stream.getvalue()) == {
        "time_ms": NOON_MS + 3_214,
        "level": "info",
        "module": "market_maker.engine",
        "event": "fill",
        "asset": "ETH",
        "text": "sold",
        "lots": 10,
    }


def test_virtual_time_is_told_where_it_is_given() -> None:
    stream = lines("compact")
    get_logger("x").info("status", text="fine", local_ns=(NOON_MS + 60_000) * 1_000_000)
    assert stream.getvalue() == "12:01:00 status fine\n"


def test_levels_are_set_for_each_module_and_the_longest_name_wins() -> None:
    levels = LevelFilter("warn,market_maker=info,hyperquote.market_maker.estimator=debug")
    assert not levels.allows("transport.http", "info")
    assert levels.allows("market_maker.engine", "info")
    assert not levels.allows("market_maker.engine", "debug")
    assert levels.allows("market_maker.estimator.kappa", "debug")
    assert not levels.allows("market_maker_other", "info")


def test_the_environment_is_stronger_than_the_option() -> None:
    stream = lines(level="error", HYPERQUOTE_LOG="market_maker=debug")
    get_logger("hyperquote.market_maker.engine").debug("quote", text="said")
    get_logger("hyperquote.transport").info("http", text="not said")
    assert "said" in stream.getvalue()
    assert "not said" not in stream.getvalue()


def test_an_unknown_level_or_format_says_what_to_write() -> None:
    with pytest.raises(ConfigError, match="module=level"):
        LevelFilter("market_maker=loud")
    with pytest.raises(ConfigError, match="pretty, json, compact"):
        configure(form="xml", environment={})


@pytest.mark.parametrize("form", ["pretty", "json", "compact"])
@pytest.mark.parametrize(
    "fields",
    [
        {"text": f"signing with {KEY}"},
        {"private_key": "correct horse"},
        {"settings": {"password": "correct horse", "deep": [KEY]}},
        {"error": ValueError(f"bad key {KEY[2:]}")},
    ],
)
def test_no_secret_reaches_a_line(form: str, fields: dict[str, Any]) -> None:
    stream = lines(form)
    get_logger("x").info("key", **fields)
    assert "4f4f" not in stream.getvalue()
    assert "horse" not in stream.getvalue()
    assert "(hidden)" in stream.getvalue()


def test_no_secret_reaches_a_traceback() -> None:
    stream = lines()
    try:
        raise ValueError(KEY)  # noqa: TRY301
    except ValueError:
        get_logger("x").exception("crash", text="unexpected")
    assert "Traceback" in stream.getvalue()
    assert "4f4f" not in stream.getvalue()


def test_addresses_and_client_order_ids_are_no_secrets() -> None:
    text = "0x" + "ab" * 20 + " 0x" + "cd" * 16
    assert hide_secrets(text) == text


def test_the_log_file_is_appended_to(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "mm.log"
    for word in ("first", "second"):
        configure(form="compact", log_file=path, environment={}, now_ns=lambda: NOON_MS * 1_000_000)
        get_logger("x").info("note", text=word)
    assert path.read_text() == "12:00:00 note first\n12:00:00 note second\n"


def test_a_log_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be opened"):
        configure(log_file=tmp_path, environment={})


def test_warnings_of_libraries_come_in_the_same_shape() -> None:
    stream = lines()
    logging.getLogger("aiohttp.server").warning("client went away")
    assert stream.getvalue() == "12:00:03.214  library       warning: client went away\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_is_for_terminals_that_want_it() -> None:
    shown, plain = Terminal(), Terminal()
    configure(stream=shown, environment={})
    get_logger("x").error("risk", text="halted")
    configure(stream=plain, environment={"NO_COLOR": "1"})
    get_logger("x").error("risk", text="halted")
    assert "\x1b[31m" in shown.getvalue()
    assert "\x1b" not in plain.getvalue()
