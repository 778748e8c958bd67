"""spotMeta: spot tokens and the pairs made of them."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable


class SpotPair(Reply, frozen=True):
    """One pair: `tokens` are (base, quote) indexes; the asset id is 10000 + `index`, not + the position."""

    tokens: tuple[int, int]
    name: str
    index: int
    is_canonical: bool


class EvmContract(msgspec.Struct, frozen=True):
    """Where the token lives on the EVM side (this object alone has snake-case keys)."""

    address: str
    evm_extra_wei_decimals: int


class SpotToken(Reply, frozen=True, kw_only=True):
    """One token; its position in the list is its index."""

    name: str
    sz_decimals: int
    wei_decimals: int
    index: int
    token_id: str
    is_canonical: bool
    evm_contract: EvmContract | None = nullable()
    full_name: str | None = nullable()
    deployer_trading_fee_share: DecimalText | None = None


class SpotMeta(Reply, frozen=True):
    """All spot pairs and tokens."""

    universe: list[SpotPair]
    tokens: list[SpotToken]


_REPLY = msgspec.json.Decoder(SpotMeta)


class SpotMetaRequest(InfoRequest[SpotMeta], frozen=True, tag="spotMeta"):
    """Ask for all spot pairs and tokens. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> SpotMeta:
        """Return pairs and tokens; tokens are dense by index, pairs are not."""
        return _REPLY.decode(data)
