"""Follow the trades of a coin, three messages long."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.helpers import Network
from hyperquote.ws.channels import TradesSubscription


async def main(network: Network | str) -> None:
    async with Hyperliquid(network) as hl, hl.ws.subscribe(TradesSubscription("BTC")) as stream:
        for _ in range(3):
            for trade in await anext(stream):
                print(f"{'bought' if trade.side == 'B' else 'sold'} {trade.sz} @ {trade.px}")


if __name__ == "__main__":
    asyncio.run(main("testnet"))
