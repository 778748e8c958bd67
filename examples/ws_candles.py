"""Follow the forming bar of a minute, three messages long."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.helpers import Network
from hyperquote.ws.channels import CandleSubscription


async def main(network: Network | str) -> None:
    async with Hyperliquid(network) as hl, hl.ws.subscribe(CandleSubscription("BTC", "1m")) as stream:
        for _ in range(3):
            bar = await anext(stream)
            print(f"open {bar.open} high {bar.high} low {bar.low} close {bar.close} volume {bar.volume}")


if __name__ == "__main__":
    asyncio.run(main("testnet"))
