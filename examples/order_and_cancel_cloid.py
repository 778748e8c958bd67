"""The same with an id of our own: it is known before the venue has answered."""

import asyncio
import secrets

from hyperquote import Hyperliquid
from hyperquote.exchange.actions.outcome import Resting
from hyperquote.helpers import Network, cloid_of
from hyperquote.info.requests.order_status import KnownOrder
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    async with Hyperliquid(network, wallet) as hl:
        mid = float((await hl.info.all_mids())["BTC"])
        price = round(mid * 0.8)  # far under the market, where nobody sells

        cloid = cloid_of(secrets.randbits(128))
        outcome = await hl.exchange.order("BTC", True, "0.001", price, cloid=cloid)
        if not isinstance(outcome, Resting):
            raise SystemExit(f"refused: {outcome}")
        found = await hl.info.order_status(hl.exchange.account_address, cloid)
        print("status:", found.order.status if isinstance(found, KnownOrder) else "unknown")
        print("cancel:", await hl.exchange.cancel_by_cloid("BTC", cloid))


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
