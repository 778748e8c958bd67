"""The list of assets follows the venue: new coins, delistings, other decimals and leverage."""

import pytest
from tests.exchange_thread import running_exchange

from hyperquote import Hyperliquid, client
from hyperquote.asset_changes import changes
from hyperquote.errors import ValidationError
from hyperquote.meta import Asset, Universe


def test_what_is_new_gone_delisted_or_different_is_told_by_id() -> None:
    before = Universe([Asset("BTC", 0, 5, 40), Asset("ETH", 1, 4, 25), Asset("OLD", 2, 0, 3), Asset("X", 3, 1, 5)])
    after = Universe([Asset("BTC", 0, 5, 40), Asset("ETH", 1, 3, 25), Asset("OLD", 2, 0, 3, is_delisted=True)])
    after.add(Asset("NEW", 4, 2, 10))
    told = [(change.kind, (change.after or change.before or before["BTC"]).name) for change in changes(before, after)]
    assert told == [("changed", "ETH"), ("delisted", "OLD"), ("delisted", "X"), ("listed", "NEW")]
    assert repr(changes(before, after)[3]) == "AssetChange(listed: Asset('NEW', index=4, sz_decimals=2))"
    assert changes(after, after) == []


async def test_a_client_sees_a_delisting_when_it_looks_again() -> None:
    with running_exchange() as url:
        async with Hyperliquid(url) as hl:
            assert await hl.refresh() == []
            assert not (await hl.asset("WLFI")).is_delisted
            await hl._http.post("/local/delist", b'{"coin":"WLFI"}')
            told = await hl.refresh()
            assert [(change.kind, change.after.name if change.after else "") for change in told] == [
                ("delisted", "WLFI")
            ]
            assert (await hl.asset("WLFI")).is_delisted


async def test_an_unknown_name_is_looked_for_once_and_old_lists_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = [1_000.0]
    monkeypatch.setattr(client, "monotonic", lambda: now_s[0])
    with running_exchange() as url:
        async with Hyperliquid(url) as hl:
            whole = hl.universe
            with pytest.raises(ValidationError, match="did you mean BTC"):
                await hl.asset("BTX")
            assert hl.universe is whole, "it has just been read"
            now_s[0] += client.UNKNOWN_NAME_PAUSE_S + 1.0
            with pytest.raises(ValidationError, match="did you mean BTC"):
                await hl.asset("BTX")
            assert hl.universe is not whole
            whole = hl.universe
            assert (await hl.asset("PURR/USDC")).index == 10_000
            assert (await hl.asset("HYPE/USDC")) is (await hl.asset("@1"))
            assert hl.universe is whole
            now_s[0] += client.OLDEST_LIST_S + 1.0
            await hl.asset("BTC")
            assert hl.universe is not whole
