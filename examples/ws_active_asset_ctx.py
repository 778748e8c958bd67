"""Follow mark price, funding and open interest of a coin, three messages long."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.helpers import Network
from hyperquote.ws.channels import ActiveAssetCtxSubscription
from hyperquote.ws.channels.active_asset_ctx import ActivePerpCtx


async def main(network: Network | str) -> None:
    async with Hyperliquid(network) as hl, hl.ws.subscribe(ActiveAssetCtxSubscription("BTC")) as stream:
        for _ in range(3):
            update = await anext(stream)
            if isinstance(update, ActivePerpCtx):  # spot pairs have neither funding nor open interest
                ctx = update.ctx
                print(f"mark {ctx.mark_px} funding {ctx.funding} open interest {ctx.open_interest}")


if __name__ == "__main__":
    asyncio.run(main("testnet"))
