"""Follow the best bid and ask, three changes long."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.helpers import Network
from hyperquote.ws.channels import BboSubscription


async def main(network: Network | str) -> None:
    async with Hyperliquid(network) as hl, hl.ws.subscribe(BboSubscription("BTC")) as stream:
        for _ in range(3):
            top = await anext(stream)
            bid, ask = top.bid, top.ask  # None while a side is empty
            print(f"bid {bid.px if bid else '–'}   ask {ask.px if ask else '–'}")


if __name__ == "__main__":
    asyncio.run(main("testnet"))
