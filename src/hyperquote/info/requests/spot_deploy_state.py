"""spotDeployState: how far a user has come in deploying tokens."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable, rows
from hyperquote.info.requests.perp_deploy_auction_status import GasAuction


class SpotTokenSpec(Reply, frozen=True):
    """Name and decimals of a token to be."""

    name: str
    sz_decimals: int
    wei_decimals: int


class SpotDeployment(Reply, frozen=True, kw_only=True):
    """One token on its way: `spots` are its pairs, genesis balances are (holder, amount)."""

    token: int
    spec: SpotTokenSpec
    full_name: str | None = nullable()
    deployer_trading_fee_share: DecimalText | None = nullable()
    spots: list[int] = rows()
    max_supply: DecimalText | None = nullable()
    hyperliquidity_genesis_balance: DecimalText
    total_genesis_balance_wei: DecimalText
    user_genesis_balances: list[tuple[str, DecimalText]] = rows()
    existing_token_genesis_balances: list[tuple[int, DecimalText]] = rows()
    blacklist_users: list[str] | None = None


class SpotDeployState(Reply, frozen=True):
    """Tokens on their way, and the auction for the next one."""

    states: list[SpotDeployment]
    gas_auction: GasAuction


_REPLY = msgspec.json.Decoder(SpotDeployState)


class SpotDeployStateRequest(InfoRequest[SpotDeployState], frozen=True, tag="spotDeployState"):
    """Ask for a user's token deployments. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> SpotDeployState:
        """Return tokens and auction."""
        return _REPLY.decode(data)
