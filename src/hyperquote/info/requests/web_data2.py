"""webData2: everything that the venue's own site shows of an account; being retired."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable, rows
from hyperquote.info.requests.clearinghouse_state import ClearinghouseState
from hyperquote.info.requests.frontend_open_orders import FrontendOrders
from hyperquote.info.requests.leading_vaults import LeadingVaults
from hyperquote.info.requests.meta import Meta
from hyperquote.info.requests.meta_and_asset_ctxs import PerpAssetCtx
from hyperquote.info.requests.spot_clearinghouse_state import SpotClearinghouseState
from hyperquote.info.requests.spot_meta_and_asset_ctxs import SpotAssetCtx
from hyperquote.info.requests.twap_history import TwapState


class WebData2(Reply, frozen=True, kw_only=True):
    """One account on the first dex, and the market around it; `cum_ledger` is net deposits (USD)."""

    clearinghouse_state: ClearinghouseState
    leading_vaults: LeadingVaults = rows()
    total_vault_equity: DecimalText
    open_orders: FrontendOrders = rows()
    agent_address: str | None = nullable()
    agent_valid_until: int | None = nullable()
    cum_ledger: DecimalText
    meta: Meta
    asset_ctxs: list[PerpAssetCtx] = rows()
    server_time: int
    is_vault: bool
    user: str
    twap_states: list[tuple[int, TwapState]] = rows()
    spot_state: SpotClearinghouseState | None = None
    spot_asset_ctxs: list[SpotAssetCtx] = rows()
    opt_out_of_spot_dusting: bool | None = None
    perps_at_open_interest_cap: list[str] | None = None


_REPLY = msgspec.json.Decoder(WebData2)


class WebData2Request(InfoRequest[WebData2], frozen=True, tag="webData2"):
    """Ask for the bundle; prefer the requests for its parts. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> WebData2:
        """Return the bundle."""
        return _REPLY.decode(data)
