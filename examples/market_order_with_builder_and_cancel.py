"""Buy and sell at the market through a builder, and see its part of the fees."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.errors import RefusedError
from hyperquote.exchange.actions.order import Builder
from hyperquote.exchange.actions.outcome import Filled
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    builder = Builder(wallet.address, 10)  # 1 bp; ourselves, so that what it takes comes back
    async with Hyperliquid(network, wallet) as hl:
        try:
            await hl.exchange.approve_builder_fee(builder.address, "0.01%")
        except RefusedError as refusal:
            raise SystemExit(f"refused: {refusal}") from None
        mid = float((await hl.info.all_mids())["BTC"])
        for draft in (hl.exchange.build("BTC").buy("0.001"), hl.exchange.build("BTC").sell("0.001")):
            (outcome,) = await hl.exchange.orders([draft.market(mid, 0.01).build()], builder=builder)
            if not isinstance(outcome, Filled):
                raise SystemExit(f"refused: {outcome}")
        for fill in reversed((await hl.info.user_fills(wallet.address))[:2]):
            print(f"{fill.dir} at {fill.px}: fee {fill.fee}, of it the builder's {fill.builder_fee}")


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
