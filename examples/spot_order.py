"""Rest a spot order below the market, cancel it, and buy a little at once."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.errors import HyperquoteError
from hyperquote.exchange.actions.outcome import Filled, Resting
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet

PAIR = "PURR/USDC"


async def main(network: Network | str, wallet: Wallet) -> None:
    async with Hyperliquid(network, wallet) as hl:
        try:
            await hl.exchange.usd_class_transfer(50, to_perp=False)
        except HyperquoteError as refusal:
            raise SystemExit(f"refused: {refusal}") from None
        mid = float((await hl.info.all_mids())[PAIR])
        resting = await hl.exchange.order(PAIR, True, 200, round(0.8 * mid, 5))
        if not isinstance(resting, Resting):
            raise SystemExit(f"refused: {resting}")
        held = await hl.info.spot_user_state(hl.exchange.account_address)
        print(f"the order holds {held.balances[0].hold} of {held.balances[0].total} USDC")
        print("cancel:", await hl.exchange.cancel(PAIR, resting.oid))
        bought = await hl.exchange.market_open(PAIR, True, 100, mid)
        if not isinstance(bought, Filled):
            raise SystemExit(f"nobody sells: {bought}")
        print(f"bought {bought.total_sz} at {bought.avg_px}")
        for balance in (await hl.info.spot_user_state(hl.exchange.account_address)).balances:
            print(f"balance: {balance.total} {balance.coin}")


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
