"""Move two dollars from the perps to our spot balance and back."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.errors import RefusedError
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    async with Hyperliquid(network, wallet) as hl:
        try:
            for to_perp in (False, True):
                await hl.exchange.usd_class_transfer(2, to_perp=to_perp)
                state = await hl.info.spot_user_state(wallet.address)
                total = next((balance.total for balance in state.balances if balance.coin == "USDC"), "0.0")
                print(f"spot: {total} USDC")
        except RefusedError as refusal:
            raise SystemExit(f"refused: {refusal}") from None


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
