"""Snapshots: the same exchange to the last attribute, whatever happened on it; anything else is refused."""

import ast
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis.strategies import booleans, integers
from tests.local_exchange.desk import NOW_MS, Desk, ask
from tests.local_exchange.test_journal import Submitting

from hyperquote.cli.exchange import begin
from hyperquote.cli.exchange_data import MarketOptions, open_journal
from hyperquote.exchange.actions.order import GTC, IOC, Order, OrderType, PlaceOrders, Trigger
from hyperquote.exchange.actions.update_leverage import UpdateLeverage
from hyperquote.local_exchange.changes import Deposit, SetOracle
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.journal import Scan, replay
from hyperquote.local_exchange.server.journal_file import JournalFile
from hyperquote.local_exchange.server.snapshot_file import KEPT, Snapshot, newest_first, write
from hyperquote.local_exchange.snapshot import _ARGUMENTS, SnapshotError, dump, load
from hyperquote.local_exchange.spot_listing import PURR

HERE = Path(__file__).resolve().parents[2] / "src" / "hyperquote" / "local_exchange"


def crowded(seed: int = 3) -> Gateway:
    return begin(MarketOptions(seed=seed), NOW_MS)


def trade(gateway: Gateway, random: Random, start_ms: int, steps: int) -> None:
    """Let two accounts do a little of everything while blocks go by."""
    desks = [Submitting(gateway, digit) for digit in "12"]
    for desk in desks:
        gateway.change(Deposit(user=desk.address, usdc="50000"), start_ms)
        desk.nonce = start_ms
    for n in range(steps):
        now_ms = start_ms + 70 * n
        desk, is_buy = random.choice(desks), random.random() < 0.5
        desk.now_ms = now_ms
        px = 4_300 + random.randrange(-30, 31)
        trigger = OrderType(trigger=Trigger(random.random() < 0.5, str(px), random.choice(["tp", "sl"])))
        kind = random.choice([GTC, GTC, IOC, trigger])
        cloid = "0x" + f"{random.randrange(1, 2**60):032x}" if random.random() < 0.3 else None
        order = Order(asset=1, is_buy=is_buy, px=str(px), sz="0.1", kind=kind, cloid=cloid)
        match random.randrange(8):
            case 0:
                gateway.change(SetOracle(asset=1, px_units=px * 100), now_ms)
            case 1:
                desk.send(
                    UpdateLeverage(asset=random.choice([0, 1]), is_cross=is_buy, leverage=random.randrange(1, 20))
                )
            case 2:
                leave = Order(asset=1, is_buy=not is_buy, px=str(px), sz="0.1", kind=trigger, reduce_only=True)
                desk.send(PlaceOrders(orders=(order, leave), grouping="normalTpsl"))
            case _:
                desk.send(PlaceOrders(orders=(order,)))
        gateway.make_block(now_ms)


@pytest.mark.parametrize("blocks", [False, True])
def test_what_is_loaded_goes_on_as_what_was_written(blocks: bool) -> None:
    gateway = crowded()
    gateway.exchange.rules.blocks = blocks
    trade(gateway, Random(1), NOW_MS, 150)
    twin = Gateway(load(dump(gateway.exchange)))
    assert twin.exchange.checksum() == gateway.exchange.checksum()
    for each in (gateway, twin):
        trade(each, Random(2), NOW_MS + 20_000, 150)
    assert twin.exchange.checksum() == gateway.exchange.checksum()
    for kind in ("clearinghouseState", "frontendOpenOrders", "userFills", "historicalOrders", "userFees"):
        question = {"type": kind, "user": Desk(gateway, "1").address}
        assert ask(twin, question, NOW_MS + 40_000) == ask(gateway, question, NOW_MS + 40_000)
    for question in ({"type": "recentTrades", "coin": "BTC"}, {"type": "metaAndAssetCtxs"}, {"type": "spotMeta"}):
        assert ask(twin, question, NOW_MS + 40_000) == ask(gateway, question, NOW_MS + 40_000)
    assert dump(twin.exchange) == dump(gateway.exchange)


def test_a_cascade_of_liquidations_is_part_of_it() -> None:
    gateway = crowded()
    gateway.exchange.set_scenario("liquidation_cascade", NOW_MS)
    for n in range(600):
        gateway.make_block(NOW_MS + 70 * n)
        if n % 300 == 299:
            assert load(dump(gateway.exchange)).checksum() == gateway.exchange.checksum()


def test_listeners_are_not_part_of_it() -> None:
    gateway = crowded()
    alone = dump(gateway.exchange)
    gateway.hear(1, '{"method":"subscribe","subscription":{"type":"l2Book","coin":"BTC"}}', NOW_MS)
    assert dump(gateway.exchange) == alone
    assert load(alone).hub.in_order() == []


