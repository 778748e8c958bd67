"""Every action that is built here, one module each; the union of all and its decoder load when first asked for.

Who places orders needs a few of them, and importing one module of a package runs this file: were the union here, all
sixty would be loaded each time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hyperquote.exchange.actions.union import AnyAction, decode_action

__all__ = ["AnyAction", "decode_action"]


def __getattr__(name: str) -> Any:
    """Return what the union's module has: itself, its decoder, and each action by its name."""
    if not name.startswith("_"):
        union = import_module("hyperquote.exchange.actions.union")
        if hasattr(union, name):
            return getattr(union, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
