"""Follow the mids of all coins, three messages long."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.helpers import Network
from hyperquote.ws.channels import AllMidsSubscription


async def main(network: Network | str) -> None:
    async with Hyperliquid(network) as hl, hl.ws.subscribe(AllMidsSubscription()) as stream:
        for _ in range(3):
            mids = (await anext(stream)).mids
            print(f"BTC {mids['BTC']}, one of {len(mids)}")


if __name__ == "__main__":
    asyncio.run(main("testnet"))
