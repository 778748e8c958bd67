"""See what becomes of an order on its feed: opened, then cancelled."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.exchange.actions.outcome import Resting
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet
from hyperquote.ws.channels import OrderUpdatesSubscription


async def main(network: Network | str, wallet: Wallet) -> None:
    feed = OrderUpdatesSubscription(wallet.address)
    async with Hyperliquid(network, wallet) as hl, hl.ws.subscribe(feed) as stream:
        mid = float((await hl.info.all_mids())["BTC"])
        price = round(mid * 0.8)  # far under the market, where nobody sells

        outcome = await hl.exchange.order("BTC", True, "0.001", price)
        if not isinstance(outcome, Resting):
            raise SystemExit(f"refused: {outcome}")
        await hl.exchange.cancel("BTC", outcome.oid)
        is_open = True
        while is_open:
            for update in await anext(stream):
                if update.order.oid == outcome.oid:
                    print(f"order {update.order.oid}: {update.status}")
                    is_open = update.status == "open"


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
