"""webData3: what the venue's own site shows of an account on all dexes."""

from hyperquote.info.requests.base import DecimalText, Reply, nullable
from hyperquote.info.requests.leading_vaults import LeadingVaults
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class WebUserState(Reply, frozen=True, kw_only=True):
    """One account: its agent and until when that may sign (ms), and net deposits (USD).

    `abstraction` is "unifiedAccount", "portfolioMargin" or "disabled". The last three are on the wire only when set.
    """

    agent_address: str | None = nullable()
    agent_valid_until: int | None = nullable()
    cum_ledger: DecimalText
    server_time: int
    is_vault: bool
    user: str
    dex_abstraction_enabled: bool | None = None
    abstraction: str | None = None
    opt_out_of_spot_dusting: bool | None = None


class WebDexState(Reply, frozen=True):
    """The account on one dex: equity in vaults (USD), and the coins there in which nobody can open a position."""

    total_vault_equity: DecimalText
    perps_at_open_interest_cap: list[str] | None = None
    leading_vaults: LeadingVaults | None = None


class WebData3(Reply, frozen=True):
    """One account; the dexes stand in the order of their indexes."""

    user_state: WebUserState
    perp_dex_states: list[WebDexState]


class WebData3Subscription(Subscription[WebData3], frozen=True, tag="webData3"):
    """Follow what the site shows for a user; a state feed. Positions and orders have feeds of their own."""

    user: str

    @property
    def is_state(self) -> bool:
        """Each message is the whole state."""
        return True

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("webData3", self.user.lower())


class WebData3Frame(ChannelFrame[WebData3], frozen=True, tag="webData3"):
    """The whole state."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("webData3", self.data.user_state.user.lower())
