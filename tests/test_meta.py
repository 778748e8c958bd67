"""Assets know their ids, ticks and lots, and what their names were meant to be."""

import json

import pytest
from hypothesis import given
from hypothesis.strategies import integers
from tests.shared_data import require

from hyperquote.errors import ConfigError, ProtocolError, ValidationError
from hyperquote.helpers import LOCAL, MAINNET, TESTNET, Network, checked_address, checked_cloid
from hyperquote.meta import Asset, Universe

META = {
    "universe": [
        {"name": "BTC", "szDecimals": 5, "maxLeverage": 40},
        {"name": "ETH", "szDecimals": 4, "maxLeverage": 25},
        {"name": "kPEPE", "szDecimals": 0, "maxLeverage": 10, "onlyIsolated": True},
    ]
}
SPOT_META = {
    "tokens": [
        {"name": "USDC", "index": 0, "szDecimals": 8},
        {"name": "PURR", "index": 1, "szDecimals": 0},
        {"name": "HFUN", "index": 2, "szDecimals": 2},
    ],
    "universe": [
        {"name": "PURR/USDC", "tokens": [1, 0], "index": 0},
        {"name": "@1", "tokens": [2, 0], "index": 1},
    ],
}


def test_ids_of_perps_and_spot() -> None:
    universe = Universe.of(META, SPOT_META)
    assert [asset.index for asset in universe] == [0, 1, 2, 10000, 10001]
    assert universe["HFUN/USDC"] is universe["@1"] is universe.by_index(10001)
    assert universe["kPEPE"].only_isolated
    assert universe["PURR/USDC"].grid.px_decimals == 8


def test_ids_of_a_builder_deployed_dex() -> None:
    assert Universe.of({"universe": [{"name": "xyz:GOLD", "szDecimals": 2, "maxLeverage": 5}]}, dex=1)[
        "xyz:GOLD"
    ].index == (110000)


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    universe = Universe.of(META)
    with pytest.raises(ValidationError, match="did you mean BTC"):
        universe.asset("btc")
    with pytest.raises(ValidationError, match="did you mean kPEPE"):
        universe.asset("PEPE")
    with pytest.raises(ValidationError, match="there are "):
        universe.asset("######")
    with pytest.raises(ValidationError, match="id 77"):
        universe.by_index(77)


def test_an_unreadable_list_is_a_protocol_error() -> None:
    with pytest.raises(ProtocolError):
        Universe.of({"universe": [{"name": "BTC"}]})


def test_the_venues_own_lists_are_read() -> None:
    meta, spot = (
        json.loads(require(f"reference/samples/info_{name}.json").read_bytes())["examples"][0]["response"]
        for name in ("meta", "spotMeta")
    )
    tokens = {token["index"] for token in spot["tokens"]}  # the samples are cut: keep the pairs whose tokens remain
    spot["universe"] = [pair for pair in spot["universe"] if tokens.issuperset(pair["tokens"])]
    universe = Universe.of(meta, spot)
    assert len(universe) == len(meta["universe"]) + len(spot["universe"])
    assert universe["BTC"].index == 0
    assert universe["PURR/USDC"].index == 10000


def test_off_the_grid_is_refused_with_a_hint() -> None:
    eth = Universe.of(META)["ETH"]
    with pytest.raises(ValidationError, match=r"the nearest are 3120\.1 and 3120\.2"):
        eth.checked_px(3120.15)
    with pytest.raises(ValidationError, match="positive"):
        eth.checked_px(-1)
    with pytest.raises(ValidationError, match="4 decimals"):
        eth.checked_lots("0.00001")
    with pytest.raises(ValidationError, match="positive"):
        eth.checked_lots(0)
    with pytest.raises(ValidationError, match=r"worth 3\.12"):
        eth.check_notional(eth.checked_px("3120"), eth.checked_lots("0.001"))


@given(integers(1, 10**12), integers(1, 10**12), integers(0, 6))
def test_prices_and_sizes_survive_the_wire(units: int, lots: int, sz_decimals: int) -> None:
    asset = Asset("X", 0, sz_decimals)
    assert asset.px_units(asset.px_text(units)) == units
    assert asset.lots(asset.sz_text(lots)) == lots


def test_only_the_exact_mainnet_url_signs_as_mainnet() -> None:
    assert Network.of("mainnet") == MAINNET == Network("https://api.hyperliquid.xyz/")
    assert MAINNET.is_mainnet
    assert not any(
        network.is_mainnet
        for network in (TESTNET, LOCAL, Network.of("http://127.0.0.1:4000"), Network("https://api.hyperliquid.xyz:443"))
    )
    assert LOCAL.ws_url == "ws://localhost:3001/ws"
    assert TESTNET.ws_url.startswith("wss://")
    with pytest.raises(ConfigError, match="mainnet, testnet, local"):
        Network.of("mianet")


@pytest.mark.parametrize("url", ["http://a:99999", "http://a:0", "http://a:x", "http://[::1", "http://", "ftp://a"])
def test_an_address_without_host_or_port_is_no_venue(url: str) -> None:
    with pytest.raises(ConfigError, match="is not a venue"):
        Network(url)


def test_ids_are_lowered_or_refused() -> None:
    assert checked_address("0x" + "AB" * 20) == "0x" + "ab" * 20
    assert checked_cloid("0x" + "AB" * 16) == "0x" + "ab" * 16
    for check in (checked_address, checked_cloid):
        with pytest.raises(ValidationError):
            check("0x12")
