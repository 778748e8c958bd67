"""userFills: the newest fills of a user."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable


class FillLiquidation(Reply, frozen=True, kw_only=True):
    """Both sides of a liquidation trade carry this; `method` is "market" or "backstop"."""

    liquidated_user: str | None = nullable()
    mark_px: DecimalText
    method: str


class Fill(Reply, frozen=True, kw_only=True):
    """One fill. `start_position` is signed and before the fill; `crossed` means taker.

    `closed_pnl` leaves the fee out. `fee` is in `fee_token`, includes `builder_fee`, and is negative for a rebate.
    A fill is unique by (tid, oid, time).
    """

    coin: str
    px: DecimalText
    sz: DecimalText
    side: str
    time: int
    start_position: DecimalText
    dir: str
    closed_pnl: DecimalText
    hash: str
    oid: int
    crossed: bool
    fee: DecimalText
    tid: int = msgspec.field(default_factory=int)
    cloid: str | None = None
    liquidation: FillLiquidation | None = None
    builder_fee: DecimalText | None = None
    fee_token: str = msgspec.field(default_factory=lambda: "USDC")
    fee_trial_escrow: DecimalText | None = None
    twap_id: int | None = nullable()


Fills: TypeAlias = list[Fill]

_REPLY = msgspec.json.Decoder(Fills)


class UserFillsRequest(InfoRequest[Fills], frozen=True, tag="userFills"):
    """Ask for at most the 2000 newest fills. Weight 20 and 1 per 20 rows."""

    user: str
    aggregate_by_time: bool | None = None

    def read(self, data: bytes | msgspec.Raw) -> Fills:
        """Return fills, newest first."""
        return _REPLY.decode(data)
