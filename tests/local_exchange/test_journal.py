"""The journal: what is in it, what a crash or damage does to it, and that a replay gives the same exchange."""

import errno
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.cli.exchange_data import MarketOptions, open_journal
from hyperquote.errors import ConfigError
from hyperquote.exchange.actions.base import Action
from hyperquote.exchange.actions.cancel import Cancel, OrderRef
from hyperquote.exchange.actions.order import GTC, Order, PlaceOrders
from hyperquote.exchange.envelope import seal
from hyperquote.local_exchange.changes import Deposit, SetOracle
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.journal import (
    HEAD,
    Act,
    Block,
    Entry,
    Genesis,
    JournalError,
    Scan,
    StateMark,
    record,
    replay,
)
from hyperquote.local_exchange.rules import Rules
from hyperquote.local_exchange.server.journal_file import JournalFile
from hyperquote.local_exchange.traders.crowd import populate


def build(options: MarketOptions, start_ms: int) -> Gateway:
    """Return a new exchange, with a crowd unless the market is empty."""
    exchange = LocalExchange(start_ms, seed=options.seed, rules=Rules(), market_name=options.market)
    exchange.rules.blocks = options.blocks
    if options.market == "crowd":
        populate(exchange, options.seed)
    return Gateway(exchange)


def opened(folder: Path, **options: object) -> tuple[Gateway, JournalFile]:
    """Open the journal of a folder."""
    return open_journal(folder, MarketOptions(**options), NOW_MS, build)  # type: ignore[arg-type]


class Submitting(Desk):
    """A desk whose actions take the way of the server: they may wait for the block."""

    def send(self, action: Action[Any], **envelope: Any) -> None:
        """Sign and submit; nobody waits for the reply."""
        self.nonce += 1
        body = seal(action, self.wallet, self.nonce, is_mainnet=False).encode()
        self.gateway.submit(body, self.now_ms, lambda reply: None)


def live(gateway: Gateway, seed: int, steps: int = 60) -> None:
    """Let two accounts trade at random, ask, and get money, while blocks go by."""
    random = Random(seed)
    desks = [Submitting(gateway, digit) for digit in "12"]
    now_ms = NOW_MS
    for desk in desks:
        gateway.change(Deposit(user=desk.address, usdc="100000"), now_ms)
    for _ in range(steps):
        now_ms += 70
        desk = random.choice(desks)
        desk.now_ms = now_ms
        px = 3_000 + random.randrange(-5, 6)
        match random.randrange(5):
            case 0:
                gateway.change(SetOracle(asset=1, px_units=px * 100), now_ms)
            case 1:
                ask(gateway, {"type": "clearinghouseState", "user": "0x" + f"{random.randrange(9)}" * 40}, now_ms)
            case 2:
                oids = [order.oid for order in gateway.exchange.open_orders(desk.address)]
                desk.send(Cancel(cancels=tuple(OrderRef(1, oid) for oid in oids[:2] or [1])))
            case _:
                is_buy = random.random() < 0.5
                desk.send(PlaceOrders(orders=(Order(asset=1, is_buy=is_buy, px=str(px), sz="0.1", kind=GTC),)))
        gateway.make_block(now_ms)


@pytest.mark.parametrize("market", ["empty", "crowd"])
@pytest.mark.parametrize("blocks", [False, True])
def test_a_replay_gives_the_same_exchange(tmp_path: Path, market: str, blocks: bool) -> None:
    gateway, journal = opened(tmp_path, market=market, seed=4, blocks=blocks)
    live(gateway, 1)
    journal.mark(gateway.exchange.checksum())
    journal.close()
    again, reopened = opened(tmp_path)
    assert again.exchange.checksum() == gateway.exchange.checksum()
    assert again.exchange.seed == 4
    reopened.close()


def test_it_goes_on_where_it_ended_and_again(tmp_path: Path) -> None:
    checksum = ""
    for round_ in range(3):
        gateway, journal = opened(tmp_path, market="empty")
        assert round_ == 0 or gateway.exchange.checksum() == checksum
        desk = Desk(gateway, "1")
        desk.nonce = desk.now_ms = NOW_MS + 1_000 * round_
        gateway.change(Deposit(user=desk.address, usdc="1000"), desk.now_ms)
        desk.send(PlaceOrders(orders=(Order(asset=1, is_buy=True, px="2990", sz="0.01", kind=GTC),)))
        checksum = gateway.exchange.checksum()
        journal.close()
    assert gateway.exchange.open_order_count == 3


@pytest.mark.parametrize("cut", [1, 3, 7, 8, 9, 20])
def test_a_write_cut_short_is_dropped_and_nothing_else(tmp_path: Path, cut: int) -> None:
    gateway, journal = opened(tmp_path, market="empty")
    live(gateway, 2, steps=10)
    before = gateway.exchange.checksum()
    whole = journal.path.read_bytes()
    gateway.change(Deposit(user="0x" + "1" * 40, usdc="5"), NOW_MS + 10_000)
    longer = journal.path.read_bytes()
    journal.close()
    journal.path.write_bytes(longer[: len(whole) + min(cut, len(longer) - len(whole) - 1)])
    again, reopened = opened(tmp_path)
    assert again.exchange.checksum() == before
    assert reopened.path.read_bytes() == whole
    again.change(Deposit(user="0x" + "1" * 40, usdc="5"), NOW_MS + 10_000)
    reopened.close()
    third, last = opened(tmp_path)
    assert third.exchange.checksum() == again.exchange.checksum()
    last.close()


