"""Set the leverage of a coin and read it back."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.errors import RefusedError
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    async with Hyperliquid(network, wallet) as hl:
        for leverage in (5, 3):
            try:
                await hl.exchange.update_leverage("BTC", leverage, is_cross=True)
            except RefusedError as refusal:  # too little money for the open positions, for example
                raise SystemExit(f"refused: {refusal}") from None
            now = await hl.info.active_asset_data(hl.exchange.account_address, "BTC")
            print(f"BTC trades with {now.leverage.value} times leverage, {now.leverage.type}")


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
