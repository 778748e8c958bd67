"""Everything at once: questions, actions and feeds of one venue, with its assets loaded."""

from collections.abc import Sequence
from math import inf
from time import monotonic
from types import TracebackType
from typing import Final, TypeVar

import msgspec

from hyperquote.asset_changes import AssetChange, changes
from hyperquote.errors import ConfigError
from hyperquote.exchange.actions.base import Action
from hyperquote.exchange.checks import ready
from hyperquote.exchange.client import ExchangeClient, read_reply
from hyperquote.helpers import Network
from hyperquote.identity import Identity, identify
from hyperquote.info.client import InfoClient
from hyperquote.meta import Asset, Universe
from hyperquote.signature.held import Held
from hyperquote.signature.nonce import Nonces
from hyperquote.signature.wallet import Wallet
from hyperquote.transport.budget import AddressBudget
from hyperquote.transport.http import Http
from hyperquote.ws.client import WsManager
from hyperquote.ws.watcher import Watcher

R = TypeVar("R")

OLDEST_LIST_S: Final = 3_600.0  # assets are listed and delisted a few times a week
UNKNOWN_NAME_PAUSE_S: Final = 10.0


class Hyperliquid:
    """One venue, ready to use.

        async with Hyperliquid("testnet", wallet=Wallet.from_env()) as hl:
            book = await hl.info.l2_book("ETH")
            await hl.exchange.order("ETH", True, 0.01, 3120.1, tif="Alo")
            async with hl.ws.subscribe(BboSubscription("ETH")) as stream: …

    `network` is local or localhost (a local exchange that listens on port 3001), testnet, mainnet, or a URL. `wallet`
    may be the path of a keystore file; without one, everything that needs no signature works. `perp_dexs` names the
    builder dexes whose assets are loaded too, to be traded as `xyz:TSLA`. The WebSocket opens
    with the first subscription. Where several processes sign with one key, give each `Nonces.shared(wallet.address)`.
    `http` and `ws` carry the bytes in place of sockets of its own: over a proxy, or in a simulation.
    """

    def __init__(
        self,
        network: Network | str = "local",
        wallet: Wallet | str | None = None,
        *,
        account_address: str | None = None,
        vault_address: str | None = None,
        perp_dexs: Sequence[str] = (),
        nonces: Nonces | None = None,
        watcher: Watcher | None = None,
        timeout_s: float = 10.0,
        http: Http | None = None,
        ws: WsManager | None = None,
    ) -> None:
        if isinstance(wallet, str):
            held, wallet = Held(wallet), None  # should what follows fail, a traceback with local variables shows no key
            wallet = Wallet.of(held.take())
        self.network: Final = network if isinstance(network, Network) else Network.of(network)
        self.universe = Universe()
        self._loaded_s = -inf
        self._perp_dexs: Final = tuple(perp_dexs)
        self._http: Final = http or Http(self.network, timeout_s=timeout_s)
        throttle = self._http.throttle
        self.info: Final = InfoClient(self._http, timeout_s=timeout_s, throttle=throttle, coin_of=self._coin)
        self.ws: Final = ws or WsManager(self.network.ws_url, watcher=watcher, throttle=throttle, coin_of=self._coin)
        self._exchange: ExchangeClient | None = None
        if wallet is not None:
            self._exchange = ExchangeClient(
                self.network,
                wallet,
                http=self._http,
                nonces=nonces,
                account_address=account_address,
                vault_address=vault_address,
            )

    @property
    def exchange(self) -> ExchangeClient:
        """The acting side; `ConfigError` when there is no wallet to sign with."""
        if self._exchange is None:
            raise ConfigError("actions need a key: Hyperliquid(network, wallet=Wallet.from_env())")
        return self._exchange

    async def load(self) -> Universe:
        """Read what can be traded: perpetuals of the first dex, spot pairs, and the perpetuals of `perp_dexs`.

        Entering the client does this. ConfigError for the name of a dex that is not there.
        """
        meta = await self.info.meta()
        spot_meta = await self.info.spot_meta()
        self.universe = Universe.of(msgspec.to_builtins(meta), msgspec.to_builtins(spot_meta))
        if self._perp_dexs:
            await self._load_dexs()
        if self._exchange is not None:
            self._exchange.universe = self.universe
        self._loaded_s = monotonic()
        return self.universe

    async def refresh(self) -> list[AssetChange]:
        """Read the list of assets again and return what changed: coins listed, delisted, or with other terms.

        Order builders made before keep the old terms: make new ones for a coin that changed.
        """
        before = self.universe
        return changes(before, await self.load())

    async def asset(self, name: str) -> Asset:
        """Return an asset by name: `BTC`, `PURR/USDC`, `@107` or `dex:COIN`.

        The list is read again when it is older than an hour, and for an unknown name, which may be new: at most every
        ten seconds. Raises ValidationError with the nearest names when there still is none.
        """
        age_s = monotonic() - self._loaded_s
        if age_s > OLDEST_LIST_S or (name not in self.universe and age_s > UNKNOWN_NAME_PAUSE_S):
            await self.refresh()
        return self.universe.asset(name)

    def _coin(self, name: str) -> str:
        return self.universe.coin(name)

    async def _load_dexs(self) -> None:
        places = {dex.name: place for place, dex in enumerate(await self.info.perp_dexs()) if dex is not None}
        for name in self._perp_dexs:
            if name not in places:
                known = ", ".join(places) or "none"
                raise ConfigError(f"there is no perp dex called {name!r} on {self.network.name}; there are {known}")
            meta = await self.info.meta(name)
            for asset in Universe.of(msgspec.to_builtins(meta), dex=places[name]):
                self.universe.add(asset)

    async def identify(self) -> Identity:
        """Ask whose key this is, check that it may act for the account that was named, and act for it from now on.

        An agent's key alone acts for its master. `account_address` may name a sub-account or vault: `vault_address` is
        then filled in. ConfigError or RefusedError with the way out where the key may not.
        """
        exchange = self.exchange
        who = await identify(self.info, exchange.wallet.address, exchange.account_address)
        exchange.act_for(who.account, who.vault_address)
        return who

    async def learn_address_budget(self) -> AddressBudget:
        """Ask how many actions our account may still send, and keep to it from now on.

        Each USD traded allows one more, so ask again now and then. Returns the budget; `left` is what remains.
        """
        counts = await self.info.user_rate_limit(self.exchange.account_address)
        budget = self.exchange.address_budget
        budget.learn(counts.n_requests_used, counts.n_requests_cap, counts.n_requests_surplus)
        return budget

    async def post(self, action: Action[R], *, expires_after: int | None = None, timeout_s: float = 10.0) -> R:
        """Send an action over the WebSocket, which saves the HTTP overhead; same outcomes and errors as `send`.

        Raises `NotConnected` while the socket is down: then nothing was sent and `exchange.send` may be used. It does
        not open the socket by itself; `hl.ws.start()` or a subscription does.
        """
        action = ready(action)
        await self.exchange.admit(action, timeout_s=timeout_s)
        envelope = self.exchange.seal(action, expires_after=expires_after)
        return read_reply(action, await self.ws.post_action(envelope.encode(), timeout_s=timeout_s))

    def __repr__(self) -> str:
        if not hasattr(self, "_exchange"):
            return "Hyperliquid(…)"  # in the traceback of an argument that is refused
        actor = "no wallet" if self._exchange is None else f"acts for {self._exchange.account_address}"
        return f"Hyperliquid({self.network.url!r}, {actor}, {len(self.universe)} assets)"

    async def close(self) -> None:
        """End all feeds and close all connections."""
        try:
            await self.ws.close()
        finally:
            await self._http.close()

    async def __aenter__(self) -> "Hyperliquid":
        try:
            await self.load()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
