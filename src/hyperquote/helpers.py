"""Where we talk to, and the identifiers that both sides spell the same way."""

import re
from typing import Final
from urllib.parse import urlsplit

from hyperquote.consts import LOCAL_URL, MAINNET_URL, TESTNET_URL
from hyperquote.errors import ConfigError, ValidationError

_ADDRESS: Final = re.compile(r"0x[0-9a-fA-F]{40}", re.ASCII)
_CLOID: Final = re.compile(r"0x[0-9a-fA-F]{32}", re.ASCII)
is_lower_cloid: Final = re.compile(r"0x[0-9a-f]{32}", re.ASCII).fullmatch
_NAMES: Final = {"mainnet": MAINNET_URL, "testnet": TESTNET_URL, "local": LOCAL_URL, "localhost": LOCAL_URL}


class Network:
    """One venue: its URL, and on which side of the mainnet/testnet signature it stands.

    Only the exact mainnet URL signs as mainnet; a proxy or a local exchange signs as testnet, as the official SDK does.
    """

    __slots__ = ("is_mainnet", "name", "url", "ws_url")

    def __init__(self, url: str) -> None:
        url = url.rstrip("/")
        try:
            parts = urlsplit(url)
            is_venue = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:  # a port that is none, brackets that do not close
            is_venue = False
        if not is_venue:
            raise ConfigError(f"{url!r} is not a venue; write mainnet, testnet, local or a URL like {LOCAL_URL}")
        self.url: Final = url
        self.ws_url: Final = "ws" + url.removeprefix("http") + "/ws"
        self.is_mainnet: Final = url == MAINNET_URL
        self.name: Final = "mainnet" if self.is_mainnet else "testnet" if url == TESTNET_URL else "local"

    @classmethod
    def of(cls, name_or_url: str) -> "Network":
        """Return the network of a name (mainnet, testnet, local, localhost) or of a URL; ConfigError otherwise."""
        return cls(_NAMES.get(name_or_url.lower(), name_or_url))

    def __repr__(self) -> str:
        return f"Network({getattr(self, 'url', '…')!r})"  # … in the traceback of a text that is refused

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Network) and other.url == self.url

    def __hash__(self) -> int:
        return hash(self.url)


BaseUrl = Network  # the name other SDKs use

MAINNET: Final = Network(MAINNET_URL)
TESTNET: Final = Network(TESTNET_URL)
LOCAL: Final = Network(LOCAL_URL)


def is_address(text: str) -> bool:
    """Return whether a text is 0x and 40 hex digits."""
    return _ADDRESS.fullmatch(text) is not None


def checked_address(text: str) -> str:
    """Return an address in lower case, which is how it is signed; ValidationError if it is none."""
    if not isinstance(text, str) or not is_address(text):
        raise ValidationError(f"{text!r} is not an address: it takes 0x and 40 hex digits")
    return text.lower()


def checked_cloid(text: str) -> str:
    """Return a client order id in lower case, which is how it is signed; ValidationError if it is none."""
    if not isinstance(text, str) or _CLOID.fullmatch(text) is None:
        raise ValidationError(f"{text!r} is not a client order id: it takes 0x and 32 hex digits")
    return text.lower()


def cloid_of(number: int) -> str:
    """Return the client order id of a number below 2^128."""
    if not 0 <= number < 1 << 128:
        raise ValidationError(f"a client order id has 128 bits; {number} does not fit")
    return f"0x{number:032x}"
