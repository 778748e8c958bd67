"""perpDeploy: what the deployer of a dex may do with it."""

from collections.abc import Iterable

from msgspec import UNSET

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.perp_deploy import PerpDeploy, SetOracle
from hyperquote.helpers import checked_address
from hyperquote.info.requests.perp_annotation import PerpAnnotation
from hyperquote.local_exchange.builder_dex import SETTERS, BuilderDex, DexAsset
from hyperquote.local_exchange.clearing.houses import DexHouse
from hyperquote.local_exchange.dex_oracle import LEAST_PAUSE_MS, MOST_MARK_INPUTS, DexAssetOracle
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError
from hyperquote.wire import units_of

_MOST_MULTIPLIER_E10 = 10 * 10**10
_MOST_INTEREST_E10 = 10**8
_MOST_SCALE_E6 = 3_000_000
_E10 = 1e10


def handle(exchange: LocalExchange, action: PerpDeploy, account: str, now_ms: int) -> dict[str, str]:
    """Do one step, or refuse the action: nobody but the deployer and those he named may take one."""
    exchange.count_request(account, 1)
    _Deployer(exchange, account, now_ms).do(action)
    return DEFAULT


class _Deployer:
    """One account at one moment, on the dexes where it has a say."""

    def __init__(self, exchange: LocalExchange, account: str, now_ms: int) -> None:
        self.exchange = exchange
        self.account = account
        self.now_ms = now_ms

    def do(self, action: PerpDeploy) -> None:
        """Take the step."""
        if action.set_oracle is not UNSET:
            self._set_oracle(action.set_oracle)
        elif action.halt_trading is not UNSET:
            asset = self._asset(action.halt_trading.coin, "haltTrading")
            act = self.exchange.halt if action.halt_trading.is_halted else self.exchange.resume
            act(asset, self.now_ms)
        elif action.set_open_interest_caps is not UNSET:
            for coin, usd in action.set_open_interest_caps:
                asset = self._asset(coin, "setOpenInterestCaps")
                self._listed(asset).cap_usd = usd
                self.exchange.cap_open_interest(asset, usd, self.now_ms)
        elif action.set_funding_multipliers is not UNSET:
            for coin, text in action.set_funding_multipliers:
                multiplier_e10 = _bounded(text, 10, 0, _MOST_MULTIPLIER_E10)
                asset = self._asset(coin, "setFundingMultipliers")
                self._listed(asset).multiplier = text
                self.exchange.oracle.assets[asset].multiplier = multiplier_e10 / _E10
        elif action.set_funding_interest_rates is not UNSET:
            for coin, text in action.set_funding_interest_rates:
                interest_e10 = _bounded(text, 10, -_MOST_INTEREST_E10, _MOST_INTEREST_E10)
                asset = self._asset(coin, "setFundingInterestRates")
                self._listed(asset).interest = text
                self.exchange.oracle.assets[asset].interest_8h = interest_e10 / _E10
        elif action.set_fee_recipient is not UNSET:
            dex = self._dex(action.set_fee_recipient.dex, "setFeeRecipient")
            try:
                dex.fee_recipient = checked_address(action.set_fee_recipient.fee_recipient)
            except ValidationError as error:
                raise _refused(f"{action.set_fee_recipient.fee_recipient} is no address") from error
            self._house(dex).fee_recipient = dex.fee_recipient
        elif action.set_fee_scale is not UNSET:
            dex = self._dex(action.set_fee_scale.dex, "setFeeScale")
            dex.fee_scale_e6 = self._house(dex).fee_scale_e6 = _bounded(
                action.set_fee_scale.scale, 6, 0, _MOST_SCALE_E6
            )
        elif action.set_deployer_fees is not UNSET:
            for coin, fee in action.set_deployer_fees:
                scale_e6 = _bounded(fee.scale, 6, 0, _MOST_SCALE_E6)
                asset = self._asset(coin, "setDeployerFees")
                self._house_of(asset).scales_e6[asset] = scale_e6
                self._grow(asset, fee.growth_mode)
        elif action.set_growth_modes is not UNSET:
            for coin, is_growing in action.set_growth_modes:
                self._grow(self._asset(coin, "setGrowthModes"), is_growing)
        elif action.set_sub_deployers is not UNSET:
            dex = self._dex(action.set_sub_deployers.dex, "setSubDeployers")
            for each in action.set_sub_deployers.sub_deployers:
                if each.variant not in SETTERS:
                    raise _refused(f"there is no step {each.variant} that can be given away")
                others = [user for user in dex.sub_deployers.get(each.variant, []) if user != each.user.lower()]
                dex.sub_deployers[each.variant] = sorted([*others, each.user.lower()] if each.allowed else others)
        elif action.set_perp_annotation is not UNSET:
            said = action.set_perp_annotation
            words = PerpAnnotation(said.category, said.description, said.display_name, list(said.keywords) or None)
            self._listed(self._asset(said.coin, "setPerpAnnotation")).annotation = words
        else:
            raise _refused("this step is not offered on this exchange")

    def _set_oracle(self, prices: SetOracle) -> None:
        dex = self._dex(prices.dex, "setOracle")
        if len(prices.mark_pxs) > MOST_MARK_INPUTS:
            raise _refused(f"at most {MOST_MARK_INPUTS} sets of mark prices")
        new: dict[int, int] = dict(self._units(prices.oracle_pxs, dex))
        marks: dict[int, list[int]] = {}
        for pairs in prices.mark_pxs:
            for asset, units in self._units(pairs, dex):
                marks.setdefault(asset, []).append(units)
        oracles = self.exchange.oracle.assets
        for asset in new:
            oracle = oracles[asset]
            assert isinstance(oracle, DexAssetOracle)
            if oracle.set_ms is not None and self.now_ms < oracle.set_ms + LEAST_PAUSE_MS:
                raise _refused(f"the oracle was set less than {LEAST_PAUSE_MS / 1_000:g} s ago")
        for asset, units in new.items():
            self.exchange.set_oracle(asset, units, self.now_ms, marks.get(asset, ()))

    def _units(self, pairs: Iterable[tuple[str, str]], dex: BuilderDex) -> list[tuple[int, int]]:
        found = []
        for coin, px in pairs:
            asset = self._asset(coin, "setOracle")
            if not coin.startswith(f"{dex.name}:"):
                raise _refused(f"{coin} is not on {dex.name}")
            decimals = self.exchange.listings[asset].grid.px_decimals
            found.append((asset, _bounded(px, decimals, 1, 10**15)))
        return found

    def _asset(self, coin: str, step: str) -> int:
        self._dex(coin.partition(":")[0], step)
        asset = self.exchange.ids.get(coin)
        if asset is None:
            raise _refused(f"there is no coin {coin}")
        return asset

    def _dex(self, name: str, step: str) -> BuilderDex:
        dex = self.exchange.find_dex(name)
        if dex is None:
            raise ActionRefusedError("Invalid perp DEX")
        if not dex.may(self.account, step):
            raise _refused(f"{self.account} is not the deployer of {name}")
        return dex

    def _house(self, dex: BuilderDex) -> DexHouse:
        return self.exchange.house.dexs[dex.index - 1]

    def _house_of(self, asset: int) -> DexHouse:
        house = self.exchange.house.of(asset)
        assert isinstance(house, DexHouse)
        return house

    def _listed(self, asset: int) -> DexAsset:
        name = self.exchange.listings[asset].name
        dex = self.exchange.find_dex(name.partition(":")[0])
        assert dex is not None
        return dex.assets[asset - dex.first_asset]

    def _grow(self, asset: int, is_growing: bool) -> None:
        self._listed(asset).is_growing = is_growing
        self._house_of(asset).growth[asset] = is_growing


def _bounded(text: str, decimals: int, least: int, most: int) -> int:
    """Return a decimal text in units of 10^−decimals; refuse the action when it lies outside the bounds."""
    try:
        units = units_of(text, decimals)
    except ValidationError as error:
        raise ActionRefusedError("Invalid decimal number") from error
    if not least <= units <= most:
        raise _refused(f"{text} is out of bounds")
    return units


def _refused(why: str) -> ActionRefusedError:
    return ActionRefusedError(f"Error deploying perp: {why}")
