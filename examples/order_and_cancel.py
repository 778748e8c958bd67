"""Place a limit order far from the market, look it up, cancel it."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.exchange.actions.outcome import Resting
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    async with Hyperliquid(network, wallet) as hl:
        mid = float((await hl.info.all_mids())["BTC"])
        price = round(mid * 0.8)  # far under the market, where nobody sells

        outcome = await hl.exchange.order("BTC", True, "0.001", price, tif="Alo")
        if not isinstance(outcome, Resting):
            raise SystemExit(f"refused: {outcome}")
        print(f"order {outcome.oid} rests at {price}")
        mine = await hl.info.open_orders(hl.exchange.account_address)
        print("open:", [order.oid for order in mine])
        print("cancel:", await hl.exchange.cancel("BTC", outcome.oid))


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