def test_a_damaged_record_before_others_is_refused_with_its_place(tmp_path: Path) -> None:
    gateway, journal = opened(tmp_path, market="empty")
    live(gateway, 3, steps=10)
    journal.close()
    data = bytearray(journal.path.read_bytes())
    data[len(data) // 2] ^= 1
    journal.path.write_bytes(data)
    with pytest.raises(JournalError, match=r"record \d+ of the journal, at byte \d+, is damaged"):
        opened(tmp_path)
    assert journal.path.read_bytes() == data, "a damaged journal is left as it is"


def test_every_flipped_bit_is_noticed_or_was_in_the_last_record() -> None:
    check, data = 0, HEAD
    entries: list[Entry] = [Genesis(NOW_MS, "{}", "test"), Block(NOW_MS), Act(NOW_MS, b"body"), Block(NOW_MS + 70)]
    starts = []
    for entry in entries:
        starts.append(len(data))
        more, check = record(entry, check)
        data += more
    for at in range(len(HEAD), len(data)):
        spoilt = bytearray(data)
        spoilt[at] ^= 4
        try:
            read = list(Scan(bytes(spoilt)).entries())
        except JournalError:
            continue
        kept = sum(1 for start in starts if start <= at) - 1
        assert read == entries[:kept], at


def test_a_record_taken_out_of_the_middle_is_noticed() -> None:
    check, parts = 0, []
    for n in range(4):
        more, check = record(Block(NOW_MS + n), check)
        parts.append(more)
    with pytest.raises(JournalError, match="record 1"):
        list(Scan(HEAD + parts[0] + parts[2] + parts[3]).entries())


@pytest.mark.parametrize(
    ("data", "reason"), [(b"SQLite format 3", "no journal"), (b"HQXJ\x00\x09", "version 9"), (b"HQ", "no journal")]
)
def test_what_is_no_journal_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "journal.hqx").write_bytes(data)
    with pytest.raises(JournalError, match=reason):
        opened(tmp_path)


def test_a_replay_that_comes_to_another_state_stops() -> None:
    gateway = build(MarketOptions(market="empty"), NOW_MS)
    with pytest.raises(JournalError, match="it was written by another version"):
        replay(gateway, StateMark("0123456789abcdef"))


class FullDisk:
    """A disk that takes so many bytes and then no more, until it is emptied."""

    def __init__(self) -> None:
        self.room = 1 << 30

    def write(self, fd: int, data: bytes) -> int:
        if self.room == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        some = data[: self.room]
        self.room -= len(some)
        return os.write(fd, some)


@pytest.mark.parametrize("room", [0, 1, 11, 30])
def test_on_a_full_disk_nothing_is_done_and_once_there_is_room_all_goes_on(tmp_path: Path, room: int) -> None:
    disk = FullDisk()
    journal = JournalFile(tmp_path, disk.write)
    gateway = build(MarketOptions(market="empty"), NOW_MS)
    journal.begin(Genesis(NOW_MS, '{"market":"empty"}', "test"))
    gateway.inputs = journal
    deposit = Deposit(user="0x" + "1" * 40, usdc="5")
    gateway.change(deposit, NOW_MS)
    before, whole = gateway.exchange.checksum(), journal.path.read_bytes()
    disk.room = room
    with pytest.raises(JournalError, match=r"No space left on device.*make room"):
        gateway.change(deposit, NOW_MS)
    with pytest.raises(JournalError):
        gateway.make_block(NOW_MS + 70)
    assert gateway.exchange.checksum() == before
    assert journal.path.read_bytes() == whole
    disk.room = 1 << 30
    gateway.change(deposit, NOW_MS + 140)
    journal.close()
    again, reopened = opened(tmp_path)
    assert again.exchange.checksum() == gateway.exchange.checksum() != before
    reopened.close()


def test_two_exchanges_cannot_have_one_folder(tmp_path: Path) -> None:
    _, journal = opened(tmp_path, market="empty")
    with pytest.raises(JournalError, match="another exchange keeps its journal"):
        opened(tmp_path)
    journal.close()
    opened(tmp_path)[1].close()


def test_other_options_than_it_was_begun_with_are_refused(tmp_path: Path) -> None:
    opened(tmp_path, market="empty", seed=3)[1].close()
    with pytest.raises(ConfigError, match=r"--seed 4, and the journal was begun with 3\. Leave the option out"):
        opened(tmp_path, seed=4)
    opened(tmp_path)[1].close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalError, match="cannot keep a journal in"):
        opened(tmp_path / "file")
