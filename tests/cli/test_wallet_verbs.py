"""`hyperquote wallet`: keys are made, kept and approved, and never shown."""

import io
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.exchange_thread import running_exchange

from hyperquote.cli import exits, keys, main
from hyperquote.errors import ConfigError
from hyperquote.signature import keystore
from hyperquote.signature.keystore import PASSWORD_VARIABLE
from hyperquote.signature.wallet import KEY_VARIABLE, KEYSTORE_VARIABLE, Wallet
from hyperquote.sync import Hyperliquid

KEY = "78" * 32
MASTER = "79" * 32
PASSWORD = "open sesame"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    monkeypatch.delenv(KEYSTORE_VARIABLE, raising=False)
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    # a thousandth of the guessing cost: the real one takes a second each time
    monkeypatch.setattr(keys, "write_keystore", lambda *args: keystore.write_keystore(*args, scrypt_n=256))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_exchange() as address:
        yield address


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "agent.json"


class Shell:
    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def says(self, *words: object, typed: str = "", code: int = exits.OK) -> str:
        self._monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert main.call(main.hyperquote_app, ["wallet", *map(str, words)]) == code
        said = self._capsys.readouterr()
        assert KEY not in said.out + said.err
        assert PASSWORD not in said.out + said.err
        return said.out if code == exits.OK else said.err


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(capsys, monkeypatch)


class TestAKey:
    def test_that_is_new_is_another_each_time_and_for_its_owner_alone(self, shell: Shell, tmp_path: Path) -> None:
        addresses = set()
        for name in ("one.json", "two.json"):
            said = shell.says("new", tmp_path / name)
            wallet = Wallet.from_file(tmp_path / name, PASSWORD)
            assert said.startswith(wallet.address)
            assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
            addresses.add(wallet.address)
        assert len(addresses) == 2

    @pytest.mark.parametrize("typed", [KEY, f"0x{KEY}\n", f"  {KEY}\n"])
    def test_that_exists_is_kept(self, shell: Shell, kept: Path, typed: str) -> None:
        assert Wallet.from_key(KEY).address in shell.says("import", kept, typed=typed)
        assert KEY not in kept.read_text()
        assert Wallet.from_file(kept, PASSWORD).address == Wallet.from_key(KEY).address

    @pytest.mark.parametrize("typed", ["", "7878", "00" * 32, KEY[:-1] + "g"])
    def test_that_is_none_leaves_no_file(self, shell: Shell, kept: Path, typed: str) -> None:
        said = shell.says("import", kept, typed=typed, code=exits.BAD_SETTINGS)
        assert "key" in said
        assert not kept.exists()

    def test_is_never_overwritten(self, shell: Shell, kept: Path) -> None:
        shell.says("import", kept, typed=KEY)
        before = kept.read_bytes()
        assert "choose another name" in shell.says("new", kept, code=exits.BAD_SETTINGS)
        assert kept.read_bytes() == before

    def test_is_not_kept_without_a_password(self, shell: Shell, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv(PASSWORD_VARIABLE)
        assert PASSWORD_VARIABLE in shell.says("new", kept, code=exits.BAD_SETTINGS)
        assert not kept.exists()

    def test_is_not_kept_when_the_password_is_mistyped(
        self, shell: Shell, kept: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv(PASSWORD_VARIABLE)
        typed = iter(["once", "twice", "same", "same"])
        monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
        monkeypatch.setattr("sys.stdin", terminal := io.StringIO())
        terminal.isatty = lambda: True  # type: ignore[method-assign]
        with pytest.raises(ConfigError, match="passwords differ"):
            keys.make(kept)
        assert not kept.exists()
        keys.make(kept)
        assert Wallet.from_file(kept, "same").address


class TestAnAddress:
    def test_is_that_of_the_file_or_of_the_environment(
        self, shell: Shell, kept: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shell.says("import", kept, typed=KEY)
        monkeypatch.setenv(KEY_VARIABLE, MASTER)
        assert shell.says("address", kept).strip() == Wallet.from_key(KEY).address
        assert shell.says("address").strip() == Wallet.from_key(MASTER).address


class TestAnAgent:
    def test_is_approved_and_then_trades(
        self, shell: Shell, kept: Path, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shell.says("import", kept, typed=KEY)
        master = Wallet.from_key(MASTER)
        assert "unknown on" in shell.says("address", kept, "--network", url)
        assert main.call(main.hyperquote_app, ["faucet", master.address, "1000", "--network", url]) == exits.OK
        monkeypatch.setenv(KEY_VARIABLE, MASTER)
        said = shell.says("approve-agent", kept, "--name", "mm", "--days", 30, "--network", url)
        assert f"trades for {master.address} as 'mm' for 30 days" in said
        assert f"agent of {master.address}" in shell.says("address", kept, "--network", url)
        with Hyperliquid(url, Wallet.from_key(KEY)) as hl:
            assert hl.identify().account == master.address
            (agent,) = hl.info.extra_agents(master.address)
            assert agent.name == "mm"
            assert 29 < (agent.valid_until - hl.info.exchange_status().time) / 86_400_000 < 31

    def test_needs_the_key_of_an_account(self, shell: Shell, url: str) -> None:
        said = shell.says("approve-agent", "0x" + "12" * 20, "--network", url, code=exits.BAD_SETTINGS)
        assert KEY_VARIABLE in said

    @pytest.mark.parametrize(("words", "telling"), [(("0x12",), "address"), (("no.json",), "cannot read")])
    def test_that_is_none_is_refused(
        self, shell: Shell, url: str, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], telling: str
    ) -> None:
        monkeypatch.setenv(KEY_VARIABLE, MASTER)
        said = shell.says("approve-agent", *words, "--network", url, code=exits.BAD_SETTINGS)
        assert telling in said
