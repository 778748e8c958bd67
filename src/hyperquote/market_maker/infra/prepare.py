"""What a live session must know and set before its first event."""

import time
from collections.abc import Callable
from typing import Final

from hyperquote.client import Hyperliquid
from hyperquote.errors import ConfigError, RefusedError, ValidationError
from hyperquote.info.requests.active_asset_data import ActiveAssetDataRequest
from hyperquote.info.requests.extra_agents import ExtraAgentsRequest
from hyperquote.market_maker.config import Config
from hyperquote.market_maker.infra.assemble import choose_leverage
from hyperquote.meta import Asset

MOST_SKEW_MS: Final = 5_000
LEAST_LIFE_MS: Final = 3_600_000  # of an agent key, to start with it


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


class Prepared:
    """The asset, the account that trades, its leverage as read back, and its maker fee (fraction).

    `expires_ms`: until when the agent key may sign (UTC ms); None where it never expires, or is the account's own.
    """

    def __init__(
        self, asset: Asset, account: str, leverage: int, maker_fee_rate: float, expires_ms: int | None = None
    ) -> None:
        self.asset: Final = asset
        self.account: Final = account
        self.leverage: Final = leverage
        self.maker_fee_rate: Final = maker_fee_rate
        self.expires_ms: Final = expires_ms


def clock_problem(venue_ms: int, asked_ms: int, answered_ms: int) -> str:
    """Return what is wrong with our clock ("" = nothing), from one question that the venue stamped (UTC ms).

    The stamp may be as old as the newest block, and belongs to some moment between question and answer.
    """
    ahead_ms = asked_ms - venue_ms
    behind_ms = venue_ms - answered_ms
    if ahead_ms > MOST_SKEW_MS:
        return f"this machine's clock is {ahead_ms / 1e3:.1f} s ahead of the venue's: set it right (NTP)"
    if behind_ms > MOST_SKEW_MS:
        return f"this machine's clock is {behind_ms / 1e3:.1f} s behind the venue's: set it right (NTP)"
    return ""


async def _expiry_ms(hl: Hyperliquid, master: str, signer: str) -> int | None:
    for agent in await hl.info.ask(ExtraAgentsRequest(master)):
        if agent.address.lower() == signer.lower():
            return agent.valid_until
    return None


async def prepare(hl: Hyperliquid, config: Config, now_ms: Callable[[], int] = _wall_ms) -> Prepared:
    """Check the clock, the account and its key, set the leverage and read it back, learn the fee.

    The clock of a local exchange may be steered, and is not checked.

    Raises `ConfigError` for what the settings get wrong and `RefusedError` for what the venue refuses.
    """
    try:
        asset = hl.universe.asset(config.trading.asset)
    except ValidationError as problem:
        raise ConfigError(f"`trading.asset`: {problem}") from None
    if asset.is_spot:
        raise ConfigError(f"{asset.name} is a spot pair; the market maker trades perpetuals")
    if asset.is_delisted:
        raise ConfigError(f"{asset.name} is delisted: {hl.network.name} keeps its name, but nobody can trade it")
    identity = await hl.identify()
    account = identity.account
    asked_ms = now_ms()
    state = await hl.info.user_state(account)
    wrong = "" if state.time is None or hl.network.name == "local" else clock_problem(state.time, asked_ms, now_ms())
    if wrong:
        raise ConfigError(wrong)
    expires_ms = None
    if identity.signer.lower() != identity.master.lower():
        expires_ms = await _expiry_ms(hl, identity.master, identity.signer)
        if expires_ms is not None and expires_ms - now_ms() < LEAST_LIFE_MS:
            raise ConfigError(f"the agent key {identity.signer} expires within the hour: approve a new one first")
    if not float(state.margin_summary.account_value) > 0.0:
        raise RefusedError(f"the account {account} has no money on {hl.network.name}: deposit before starting")
    leverage = choose_leverage(config, asset.max_leverage)
    await hl.exchange.update_leverage(asset.name, leverage, is_cross=not asset.only_isolated)
    setting = (await hl.info.ask(ActiveAssetDataRequest(account, asset.name))).leverage
    if setting.value != leverage:
        raise RefusedError(f"asked for {leverage}x leverage on {asset.name}, the venue says {setting.value}x")
    fees = await hl.info.user_fees(account)
    return Prepared(asset, account, leverage, float(fees.user_add_rate), expires_ms)
