"""Earn a builder's fee and collect it: we route an order of our own."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.errors import RefusedError
from hyperquote.exchange.actions.claim_rewards import ClaimRewards
from hyperquote.exchange.actions.order import Builder
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    builder = Builder(wallet.address, 100)  # 10 bp
    async with Hyperliquid(network, wallet) as hl:
        try:
            await hl.exchange.approve_builder_fee(builder.address, "0.1%")
            mid = float((await hl.info.all_mids())["BTC"])
            order = hl.exchange.build("BTC").buy("0.001").market(mid, 0.01).build()
            await hl.exchange.orders([order], builder=builder)
            print(f"to claim: {(await hl.info.referral(wallet.address)).unclaimed_rewards} USD")
            await hl.exchange.send(ClaimRewards())
        except RefusedError as refusal:
            raise SystemExit(f"refused: {refusal}") from None
        print(f"claimed: {(await hl.info.referral(wallet.address)).claimed_rewards} USD")
        await hl.exchange.market_close("BTC", 0.001, mid)


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
