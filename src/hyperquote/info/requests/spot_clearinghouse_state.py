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


class EvmEscrow(Reply, frozen=True):
    """Tokens held on the EVM side."""

    coin: str
    token: int
    total: DecimalText


class SpotClearinghouseState(Reply, frozen=True, kw_only=True):
    """Balances; tokens once held stay listed with zero. The rest is there in portfolio-margin and unified accounts.

    Pairs are (token index, ratio) and (token index, amount free as collateral).
    """

    portfolio_margin_enabled: bool | None = None
    balances: list[SpotBalance] = rows()
    evm_escrows: list[EvmEscrow] | None = None
    portfolio_margin_ratio: DecimalText | None = None
    token_to_portfolio_borrow_ratio: list[tuple[int, DecimalText]] | None = None
    token_to_portfolio_supply_ratio: list[tuple[int, DecimalText]] | None = None
    token_to_available_after_maintenance: list[tuple[int, DecimalText]] | None = None


_REPLY = msgspec.json.Decoder(SpotClearinghouseState)


class SpotClearinghouseStateRequest(InfoRequest[SpotClearinghouseState], frozen=True, tag="spotClearinghouseState"):
    """Ask for the spot balances of a user. Weight 2."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> SpotClearinghouseState:
        """Return the balances; none for an unknown user."""
        return _REPLY.decode(data)
