"""Python's collector of cycles, told to make short pauses."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG, _MIDDLE, _OLD = 5_000, 10, 1_000


def prefer_short_pauses() -> None:
    """Let what was made so far be, and look through everything only once in some fifty million new objects.

    An exchange keeps a hundred thousand orders and their fills and throws hardly anything away in circles. By default
    Python goes through all of them whenever their number grew by a quarter: a tenth to half a second each time, in
    which nobody is answered.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


@contextmanager
def no_collections() -> Iterator[None]:
    """Collect nothing for as long as a million objects are made that all stay."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
