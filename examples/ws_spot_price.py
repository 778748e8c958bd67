"""Follow the price of a spot pair, three messages long."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.helpers import Network
from hyperquote.ws.channels import ActiveAssetCtxSubscription
from hyperquote.ws.channels.active_asset_ctx import ActiveSpotCtx


async def main(network: Network | str) -> None:
    async with Hyperliquid(network) as hl, hl.ws.subscribe(ActiveAssetCtxSubscription("PURR/USDC")) as stream:
        for _ in range(3):
            update = await anext(stream)
            if isinstance(update, ActiveSpotCtx):
                print(f"{update.coin} mark {update.ctx.mark_px} mid {update.ctx.mid_px}")


if __name__ == "__main__":
    asyncio.run(main("testnet"))
