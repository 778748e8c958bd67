"""A key in a file opens with its password only, and is never seen or overwritten."""

import getpass
import json
import stat
import sys
import traceback
from pathlib import Path

import pytest

from hyperquote import Hyperliquid
from hyperquote.errors import ConfigError, SigningError
from hyperquote.signature.keystore import PASSWORD_VARIABLE, write_keystore
from hyperquote.signature.wallet import Wallet

KEY = "0123456789abcdef" * 4
FAST = 2  # as few scrypt steps as there can be

# the PBKDF2 example of the format's own definition
PUBLISHED = {
    "crypto": {
        "cipher": "aes-128-ctr",
        "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
        "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
        "kdf": "pbkdf2",
        "kdfparams": {
            "c": 262144,
            "dklen": 32,
            "prf": "hmac-sha256",
            "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd",
        },
        "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2",
    },
    "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6",
    "version": 3,
}
PUBLISHED_KEY = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "agent.json"
    write_keystore(path, "0x" + KEY, "open, sésame", scrypt_n=FAST)
    return path


def test_the_published_example_opens(tmp_path: Path) -> None:
    path = tmp_path / "published.json"
    path.write_text(json.dumps(PUBLISHED))
    assert Wallet.from_file(path, "testpassword").address == Wallet.from_key(PUBLISHED_KEY).address


def test_what_was_written_is_read(path: Path) -> None:
    assert Wallet.from_file(path, "open, sésame").address == Wallet.from_key(KEY).address
    assert Wallet.from_file(str(path), "open, sésame").address == Wallet.from_key(KEY).address
    assert KEY not in path.read_text()


def test_only_the_owner_may_read_it(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_is_never_overwritten(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(ConfigError, match="exists already"):
        write_keystore(path, "22" * 32, "other", scrypt_n=FAST)
    assert path.read_bytes() == before


def test_a_wrong_password_says_so_and_shows_nothing(path: Path) -> None:
    guess = "".join(("a wrong", " ", "guess"))  # a traceback has the text of this line too
    with pytest.raises(SigningError, match="does not open") as caught:
        Wallet.from_file(path, guess)
    text = "".join(traceback.format_exception(caught.value))
    assert guess not in text
    assert KEY not in text


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1}', '{"version": "three"}', KEY])
def test_what_is_no_keystore_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "no.json"
    path.write_text(text)
    with pytest.raises(SigningError, match="not a keystore") as caught:
        Wallet.from_file(path, "x")
    assert KEY not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("lost", ["ciphertext", "kdf", "kdfparams", "mac", "cipherparams"])
def test_a_damaged_keystore_is_refused(tmp_path: Path, lost: str) -> None:
    path = tmp_path / "damaged.json"
    path.write_text(
        json.dumps(PUBLISHED | {"crypto": {k: v for k, v in PUBLISHED["crypto"].items() if k != lost}})  # type: ignore[attr-defined]
    )
    with pytest.raises(SigningError, match="damaged"):
        Wallet.from_file(path, "testpassword")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.json"):
        Wallet.from_file(tmp_path / "nowhere.json", "x")


@pytest.mark.parametrize("key", ["", KEY[:-1], KEY + "00", "z" * 64, " ".join(KEY[i : i + 2] for i in range(0, 64, 2))])
def test_only_a_key_is_written(tmp_path: Path, key: str) -> None:
    with pytest.raises(SigningError, match="64 hex digits"):
        write_keystore(tmp_path / "new.json", key, "x", scrypt_n=FAST)
    assert not (tmp_path / "new.json").exists()


def test_a_keystore_has_a_password(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="needs a password"):
        write_keystore(tmp_path / "new.json", KEY, "", scrypt_n=FAST)


async def test_a_client_takes_a_path_and_the_password_from_the_environment(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "open, sésame")
    client = Hyperliquid(wallet=str(path))
    assert client.exchange.wallet.address == Wallet.from_key(KEY).address
    await client.close()


def test_the_environment_may_name_a_keystore_instead_of_a_key(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HYPERLIQUID_PRIVATE_KEY", raising=False)
    monkeypatch.setenv("HYPERLIQUID_KEYSTORE", str(path))
    monkeypatch.setenv(PASSWORD_VARIABLE, "open, sésame")
    assert Wallet.from_env().address == Wallet.from_key(KEY).address


def test_without_a_terminal_the_password_must_be_in_the_environment(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(ConfigError, match=PASSWORD_VARIABLE):
        Wallet.from_file(path)


def test_on_a_terminal_the_password_is_asked_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: "open, sésame")
    assert Wallet.from_file(path).address == Wallet.from_key(KEY).address


def test_a_mistyped_key_is_not_taken_for_the_name_of_a_file() -> None:
    with pytest.raises(SigningError) as caught:
        Wallet.of(KEY[:-1])
    assert KEY[:-1] not in str(caught.value)


def test_a_missing_package_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "eth_keyfile", None)
    with pytest.raises(ConfigError, match=r"hyperquote\[keystore\]"):
        Wallet.from_file(path, "open, sésame")
