"""A private key in a file that only its password opens: Ethereum keystore, version 3."""

import getpass
import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Final

from hyperquote.errors import ConfigError, SigningError

PASSWORD_VARIABLE: Final = "HYPERQUOTE_KEYSTORE_PASSWORD"  # noqa: S105  the variable's name, not a password
SCRYPT_N: Final = 1 << 18  # what wallets write: about a second and 256 MB for each guess
_OWNER_ONLY: Final = 0o600


def read_key(path: Path, password: str) -> bytes:
    """Return the 32 bytes of the key; SigningError for a wrong password or no keystore, ConfigError for no file."""
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
    try:
        key: bytes = _eth_keyfile().decode_keyfile_json(fields, password.encode())
    except ValueError as error:
        if "MAC" in str(error):
            raise SigningError(f"this password does not open {path}") from None
        raise SigningError(f"{path} is a damaged keystore") from None
    except (KeyError, TypeError, AttributeError, NotImplementedError):
        raise SigningError(f"{path} is a damaged keystore, or of a kind that is not read here") from None
    return key


def write_keystore(path: Path | str, key: str, password: str, *, scrypt_n: int = SCRYPT_N) -> None:
    """Keep a key (64 hex digits) in a new file that only its owner may read; nothing is ever overwritten.

    Guessing the password costs as many steps as `scrypt_n` (a power of two) says.
    """
    if not password:
        raise ConfigError("a keystore needs a password; without one it is a key that anybody can read")
    path = Path(path).expanduser()
    digits = key.strip().removeprefix("0x")
    try:
        secret = bytes.fromhex(digits)
    except ValueError:
        secret = b""
    if len(secret) != 32 or len(digits) != 64:
        raise SigningError("a private key is 64 hex digits, with or without 0x in front")
    fields = _eth_keyfile().create_keyfile_json(secret, password.encode(), kdf="scrypt", iterations=scrypt_n)
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
