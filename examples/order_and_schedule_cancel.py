"""A dead man's switch: the venue cancels all orders unless we put the hour off."""

import asyncio
import time

from hyperquote import Hyperliquid
from hyperquote.errors import RefusedError
from hyperquote.exchange.actions.outcome import Resting
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    async with Hyperliquid(network, wallet) as hl:
        mid = float((await hl.info.all_mids())["BTC"])
        price = round(mid * 0.8)  # far under the market, where nobody sells

        outcome = await hl.exchange.order("BTC", True, "0.001", price)
        if not isinstance(outcome, Resting):
            raise SystemExit(f"refused: {outcome}")
        try:
            await hl.exchange.schedule_cancel(round(time.time() * 1000) + 10_000)
            print("all orders go in 10 s")
            await hl.exchange.schedule_cancel(None)
            print("called off")
        except RefusedError as refusal:  # the venue lets accounts do so that have traded enough
            print(f"refused: {refusal}")
        finally:
            print("cancel:", await hl.exchange.cancel("BTC", outcome.oid))


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
