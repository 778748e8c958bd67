"""A private key in a file that only its password opens: Ethereum keystore, version 3."""

import getpass
import json
import os
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Final

from hyperquote.errors import ConfigError, SigningError
from hyperquote.signature.held import Held

PASSWORD_VARIABLE: Final = "HYPERQUOTE_KEYSTORE_PASSWORD"  # noqa: S105  the variable's name, not a password
SCRYPT_N: Final = 1 << 18  # what wallets write: about a second and 256 MB for each guess
NO_KEY: Final = "a private key is 64 hex digits, with or without 0x in front"
_KEY: Final = re.compile(r"(?:0x)?[0-9a-fA-F]{64}", re.ASCII)
_OWNER_ONLY: Final = 0o600


def secret_of(key: str) -> bytes | None:
    """Return the 32 bytes of a key in hex, with or without 0x in front; None if it is none."""
    key = key.strip()
    return bytes.fromhex(key.removeprefix("0x")) if _KEY.fullmatch(key) is not None else None


def read_key(path: Path, password: str) -> bytes:
    """Return the 32 bytes of the key; SigningError for a wrong password or no keystore, ConfigError for no file."""
    held = Held(password)
    del password  # an error's traceback may be shown with local variables
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the keystore {path}: {error}") from None
    try:
        fields = json.loads(text)
        is_keystore = isinstance(fields, dict) and int(fields["version"]) == 3
    except (ValueError, KeyError, TypeError):
        is_keystore = False
    if not is_keystore:
        raise SigningError(f"{path} is not a keystore of version 3: the JSON file in which Ethereum wallets keep a key")
    key, trouble = _decoded(_eth_keyfile(), fields, held.take())
    if key is None:
        raise SigningError(trouble.format(path=path))
    return key


def _decoded(eth_keyfile: ModuleType, fields: dict[str, object], password: str) -> tuple[bytes | None, str]:
    """Return the key, or None and what is the matter: raised from here, a traceback would hold the password."""
    try:
        key: bytes = eth_keyfile.decode_keyfile_json(fields, password.encode())
    except ValueError as error:
        if "MAC" in str(error):
            return None, "this password does not open {path}"
        return None, "{path} is a damaged keystore"
    except (KeyError, TypeError, AttributeError, NotImplementedError):
        return None, "{path} is a damaged keystore, or of a kind that is not read here"
    return key, ""


def write_keystore(path: Path | str, key: str, password: str, *, scrypt_n: int = SCRYPT_N) -> None:
    """Keep a key (64 hex digits) in a new file that only its owner may read; nothing is ever overwritten.

    Guessing the password costs as many steps as `scrypt_n` (a power of two) says.
    """
    has_password, held = bool(password), Held((secret_of(key), password.encode()))
    del key, password
    if not has_password:
        raise ConfigError("a keystore needs a password; without one it is a key that anybody can read")
    path = Path(path).expanduser()
    if scrypt_n < 2 or scrypt_n & (scrypt_n - 1):
        raise ConfigError(f"scrypt_n is a power of two, such as {SCRYPT_N}, not {scrypt_n}")
    fields = _encrypted(_eth_keyfile(), *held.take(), scrypt_n)
    if fields is None:
        raise SigningError(NO_KEY)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    except FileExistsError:
        raise ConfigError(f"{path} exists already, and a key is never overwritten: choose another name") from None
    except OSError as error:
        raise ConfigError(f"cannot write the keystore {path}: {error}") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(fields, file)
        file.flush()
        os.fsync(file.fileno())


def _encrypted(
    eth_keyfile: ModuleType, secret: bytes | None, password: bytes, scrypt_n: int
) -> dict[str, object] | None:
    if secret is None:
        return None
    fields: dict[str, object] = eth_keyfile.create_keyfile_json(secret, password, kdf="scrypt", iterations=scrypt_n)
    return fields


def ask_password(path: Path) -> str:
    """Return the password of a keystore: from the environment, or typed unseen on a terminal; else ConfigError."""
    password = os.environ.get(PASSWORD_VARIABLE)
    if password is not None:
        return password
    if not sys.stdin.isatty():
        raise ConfigError(
            f"no password for {path}: put it into the environment variable {PASSWORD_VARIABLE}, or start in a terminal"
        )
    return getpass.getpass(f"password of {path}: ")


def _eth_keyfile() -> ModuleType:
    try:
        import eth_keyfile  # noqa: PLC0415  an optional dependency
    except ImportError:
        raise ConfigError("keystore files need the package eth-keyfile: pip install 'hyperquote[keystore]'") from None
    return eth_keyfile
