"""A plan of faults: read from TOML or JSON, checked in full before anything strikes."""

import tomllib
from pathlib import Path
from typing import TypeAlias

import msgspec
from msgspec import Struct

from hyperquote.errors import ConfigError
from hyperquote.local_exchange.faults.accounts import AgentGone, ChangedElsewhere, FundingNow, MarginGone, SecondHand
from hyperquote.local_exchange.faults.orders import CanceledByVenue, LateOldOrder, LostRace, OutOfTurn, Rejected
from hyperquote.local_exchange.faults.process import DiskTrouble, ProcessEnds
from hyperquote.local_exchange.faults.requests import (
    LostReply,
    LostRequest,
    OddBatch,
    ServerTrouble,
    StaleRead,
    SwappedReplies,
    UnknownOrder,
)
from hyperquote.local_exchange.faults.schedule import Fault
from hyperquote.local_exchange.faults.socket import (
    Burst,
    Closed,
    Corrupt,
    Disorder,
    ErrorFrame,
    Frozen,
    LostAck,
    SilentSocket,
    Snapshot,
    StoppedFeed,
)
from hyperquote.local_exchange.faults.venue import Latency, OtherMeta, Upgrade, WrongClock

AnyFault: TypeAlias = (
    SilentSocket
    | Closed
    | StoppedFeed
    | LostAck
    | Snapshot
    | Disorder
    | Corrupt
    | Burst
    | Frozen
    | ErrorFrame
    | LostRequest
    | LostReply
    | ServerTrouble
    | OddBatch
    | StaleRead
    | UnknownOrder
    | SwappedReplies
    | LostRace
    | OutOfTurn
    | CanceledByVenue
    | LateOldOrder
    | Rejected
    | ChangedElsewhere
    | SecondHand
    | MarginGone
    | FundingNow
    | AgentGone
    | OtherMeta
    | Upgrade
    | WrongClock
    | Latency
    | ProcessEnds
    | DiskTrouble
)
CATALOGUE: tuple[type[Fault], ...] = AnyFault.__args__


class FaultPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """Faults to inject, and the seed of all their draws."""

    faults: list[AnyFault]
    seed: int = 0

    def encode(self) -> bytes:
        """Return the plan as JSON."""
        return msgspec.json.encode(self)


def decode_plan(body: bytes) -> FaultPlan:
    """Read a plan from JSON. Raises ConfigError with the place and the reason."""
    try:
        return msgspec.json.decode(body, type=FaultPlan)
    except msgspec.MsgspecError as problem:
        raise ConfigError(_said(problem)) from None


def load_plan(path: Path) -> FaultPlan:
    """Read a plan from a TOML or JSON file. Raises ConfigError if it cannot be read or says what no fault knows."""
    try:
        body = path.read_bytes()
    except OSError as problem:
        raise ConfigError(f"cannot read the fault plan {path}: {problem.strerror}") from None
    if path.suffix == ".json":
        return decode_plan(body)
    try:
        return msgspec.convert(tomllib.loads(body.decode()), FaultPlan)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ConfigError(f"{path} is not valid TOML: {problem}") from None
    except msgspec.ValidationError as problem:
        raise ConfigError(f"{path}: {_said(problem)}") from None


def _said(problem: Exception) -> str:
    ids = ", ".join(str(fault.__struct_config__.tag) for fault in CATALOGUE)
    return f"no plan of faults: {problem}. A plan is a seed and a list of faults, each with an id: {ids}"
