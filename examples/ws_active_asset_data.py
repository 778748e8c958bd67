"""Follow what we may trade of a coin: leverage and room, two messages long."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet
from hyperquote.ws.channels import ActiveAssetDataSubscription


async def main(network: Network | str, wallet: Wallet) -> None:
    async with Hyperliquid(network, wallet) as hl:
        me = hl.exchange.account_address
        async with hl.ws.subscribe(ActiveAssetDataSubscription(me, "BTC")) as stream:
            for leverage in (5, 3):
                await hl.exchange.update_leverage("BTC", leverage)
                data = await anext(stream)
                while data.leverage.value != leverage:
                    data = await anext(stream)
                buy, sell = data.max_trade_szs
                print(f"{data.coin} at {data.leverage.value}x: buy up to {buy}, sell up to {sell}")


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
