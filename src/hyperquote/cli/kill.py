"""`hyperquote kill`: the kill switch from another terminal, for when nobody sees the session's own."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hyperquote.cli.kill_latch import KillLatch
from hyperquote.errors import HyperquoteError

WAIT_S: Final = 5.0  # a session looks several times a second
_LOOK_S: Final = 0.05


def kill(
    sessions_dir: Path, reason: str, sleep: Callable[[float], None] = time.sleep, now_s: Callable[[], float] = time.time
) -> str:
    """Throw the kill switch of every session kept in `sessions_dir`; return what to print once one has obeyed.

    Raises `HyperquoteError` when none obeys within 5 s. The wish stays: no session starts here before it is cleared.
    """
    latch = KillLatch(sessions_dir)
    before_ns = _written_ns(latch.path)
    latch.ask(reason)
    ends_s = now_s() + WAIT_S
    while now_s() < ends_s:
        if _written_ns(latch.path) != before_ns:
            return (
                "the kill switch is thrown: the session withdraws its orders and ends with code 3. "
                "Nothing starts again before --reset-kill"
            )
        sleep(_LOOK_S)
    raise HyperquoteError(
        f"no session in {sessions_dir} has answered within {WAIT_S:g} s: none runs there, or it hangs. "
        f"{latch.wish} stays, so that nothing starts there before --reset-kill; "
        "look for open orders at the venue, and cancel them with `hyperquote cancel COIN --all`"
    )


def _written_ns(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
