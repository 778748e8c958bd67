"""Keys of the live view: q quits, p pauses and resumes, k kills after a second key."""

import asyncio
import os
import sys
from collections.abc import Callable
from typing import TextIO

if sys.platform != "win32":
    import termios
    import tty

CONFIRM_S = 5.0
QUIT = "quit"
PAUSE = "pause"
KILL = "kill"


class KeyMap:
    """Turns key presses into wishes. A kill must be confirmed by y within five seconds."""

    def __init__(self) -> None:
        self._kill_asked_s: float | None = None
        self._now_s = 0.0

    @property
    def question(self) -> str:
        """What the operator is being asked; "" when nothing."""
        return "kill: cancel all and stop for good? y confirms, any other key goes on" if self._is_asking() else ""

    def _is_asking(self) -> bool:
        return self._kill_asked_s is not None and self._now_s - self._kill_asked_s < CONFIRM_S

    def tick(self, now_s: float) -> None:
        """Let time pass, so that an unanswered question goes away."""
        self._now_s = now_s

    def press(self, key: str, now_s: float) -> str:
        """Return "quit", "pause", "kill", or "" for a key that means nothing (now)."""
        self._now_s = now_s
        was_asking = self._is_asking()
        self._kill_asked_s = None
        if was_asking:
            return KILL if key in {"y", "Y"} else ""
        if key == "k":
            self._kill_asked_s = now_s
        return {"q": QUIT, "\x03": QUIT, "p": PAUSE}.get(key, "")


class KeyReader:
    """Reads single keys from a terminal while its `async with` block lasts, and gives the line mode back after.

    `on_wish` is called in the event loop with what `KeyMap` made of each key. Where there is no terminal, or the
    system has no termios, nothing is read.
    """

    def __init__(self, on_wish: Callable[[str], None], stream: TextIO | None = None) -> None:
        self.keys = KeyMap()
        self._on_wish = on_wish
        self._stream = sys.stdin if stream is None else stream
        self._restore: Callable[[], None] | None = None

    async def __aenter__(self) -> "KeyReader":
        if self._stream.isatty():
            self._restore = _single_keys(self._stream.fileno())
            if self._restore is not None:
                asyncio.get_running_loop().add_reader(self._stream.fileno(), self._read)
        return self

    async def __aexit__(self, *_exception: object) -> None:
        if self._restore is not None:
            asyncio.get_running_loop().remove_reader(self._stream.fileno())
            self._restore()
            self._restore = None

    def _read(self) -> None:
        loop = asyncio.get_running_loop()
        pressed = os.read(self._stream.fileno(), 64).decode(errors="ignore")
        if not pressed:  # the terminal went away
            loop.remove_reader(self._stream.fileno())
            return
        if pressed.startswith("\x1b"):  # an arrow or a function key, no word of ours
            return
        for key in pressed:
            wish = self.keys.press(key, loop.time())
            if wish:
                self._on_wish(wish)


def _single_keys(descriptor: int) -> Callable[[], None] | None:
    """Let keys arrive one by one and unechoed; return what undoes it, None where the system cannot."""
    if sys.platform == "win32":
        return None
    before = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor)
    return lambda: termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
