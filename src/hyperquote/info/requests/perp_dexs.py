"""perpDexs: the builder-deployed perpetual exchanges."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable, rows


class PerpDex(Reply, frozen=True, kw_only=True):
    """One builder dex; its position in the list is its dex index."""

    name: str
    full_name: str = msgspec.field(default_factory=str)
    deployer: str = msgspec.field(default_factory=str)
    oracle_updater: str | None = nullable()
    fee_recipient: str | None = nullable()
    asset_to_streaming_oi_cap: list[tuple[str, DecimalText]] = rows()
    sub_deployers: list[tuple[str, list[str]]] = rows()
    deployer_fee_scale: DecimalText | None = None
    last_deployer_fee_scale_change_time: str | None = None
    asset_to_funding_multiplier: list[tuple[str, DecimalText]] = rows()
    asset_to_funding_interest_rate: list[tuple[str, DecimalText]] | None = None


PerpDexs: TypeAlias = list[PerpDex | None]
"""The first entry is null: the venue's own dex."""

_REPLY = msgspec.json.Decoder(PerpDexs)


class PerpDexsRequest(InfoRequest[PerpDexs], frozen=True, tag="perpDexs"):
    """Ask for all perp dexes. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> PerpDexs:
        """Return the dexes in the order of their indexes."""
        return _REPLY.decode(data)