def test_tokens_are_the_same_objects_again() -> None:
    exchange = load(dump(crowded().exchange))
    assert exchange.token("PURR") is PURR
    assert exchange.spot_value_e8(PURR, 10**5) > 0


def test_what_has_no_place_in_a_snapshot_is_named() -> None:
    gateway = crowded()
    gateway.exchange.add_participant(open)  # type: ignore[arg-type]
    with pytest.raises(SnapshotError, match="cannot be part of a snapshot"):
        dump(gateway.exchange)


@pytest.mark.parametrize(
    ("words", "better"),
    [
        (["object", "os:system", [], []], "holds no os:system"),
        (["object", "hyperquote.errors:sys", [], []], "cannot be read|is no class"),
        (["object", "hyperquote.local_exchange.exchange:Nothing", [], []], "cannot be read"),
        (["spam"], "cannot be read"),
    ],
)
def test_a_graph_that_says_what_no_exchange_holds_is_refused(words: list[Any], better: str) -> None:
    with pytest.raises(SnapshotError, match=better):
        load(msgspec.msgpack.encode([words]))


@settings(max_examples=25, deadline=None)
@given(integers(0, 10**6))
def test_any_other_number_in_it_is_another_exchange_or_none(at: int) -> None:
    """A changed value either cannot be loaded or gives an exchange that says so in its own snapshot."""
    data = small()
    records = msgspec.msgpack.decode(data)
    record = records[at % len(records)]
    if record[0] != "object" or not record[3] or type(record[3][at % len(record[3])]) is not int:
        return
    record[3][at % len(record[3])] += 1
    with suppress(SnapshotError):
        assert dump(load(msgspec.msgpack.encode(records))) != data


_small: list[bytes] = []


def small() -> bytes:
    """Return a snapshot of an exchange with a little on it."""
    if not _small:
        gateway = begin(MarketOptions(market="empty"), NOW_MS)
        trade(gateway, Random(3), NOW_MS, 20)
        _small.append(dump(gateway.exchange))
    return _small[0]


MADE_BY_THEIR_OWNERS = {"_Side", "Trading"}
HAVE_DEFAULTS = {("TradingCore", "first_oid")}


def test_every_class_of_the_core_can_be_made_from_its_attributes() -> None:
    """Compiled ones are made by their constructors: each parameter is an attribute, or the class is in the table."""
    core = [HERE / part for part in ("clearing", "matching")]
    trees = [ast.parse(file.read_text()) for folder in core for file in sorted(folder.glob("*.py"))]
    classes = {node.name: node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    known = {kind.__name__ for kind in _ARGUMENTS} | MADE_BY_THEIR_OWNERS
    for name, node in classes.items():
        held = attributes_of(name, classes)
        for method in node.body:
            if isinstance(method, ast.FunctionDef) and method.name == "__init__" and name not in known:
                for parameter in method.args.args[1:]:
                    assert {parameter.arg, f"_{parameter.arg}"} & held or (name, parameter.arg) in HAVE_DEFAULTS, (
                        f"a snapshot cannot say what {parameter.arg} of a {name} was"
                    )


def attributes_of(name: str, classes: dict[str, ast.ClassDef]) -> set[str]:
    """Return what a class and its bases assign to `self`."""
    node = classes.get(name)
    if node is None:
        return set()
    stored = (each for each in ast.walk(node) if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store))
    bases = [attributes_of(base.id, classes) for base in node.bases if isinstance(base, ast.Name)]
    return {each.attr for each in stored}.union(*bases)


# -- on disk ---------------------------------------------------------------------------------------------------------


def opened(folder: Path, market: str = "empty") -> tuple[Gateway, JournalFile]:
    return open_journal(folder, MarketOptions(market=market, seed=3), NOW_MS, begin)


def snap(gateway: Gateway, journal: JournalFile) -> Path:
    return write(journal.path.parent, Snapshot.of(gateway.exchange, journal.place))


def history(folder: Path, random: Random, market: str) -> tuple[list[int], list[str], list[Path]]:
    """Live with snapshots in between; return the sizes of the journal, the states at them, and the snapshots."""
    gateway, journal = opened(folder, market)
    sizes, states, paths = [journal.place.end], [gateway.exchange.checksum()], []
    for n in range(8):
        trade(gateway, random, NOW_MS + 10_000 * (n + 1), 6)
        sizes.append(journal.place.end)
        states.append(gateway.exchange.checksum())
        if n in {2, 5}:
            paths.append(snap(gateway, journal))
    journal.close()
    return sizes, states, paths


