"""What a session leaves on disk: the tables of `journal.sqlite` and their rows as values.

Prices and sizes of our own orders and fills are the integers of `book.grid.Grid` (its decimals stand in the
session row), money micro-dollars; market data and beliefs are floats. Times end in `_ms` (UTC ms).

A day costs about 40 MB for samples (one a second), up to 35 MB for mids (at most 20 a second, changes only)
and 200 bytes for each order; notes stop at `MAX_NOTES`. Copy or delete a session by its directory.
"""

import msgspec

from hyperquote.market_maker.tracking.order import OrderState

FILE_NAME = "journal.sqlite"
SCHEMA_VERSION = 2
MAX_NOTES = 100_000  # of level debug and info; warnings and errors are always kept
MID_REPEAT_MS = 1_000  # an unchanged mid is written this often
MID_SPACING_MS = 50  # closer mids are left out: markouts begin at 100 ms

ENDED = (OrderState.FILLED, OrderState.CANCELLED, OrderState.REJECTED)
MAY_REST = (
    OrderState.NEW,
    OrderState.SENT,
    OrderState.RESTING,
    OrderState.PARTIAL_FILLED,
    OrderState.CANCEL_PENDING,
    OrderState.UNKNOWN,
)

TABLES = """
CREATE TABLE session (info BLOB NOT NULL, summary TEXT, finished_ms INTEGER);
CREATE TABLE orders (
    cloid TEXT PRIMARY KEY, oid INTEGER NOT NULL, is_buy INTEGER NOT NULL, px_units INTEGER NOT NULL,
    lots INTEGER NOT NULL, level INTEGER NOT NULL, tif TEXT NOT NULL, reduce_only INTEGER NOT NULL,
    decided_ms INTEGER NOT NULL, state TEXT NOT NULL, state_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE fill (
    exchange_ms INTEGER NOT NULL, tid INTEGER NOT NULL, oid INTEGER NOT NULL, cloid TEXT NOT NULL,
    is_buy INTEGER NOT NULL, px_units INTEGER NOT NULL, lots INTEGER NOT NULL, fee_micro INTEGER NOT NULL,
    closed_pnl_micro INTEGER NOT NULL, level INTEGER NOT NULL, is_maker INTEGER NOT NULL, mid_before REAL,
    PRIMARY KEY (exchange_ms, tid, oid)
) WITHOUT ROWID;
CREATE TABLE mid (exchange_ms INTEGER PRIMARY KEY, mid REAL NOT NULL);
CREATE TABLE sample (
    local_ms INTEGER PRIMARY KEY, mid REAL, best_bid REAL, best_ask REAL, microprice REAL, our_bid REAL, our_ask REAL,
    position REAL NOT NULL, max_position REAL NOT NULL, realized REAL NOT NULL, unrealized REAL NOT NULL,
    fees REAL NOT NULL, funding REAL NOT NULL, spread REAL NOT NULL, adverse REAL NOT NULL, inventory REAL NOT NULL,
    total REAL NOT NULL, equity REAL NOT NULL, drawdown REAL NOT NULL, sigma REAL, kappa REAL, gamma REAL,
    mode TEXT NOT NULL, gates TEXT NOT NULL, parts TEXT NOT NULL
);
CREATE TABLE note (local_ms INTEGER NOT NULL, level TEXT NOT NULL, topic TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE command (local_ms INTEGER NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL);
"""


class SessionInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Who ran, what, where and since when."""

    session_id: str
    version: str
    build: str  # compiled or interpreted
    asset: str
    network: str  # local, localhost, testnet or mainnet
    world: str  # live, paper, simulate, backtest or replay
    seed: int | None
    strategy: str
    sz_decimals: int
    max_price_decimals: int
    started_ms: int
    config: str  # the settings in force, as TOML, without secrets

    @property
    def place(self) -> str:
        """The world and the network in words."""
        place = "local exchange" if self.network == "local" else self.network
        place = place if self.world in {"live", "simulate"} else f"{self.world} on {place}"
        return f"{place}, seed {self.seed}" if self.seed is not None else place


class OrderRow(msgspec.Struct, frozen=True):
    """An order that was decided, and the last that was heard of it."""

    cloid: str
    oid: int
    is_buy: bool
    px_units: int
    lots: int
    level: int
    tif: str
    reduce_only: bool
    decided_ms: int
    state: str
    state_ms: int


class FillRow(msgspec.Struct, frozen=True):
    """One fill; `mid_before` is the last mid strictly before it (USD), None where none was known."""

    exchange_ms: int
    tid: int
    oid: int
    cloid: str
    is_buy: bool
    px_units: int
    lots: int
    fee_micro: int
    closed_pnl_micro: int
    level: int
    is_maker: bool
    mid_before: float | None


class SampleRow(msgspec.Struct, frozen=True):
    """The engine's view at one instant: prices and money USD, position base units."""

    local_ms: int
    mid: float | None
    best_bid: float | None
    best_ask: float | None
    microprice: float | None
    our_bid: float | None
    our_ask: float | None
    position: float
    max_position: float
    realized: float
    unrealized: float
    fees: float
    funding: float
    spread: float
    adverse: float
    inventory: float
    total: float
    equity: float
    drawdown: float
    sigma: float | None
    kappa: float | None
    gamma: float | None
    mode: str
    gates: str
    parts: str  # of the quotes, as JSON: see `Parts`

    @property
    def explained(self) -> "Parts":
        """What the quotes are made of."""
        return msgspec.json.decode(self.parts, type=Parts)


class Parts(msgspec.Struct, frozen=True):
    """What the quotes of one cycle are made of: named parts in bps, and the factors of γ."""

    half_spread: list[tuple[str, float]]  # sum to it
    skew: list[tuple[str, float]]  # sum to the shift of both quotes; positive = down
    gamma: list[tuple[str, float]]  # "base" × the factors, clamped, is "gamma"


class NoteRow(msgspec.Struct, frozen=True):
    """A line for the operator."""

    local_ms: int
    level: str
    topic: str
    text: str
