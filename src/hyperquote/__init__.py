"""hyperquote: SDK, market maker and local exchange for the Hyperliquid DEX."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hyperquote.client import Hyperliquid

__version__ = "0.1.0"
__all__ = ["Hyperliquid", "__version__"]


def __getattr__(name: str) -> Any:
    """Load the client when it is first asked for: the engine alone needs neither sockets nor signatures."""
    if name == "Hyperliquid":
        return import_module("hyperquote.client").Hyperliquid
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
