"""Whether what we trade is still what we prepared for: an asset may be delisted, or given other terms, any day."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from hyperquote.client import Hyperliquid
from hyperquote.errors import HyperquoteError, ValidationError
from hyperquote.meta import Asset, Universe

LOOK_S: Final = 60.0

log = structlog.get_logger(__name__)


def reason_to_stop(universe: Universe, asset: Asset, leverage: int) -> str:
    """Return why a session with `asset` at `leverage` cannot go on, by the venue's list of now; "" where it can."""
    try:
        now = universe.by_index(asset.index)
    except ValidationError:
        return f"the venue no longer lists {asset.name}"
    if now.is_delisted:
        return f"the venue has delisted {asset.name}"
    if now.name != asset.name or now.sz_decimals != asset.sz_decimals:
        return f"the venue has given {asset.name} other terms ({now.name}, {now.sz_decimals} decimals): start again"
    if now.max_leverage < leverage:
        return f"the venue allows {now.max_leverage}x for {asset.name} now, this session uses {leverage}x: start again"
    return ""


async def watch_listing(
    hl: Hyperliquid, asset: Asset, leverage: int, stop: Callable[[str], None], *, look_s: float = LOOK_S
) -> None:
    """Look at the venue's list every `look_s`, and call `stop` once with the reason to end the session.

    A list that cannot be had is asked for again the next time: whether we are connected is watched elsewhere.
    """
    while True:
        await asyncio.sleep(look_s)
        try:
            await hl.refresh()
        except HyperquoteError as problem:
            log.warning("request", text=f"the list of assets: {problem}")
            continue
        reason = reason_to_stop(hl.universe, asset, leverage)
        if reason:
            stop(reason)
            return
