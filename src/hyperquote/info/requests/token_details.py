"""tokenDetails: one spot token, its supply and where it came from."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable, rows


class TokenDetails(Reply, frozen=True, kw_only=True):
    """Supplies are in tokens, prices in USD. `genesis` is a map whose shape the venue does not fix."""

    name: str
    max_supply: DecimalText
    total_supply: DecimalText
    circulating_supply: DecimalText
    sz_decimals: int
    wei_decimals: int
    mid_px: DecimalText | None = nullable()
    mark_px: DecimalText | None = nullable()
    prev_day_px: DecimalText | None = nullable()
    genesis: dict[str, object] | None = nullable()
    deployer: str | None = nullable()
    deploy_gas: DecimalText | None = nullable()
    deploy_time: str | None = nullable()
    seeded_usdc: DecimalText
    non_circulating_user_balances: list[tuple[str, DecimalText]] = rows()
    future_emissions: DecimalText


_REPLY = msgspec.json.Decoder(TokenDetails)


class TokenDetailsRequest(InfoRequest[TokenDetails], frozen=True, tag="tokenDetails"):
    """Ask for a token by `SpotToken.token_id` (`0x` and 32 hex digits). Weight 20."""

    token_id: str

    def read(self, data: bytes | msgspec.Raw) -> TokenDetails:
        """Return the token."""
        return _REPLY.decode(data)
