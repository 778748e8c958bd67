"""spotClearinghouseState: the spot balances of a user."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, rows


class SpotBalance(Reply, frozen=True, kw_only=True):
    """One token: total and the part held by open orders (token units)."""

    coin: str
    token: int | None = None
    total: DecimalText
    hold: DecimalText
    entry_ntl: DecimalText | None = None
    spot_hold: DecimalText | None = None
    ltv: DecimalText | None = None
    borrowed: DecimalText | None = None
    supplied: DecimalText | None = None


class SpotClearinghouseState(Reply, frozen=True, kw_only=True):
    """Balances; tokens once held stay listed with zero."""

    balances: list[SpotBalance] = rows()
    portfolio_margin_enabled: bool | None = None
    portfolio_margin_ratio: DecimalText | None = None
    token_to_available_after_maintenance: list[tuple[int, DecimalText]] | None = None


_REPLY = msgspec.json.Decoder(SpotClearinghouseState)


class SpotClearinghouseStateRequest(InfoRequest[SpotClearinghouseState], frozen=True, tag="spotClearinghouseState"):
    """Ask for the spot balances of a user. Weight 2."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> SpotClearinghouseState:
        """Return the balances; none for an unknown user."""
        return _REPLY.decode(data)
