"""Be notified in words when a resting order of ours trades."""

import asyncio
from contextlib import suppress

from hyperquote import Hyperliquid
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet
from hyperquote.ws.channels import NotificationSubscription


async def main(network: Network | str, wallet: Wallet) -> None:
    feed = NotificationSubscription(wallet.address)
    async with Hyperliquid(network, wallet) as hl, hl.ws.subscribe(feed) as stream:
        told = None
        while told is None:  # quote both sides at the touch, and follow it
            book = await hl.info.l2_book("BTC")
            for is_buy, level in ((True, book.levels[0][0]), (False, book.levels[1][0])):
                await hl.exchange.order("BTC", is_buy, "0.001", level.px, tif="Alo")
            with suppress(TimeoutError):
                told = await asyncio.wait_for(anext(stream), timeout=5)
            for order in await hl.info.open_orders(wallet.address):
                await hl.exchange.cancel("BTC", order.oid)
        print(told.notification)
        for held in (await hl.info.user_state(wallet.address)).asset_positions:
            mid = float((await hl.info.all_mids())["BTC"])
            await hl.exchange.market_close("BTC", float(held.position.szi), mid)


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
