"""alignedQuoteTokenInfo: supply, rate and debts of a stablecoin that is aligned with the venue."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, rows


class AlignedQuoteTokenInfo(Reply, frozen=True, kw_only=True):
    """`daily_amount_owed` has a day (`YYYY-MM-DD`) and an amount in each row; `first_aligned_time` is UTC ms."""

    is_aligned: bool
    first_aligned_time: int | None = None
    evm_minted_supply: DecimalText | None = None
    daily_amount_owed: list[tuple[str, DecimalText]] = rows()
    predicted_rate: DecimalText | None = None


_REPLY: msgspec.json.Decoder[AlignedQuoteTokenInfo | None] = msgspec.json.Decoder(AlignedQuoteTokenInfo | None)


class AlignedQuoteTokenInfoRequest(InfoRequest[AlignedQuoteTokenInfo | None], frozen=True, tag="alignedQuoteTokenInfo"):
    """Ask about a token, by its index, as a quote token that shares its yield. Weight 20."""

    token: int

    def read(self, data: bytes | msgspec.Raw) -> AlignedQuoteTokenInfo | None:
        """Return its figures; None for a token that is none."""
        return _REPLY.decode(data)
