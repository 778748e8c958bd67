"""No key and no password can be read off anything that this package shows, keeps or raises."""

import inspect
import pickle
import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from traceback import StackSummary, walk_tb
from typing import Any, cast

import pytest

import hyperquote
from hyperquote import Hyperliquid, sync
from hyperquote.errors import ConfigError, HyperquoteError, SigningError, ValidationError
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.actions.token_delegate import TokenDelegate
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.exchange.client import ExchangeClient
from hyperquote.exchange.hex_signature import HexSignature
from hyperquote.exchange.multi_sig import Terms, sign_inner
from hyperquote.market_maker.infra.executor import HyperliquidExecutor
from hyperquote.market_maker.infra.runner import LiveRunner
from hyperquote.meta import Asset
from hyperquote.signature.keystore import read_key, write_keystore
from hyperquote.signature.nonce import Nonces
from hyperquote.signature.wallet import Wallet

KEY = "c0ffee5eed" + "1b" * 27
PASSWORD = "correct horse battery"
NOWHERE = "http://127.0.0.1:1"
TERMS = Terms(multi_sig_user="0x" + "aa" * 20, leader="0x" + "bb" * 20, nonce=1, is_mainnet=False)
SOURCE = str(Path(hyperquote.__file__).parent)
MARKS = (
    KEY[:40],  # a mistyped key is nearly a key
    str(int(KEY, 16)),
    repr(bytes.fromhex(KEY))[2:-1],
    repr(list(bytes.fromhex(KEY)))[1:-1],
    PASSWORD,
)


def shows_no_secret(text: str) -> bool:
    return not any(mark in form for mark in MARKS for form in (text, text.casefold()))


def members(thing: object) -> Iterator[object]:
    """Yield what an object holds: attributes, slots, or the items of a plain collection."""
    if isinstance(thing, dict):
        yield from (*thing.keys(), *thing.values())
    elif isinstance(thing, list | tuple | set | frozenset):
        yield from thing
    elif type(thing).__module__.startswith("hyperquote."):
        yield from getattr(thing, "__dict__", {}).values()
        for kind in type(thing).__mro__:
            slots = vars(kind).get("__slots__", ())
            for name in (slots,) if isinstance(slots, str) else slots:
                if hasattr(thing, name):
                    yield getattr(thing, name)


def held_by(*roots: object) -> list[object]:
    """Return every object of this package that can be reached from some, once each."""
    seen, waiting, found = set[int](), list(roots), list[object]()
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if type(thing).__module__.startswith("hyperquote."):
            found.append(thing)
        waiting.extend(members(thing))
    return found


def frames(error: BaseException) -> Iterator[str]:
    """Yield the local variables of our own functions as a debugger's traceback would show them."""
    links = (error.__cause__, None if error.__suppress_context__ else error.__context__)
    for linked in filter(None, links):
        yield from frames(linked)
    for frame in StackSummary.extract(walk_tb(error.__traceback__), capture_locals=True):
        if frame.filename.startswith(SOURCE):
            yield f"{frame.name}: {frame.locals}"


def pickled(thing: object) -> bytes:
    """Return the pickle of something, or what it says when it has none."""
    try:
        return pickle.dumps(thing)
    except Exception as error:  # refused, or for want of a way
        return f"{error!r} {list(frames(error))}".encode("latin-1", "replace")


async def test_nothing_that_holds_a_key_or_what_it_signed_shows_it(tmp_path: Path) -> None:
    wallet = Wallet.from_key(KEY)
    nonces = Nonces.shared(wallet.address, tmp_path)
    client = Hyperliquid(NOWHERE, wallet, nonces=nonces)
    thread = sync.LoopThread()
    try:
        facade = sync.Facade(client.exchange, thread)
        envelope = client.exchange.seal(Noop())
        inner = sign_inner(wallet, UsdSend(destination="0x" + "12" * 20, amount="1"), TERMS)
        asset = Asset("ETH", 1, 4, 25)
        executor, runner = HyperliquidExecutor(client, asset), LiveRunner(cast(Any, None), client, asset, [])
        things = held_by(client, executor, runner, facade, envelope, inner, TERMS, wallet.sign_digest(bytes(32)))
        kinds = {type(thing) for thing in things}
        assert {Hyperliquid, ExchangeClient, Wallet, type(nonces), sync.Facade, type(envelope), HexSignature} <= kinds
        for thing in things:
            for text in (repr(thing), str(thing), f"{thing}", repr(list(members(thing)))):
                assert shows_no_secret(text), type(thing)
            copied = pickled(thing)
            assert bytes.fromhex(KEY) not in copied, type(thing)
            assert shows_no_secret(copied.decode("latin-1")), type(thing)
        await executor.close()
    finally:
        thread.stop()
        await client.close()


def test_there_is_no_other_class_that_takes_a_key_or_a_client() -> None:
    holders = set[str]()
    for module in walk_packages(hyperquote.__path__, "hyperquote."):
        for kind in vars(import_module(module.name)).values():
            if inspect.isclass(kind) and kind.__module__ == module.name and takes_a_key(kind):
                holders.add(kind.__name__)
    known = {"ExchangeClient", "Hyperliquid", "HyperliquidExecutor", "LiveRunner", "Wallet"}
    assert holders == known, "let the test above walk it too"


