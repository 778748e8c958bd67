"""Let a builder take a fee from our orders, ask how much, and take it back."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.errors import RefusedError
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    builder = wallet.address  # ourselves, so that whatever it takes comes back
    async with Hyperliquid(network, wallet) as hl:
        for rate in ("0.01%", "0%"):
            try:
                await hl.exchange.approve_builder_fee(builder, rate)
            except RefusedError as refusal:
                raise SystemExit(f"refused: {refusal}") from None
            tenths = await hl.info.max_builder_fee(wallet.address, builder)
            print(f"{builder} may take up to {tenths / 10:g} bp")


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
