"""What a live session must know and set before its first event."""

from typing import Final

from hyperquote.client import Hyperliquid
from hyperquote.errors import ConfigError, RefusedError, ValidationError
from hyperquote.info.requests.active_asset_data import ActiveAssetDataRequest
from hyperquote.market_maker.config import Config
from hyperquote.market_maker.infra.assemble import choose_leverage
from hyperquote.meta import Asset


class Prepared:
    """The asset, the account that trades, its leverage as read back, and its maker fee (fraction)."""

    def __init__(self, asset: Asset, account: str, leverage: int, maker_fee_rate: float) -> None:
        self.asset: Final = asset
        self.account: Final = account
        self.leverage: Final = leverage
        self.maker_fee_rate: Final = maker_fee_rate


async def prepare(hl: Hyperliquid, config: Config) -> Prepared:
    """Check the account, set the leverage and read it back, learn the fee.

    Raises `ConfigError` for what the settings get wrong and `RefusedError` for what the venue refuses.
    """
    try:
        asset = hl.universe.asset(config.trading.asset)
    except ValidationError as problem:
        raise ConfigError(f"`trading.asset`: {problem}") from None
    if asset.is_spot:
        raise ConfigError(f"{asset.name} is a spot pair; the market maker trades perpetuals")
    account = (await hl.identify()).account
    state = await hl.info.user_state(account)
    if not float(state.margin_summary.account_value) > 0.0:
        raise RefusedError(f"the account {account} has no money on {hl.network.name}: deposit before starting")
    leverage = choose_leverage(config, asset.max_leverage)
    await hl.exchange.update_leverage(asset.name, leverage, is_cross=not asset.only_isolated)
    setting = (await hl.info.ask(ActiveAssetDataRequest(account, asset.name))).leverage
    if setting.value != leverage:
        raise RefusedError(f"asked for {leverage}x leverage on {asset.name}, the venue says {setting.value}x")
    fees = await hl.info.user_fees(account)
    return Prepared(asset, account, leverage, float(fees.user_add_rate))