def test_a_restart_begins_with_the_newest_snapshot_and_plays_the_rest(tmp_path: Path) -> None:
    _, states, paths = history(tmp_path, Random(4), "crowd")
    played = Counter[str]()
    entries = Scan.entries

    def counted(scan: Scan) -> Any:
        for entry in entries(scan):
            played["entries"] += 1
            yield entry

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Scan, "entries", counted)
        gateway, journal = opened(tmp_path, "crowd")
    assert gateway.exchange.checksum() == states[-1]
    assert played["entries"] < 60  # two of eight rounds and the genesis
    assert newest_first(tmp_path) == sorted(paths, reverse=True)
    trade(gateway, Random(5), NOW_MS + 500_000, 5)
    last = gateway.exchange.checksum()
    journal.close()
    again, reopened = opened(tmp_path, "crowd")
    assert again.exchange.checksum() == last
    reopened.close()


@pytest.mark.parametrize("how", ["flip", "cut", "empty", "version", "gone"])
@pytest.mark.parametrize("both", [False, True])
def test_a_bad_snapshot_is_passed_over(tmp_path: Path, how: str, both: bool) -> None:
    _, states, paths = history(tmp_path, Random(6), "empty")
    for path in paths if both else paths[-1:]:
        data = bytearray(path.read_bytes())
        if how == "flip":
            data[len(data) // 2] ^= 1
        elif how == "version":
            data[5] += 1
        path.write_bytes({"cut": bytes(data[:-7]), "empty": b""}.get(how, bytes(data)))
        if how == "gone":
            path.unlink()
    gateway, journal = opened(tmp_path)
    assert gateway.exchange.checksum() == states[-1]
    journal.close()


def test_a_snapshot_of_another_journal_is_passed_over(tmp_path: Path) -> None:
    _, _, paths = history(tmp_path / "a", Random(7), "empty")
    _, states, _ = history(tmp_path / "b", Random(8), "empty")
    stranger = tmp_path / "b" / "999999999999.hqs"
    stranger.write_bytes(paths[-1].read_bytes())
    gateway, journal = opened(tmp_path / "b")
    assert gateway.exchange.checksum() == states[-1]
    journal.close()


def test_the_oldest_go_and_half_written_ones_do_not_count(tmp_path: Path) -> None:
    gateway, journal = opened(tmp_path)
    for n in range(5):
        gateway.change(Deposit(user="0x" + "1" * 40, usdc="1"), NOW_MS + n)
        snap(gateway, journal)
    assert len(newest_first(tmp_path)) == KEPT
    (tmp_path / "999999999999.part").write_bytes(b"HQXS")
    last = gateway.exchange.checksum()
    journal.close()
    again, reopened = opened(tmp_path)
    assert again.exchange.checksum() == last
    reopened.close()


@settings(max_examples=25, deadline=None)
@given(integers(0, 2**32), booleans())
def test_wherever_the_journal_ends_the_state_is_that_of_its_last_whole_record(cut: int, is_spoilt: bool) -> None:
    """Cut anywhere behind the genesis, or with a spoilt byte in its last record; snapshots may be of later."""
    sizes, states, files = lived()
    whole = files["journal.hqx"]
    at = sizes[0] + cut % (len(whole) - sizes[0] + 1)
    last = max(n for n, size in enumerate(sizes) if size <= at)
    data = bytearray(whole[:at])
    if is_spoilt and last > 0:
        data = bytearray(whole[: sizes[last]])
        data[-1] ^= 1
        last -= 1
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        (Path(folder) / "journal.hqx").write_bytes(data)
        gateway, journal = opened(Path(folder))
        assert gateway.exchange.checksum() in {states[last], states[last + is_spoilt]}  # a snapshot may know the input
        assert journal.place.end in sizes
        journal.close()


_lived: list[tuple[list[int], list[str], dict[str, bytes]]] = []


def lived() -> tuple[list[int], list[str], dict[str, bytes]]:
    """Return the sizes of a journal and the states after each of its records, and all files of its folder."""
    if not _lived:
        with TemporaryDirectory() as folder:
            history(Path(folder), Random(9), "empty")
            files = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
        scan = Scan(files["journal.hqx"])
        sizes, states = [], []
        gateway = None
        for entry in scan.entries():
            if gateway is None:
                gateway = begin(MarketOptions(market="empty", seed=3), NOW_MS)
            else:
                replay(gateway, entry)
            sizes.append(scan.end)
            states.append(gateway.exchange.checksum())
        _lived.append((sizes, states, files))
    return _lived[0]
