"""See our own fills on the feed of user events: buy and sell again."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet
from hyperquote.ws.channels import UserEventsSubscription


async def main(network: Network | str, wallet: Wallet) -> None:
    feed = UserEventsSubscription(wallet.address)
    async with Hyperliquid(network, wallet) as hl, hl.ws.subscribe(feed) as stream:
        mid = float((await hl.info.all_mids())["BTC"])
        await hl.exchange.market_open("BTC", True, "0.001", mid, slippage=0.01)
        await hl.exchange.market_open("BTC", False, "0.001", mid, slippage=0.01)
        directions: set[str] = set()
        while len(directions) < 2:
            for fill in (await anext(stream)).fills or []:
                directions.add(fill.dir)
                print(f"{fill.dir}: {fill.sz} @ {fill.px}, fee {fill.fee} {fill.fee_token}")


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
