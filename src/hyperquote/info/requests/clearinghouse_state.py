"""clearinghouseState: the perpetual account of a user, with margin and positions."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable, rows


class MarginSummary(Reply, frozen=True):
    """Equity, gross notional, cash and margin in use (USD)."""

    account_value: DecimalText
    total_ntl_pos: DecimalText
    total_raw_usd: DecimalText
    total_margin_used: DecimalText


class Leverage(Reply, frozen=True):
    """`type` is "cross" or "isolated"; an isolated position has its own cash `raw_usd`, signed (USD)."""

    type: str
    value: int
    raw_usd: DecimalText | None = None


class CumFunding(Reply, frozen=True):
    """Funding paid so far (USD, positive = paid)."""

    all_time: DecimalText
    since_open: DecimalText
    since_change: DecimalText


class PositionState(Reply, frozen=True, kw_only=True):
    """One position: `szi` signed in base units, everything else in USD but for leverage and returns."""

    coin: str
    szi: DecimalText
    leverage: Leverage
    entry_px: DecimalText | None = nullable()
    position_value: DecimalText
    unrealized_pnl: DecimalText
    return_on_equity: DecimalText
    liquidation_px: DecimalText | None = nullable()
    margin_used: DecimalText
    max_leverage: int | None = None
    cum_funding: CumFunding | None = None


class AssetPosition(Reply, frozen=True):
    """The venue's wrapper: `type` has only ever been "oneWay"."""

    type: str
    position: PositionState


class ClearinghouseState(Reply, frozen=True, kw_only=True):
    """Account state at the block of `time` (ms); only non-zero positions are listed."""

    margin_summary: MarginSummary
    cross_margin_summary: MarginSummary
    cross_maintenance_margin_used: DecimalText | None = None
    withdrawable: DecimalText
    asset_positions: list[AssetPosition] = rows()
    time: int | None = None


_REPLY = msgspec.json.Decoder(ClearinghouseState)


class ClearinghouseStateRequest(InfoRequest[ClearinghouseState], frozen=True, tag="clearinghouseState"):
    """Ask for the account of a user (the master, sub-account or vault, never the agent). Weight 2."""

    user: str
    dex: str | None = None

    def read(self, data: bytes | msgspec.Raw) -> ClearinghouseState:
        """Return the state; zeros for an address the venue has never seen."""
        return _REPLY.decode(data)
