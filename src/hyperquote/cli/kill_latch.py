"""The kill switch outlives its session: a file that keeps the next one from starting until a person clears it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from hyperquote.cli.exits import KillLatched
from hyperquote.errors import ConfigError

FILE_NAME: Final = "kill.json"
HISTORY_NAME: Final = "kills.jsonl"
KILL_FILE: Final = "KILL"  # whoever writes it throws the kill switch of every session of this directory


class KillRecord(msgspec.Struct, frozen=True):
    """Why and when the kill switch was thrown, and how things stood."""

    session_id: str
    asset: str
    network: str
    time_ms: int  # UTC ms
    reasons: list[str]
    position: float  # base units
    pnl_usd: float
    drawdown: float  # fraction of account value
    open_orders: int


class KillLatch:
    """The latch in one directory of sessions, and the wish of a person to shut it.

    A running session obeys the wish and shuts the latch; where none runs, the wish alone keeps the next from starting.
    """

    def __init__(self, sessions_dir: Path) -> None:
        self.path: Final = sessions_dir / FILE_NAME
        self.wish: Final = sessions_dir / KILL_FILE
        self._history: Final = sessions_dir / HISTORY_NAME

    @property
    def is_shut(self) -> bool:
        """Whether there is anything to clear before the next session."""
        return self.path.exists() or self.wish.exists()

    def require_open(self) -> None:
        """Raise `KillLatched` while the latch is shut; an unreadable latch is shut."""
        if not self.path.exists():
            if self.wish.exists():
                raise KillLatched(
                    f"somebody threw the kill switch by {self.wish}: {self._wished() or 'no reason given'}. "
                    "When you know why and have dealt with it, start once with --reset-kill."
                )
            return
        try:
            record = msgspec.json.decode(self.path.read_bytes(), type=KillRecord)
        except (OSError, msgspec.DecodeError) as problem:
            raise KillLatched(
                f"{self.path} cannot be read ({problem}), so the kill switch counts as thrown. "
                "Look into it, then start once with --reset-kill."
            ) from None
        moment = datetime.fromtimestamp(record.time_ms / 1e3, UTC)
        raise KillLatched(
            f"the kill switch stopped session {record.session_id} ({record.asset} on {record.network}) at "
            f"{moment:%Y-%m-%d %H:%M:%S} UTC: {'; '.join(record.reasons)}. "
            "When you know why and have dealt with it, start once with --reset-kill."
        )

    def shut(self, record: KillRecord) -> None:
        """Keep the next session from starting."""
        self._write(self.path, msgspec.json.format(msgspec.json.encode(record)) + b"\n")

    def ask(self, reason: str) -> None:
        """Write the wish that every session of this directory ends for good, now."""
        try:
            self._write(self.wish, f"{reason}\n".encode())
        except OSError as problem:
            raise ConfigError(f"{self.wish} cannot be written ({problem.strerror})") from None

    def _wished(self) -> str:
        try:
            return self.wish.read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return ""

    def reset(self, why: str) -> bool:
        """Clear the latch and keep it with the reason in the history; return whether it was shut."""
        if not self.is_shut:
            return False
        try:
            old = self.path.read_text(encoding="utf-8", errors="replace") if self.path.exists() else ""
            kept = {"cleared": datetime.now(UTC).isoformat(), "why": why, "kill": old, "wish": self._wished()}
            with self._history.open("ab") as history:
                history.write(msgspec.json.encode(kept) + b"\n")
            self.wish.unlink(missing_ok=True)
            self.path.unlink(missing_ok=True)
        except OSError as problem:
            raise ConfigError(f"the kill latch {self.path} cannot be cleared ({problem.strerror})") from None
        return True

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".tmp")
        temporary.write_bytes(content)
        temporary.replace(path)  # a crash leaves the old file or the new one, never half of one
