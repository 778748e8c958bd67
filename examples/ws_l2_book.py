"""Follow an order book, three messages long."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.helpers import Network
from hyperquote.ws.channels import L2BookSubscription


async def main(network: Network | str) -> None:
    async with Hyperliquid(network) as hl, hl.ws.subscribe(L2BookSubscription("BTC", fast=True)) as stream:
        for _ in range(3):
            book = await anext(stream)
            print(f"bid {book.bids[0].sz} @ {book.bids[0].px}   ask {book.asks[0].sz} @ {book.asks[0].px}")


if __name__ == "__main__":
    asyncio.run(main("testnet"))