def takes_a_key(kind: type) -> bool:
    try:
        declared = str(inspect.signature(kind.__init__))  # type: ignore[misc]
    except (TypeError, ValueError):
        return False
    declared += " ".join(map(str, vars(kind).get("__annotations__", {}).values()))
    return re.search(r"\b(Wallet|ExchangeClient|PrivateKey|Hyperliquid)\b", declared) is not None


@pytest.mark.parametrize("thing", ["exchange", "client"])
async def test_whatever_has_a_wallet_is_not_pickled(thing: str) -> None:
    client = Hyperliquid(NOWHERE, Wallet.from_key(KEY))
    with pytest.raises((SigningError, TypeError)):
        pickle.dumps(client if thing == "client" else client.exchange)
    await client.close()


def mistyped() -> Wallet:
    return Wallet.from_key(KEY[:-1] + "z")


def in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPERLIQUID_PRIVATE_KEY", KEY + "0")
    Wallet.from_env()


def wrong_password(folder: Path) -> None:
    path = folder / "key.json"
    write_keystore(path, KEY, "another password", scrypt_n=2)
    Wallet.from_file(path, PASSWORD)


def damaged(folder: Path) -> None:
    path = folder / "key.json"
    write_keystore(path, KEY, PASSWORD, scrypt_n=2)
    path.write_text(path.read_text(encoding="utf-8").replace("scrypt", "script"), encoding="utf-8")
    read_key(path, PASSWORD)


def twice(folder: Path) -> None:
    write_keystore(folder / "key.json", KEY, PASSWORD, scrypt_n=2)
    write_keystore(folder / "key.json", KEY, PASSWORD, scrypt_n=2)


FAILURES: dict[str, Callable[[], object]] = {
    "a mistyped key": mistyped,
    "a key too long": lambda: Wallet.of(KEY + "0"),
    "a digest of another size": lambda: Wallet.from_key(KEY).sign_compact(b"short"),
    "a venue that is none": lambda: Hyperliquid("nowhere", KEY),
    "a bad key for a client": lambda: Hyperliquid("local", KEY[:-1]),
    "a bad account": lambda: Hyperliquid("local", KEY, account_address="0x12"),
    "a bad account without await": lambda: sync.Hyperliquid("local", KEY, account_address="0x12"),
    "a bad key without await": lambda: sync.Hyperliquid("local", KEY[:-1]),
    "nobody there": lambda: sync.Hyperliquid(NOWHERE, KEY),
    "a field that cannot be signed": lambda: ExchangeClient(NOWHERE, Wallet.from_key(KEY)).seal(
        TokenDelegate(validator="0x12", wei=1, is_undelegate=False)
    ),
    "a user's signature of it": lambda: sign_inner(
        Wallet.from_key(KEY), TokenDelegate(validator="0x12", wei=1, is_undelegate=False), TERMS
    ),
}


def checked(failing: Callable[[], object]) -> None:
    """Hold that something fails as we say it does, and that neither text nor variables show a secret."""
    with pytest.raises((HyperquoteError, ValidationError)) as caught:
        failing()
    told = [repr(caught.value), str(caught.value), *frames(caught.value)]
    assert len(told) > 2
    for text in told:
        assert shows_no_secret(text), text


@pytest.mark.parametrize("name", FAILURES)
def test_no_error_shows_a_key_not_even_its_local_variables(name: str) -> None:
    checked(FAILURES[name])


@pytest.mark.parametrize("failing", [wrong_password, damaged, twice])
def test_no_error_of_a_keystore_shows_key_or_password(failing: Callable[[Path], None], tmp_path: Path) -> None:
    pytest.importorskip("eth_keyfile")
    checked(lambda: failing(tmp_path))


@pytest.mark.parametrize(
    ("key", "password", "scrypt_n"), [(KEY[:-1], PASSWORD, 2), (KEY, "", 2), (KEY, PASSWORD, 3), (KEY, PASSWORD, 0)]
)
def test_what_cannot_be_kept_is_not_shown(key: str, password: str, scrypt_n: int, tmp_path: Path) -> None:
    checked(lambda: write_keystore(tmp_path / "key.json", key, password, scrypt_n=scrypt_n))


def test_a_missing_package_shows_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "eth_keyfile", None)
    checked(lambda: write_keystore(tmp_path / "key.json", KEY, PASSWORD))


def test_a_bad_key_in_the_environment_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    checked(lambda: in_the_environment(monkeypatch))


def test_the_scan_itself_finds_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    class Careless:
        def __init__(self) -> None:
            self.key: Any = bytes.fromhex(KEY)

    Careless.__module__ = "hyperquote.careless"
    assert not all(shows_no_secret(repr(list(members(thing)))) for thing in held_by([Careless()]))
    monkeypatch.setattr(f"{__name__}.SOURCE", str(Path(__file__).parent))
    with pytest.raises(ConfigError) as caught:
        write_keystore("somewhere", KEY, "")
    with pytest.raises(ValueError, match="invalid literal") as careless:
        int_of(KEY)
    assert not all(shows_no_secret(text) for text in frames(careless.value))
    assert caught.value.args


def int_of(key: str) -> int:
    return int(key)
