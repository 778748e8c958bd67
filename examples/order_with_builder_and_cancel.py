"""Place a limit order through a builder, which is paid only if it trades, and cancel it."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.errors import RefusedError
from hyperquote.exchange.actions.order import Builder
from hyperquote.exchange.actions.outcome import Resting
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    builder = Builder(wallet.address, 10)  # 1 bp; ourselves, so that whatever it takes comes back
    async with Hyperliquid(network, wallet) as hl:
        try:
            await hl.exchange.approve_builder_fee(builder.address, "0.01%")
        except RefusedError as refusal:
            raise SystemExit(f"refused: {refusal}") from None
        mid = float((await hl.info.all_mids())["BTC"])
        order = hl.exchange.build("BTC").buy("0.001").at(round(mid * 0.8)).build()
        (outcome,) = await hl.exchange.orders([order], builder=builder)
        if not isinstance(outcome, Resting):
            raise SystemExit(f"refused: {outcome}")
        print(f"order {outcome.oid} rests, routed by {builder.address}")
        print(f"cancel: {await hl.exchange.cancel('BTC', outcome.oid)}")


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
