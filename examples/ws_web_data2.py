"""Follow all that the venue's site shows of our account, two messages long."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet
from hyperquote.ws.channels import WebData2Subscription


async def main(network: Network | str, wallet: Wallet) -> None:
    async with Hyperliquid(network, wallet) as hl:
        me = hl.exchange.account_address
        async with hl.ws.subscribe(WebData2Subscription(me)) as stream:
            for _ in range(2):
                data = await anext(stream)
                value = data.clearinghouse_state.margin_summary.account_value
                print(f"account value {value}, {len(data.open_orders)} orders, {len(data.asset_ctxs)} perps")


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
