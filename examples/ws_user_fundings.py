"""Follow our funding payments: hold a position until an hour is settled."""

import asyncio

import msgspec

from hyperquote import Hyperliquid
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet
from hyperquote.ws.channels import UserFundingsSubscription

AT_ONCE = {"faults": [{"fault": "A4", "coin": "BTC", "rate": 0.0001}]}  # an hour is settled now, at 1 bp


async def main(network: Network | str, wallet: Wallet) -> None:
    feed = UserFundingsSubscription(wallet.address)
    async with Hyperliquid(network, wallet) as hl, hl.ws.subscribe(feed) as stream:
        print(f"known: {len((await anext(stream)).fundings)} payments")
        mid = float((await hl.info.all_mids())["BTC"])
        await hl.exchange.market_open("BTC", True, "0.001", mid, slippage=0.01)
        if hl.network.name == "local":  # elsewhere this waits for the end of the hour
            await hl.exchange.http.post("/local/faults", msgspec.json.encode(AT_ONCE))
        while not (fundings := (await anext(stream)).fundings):
            continue
        for paid in fundings:
            print(f"{paid.coin}: {paid.usdc} USD for {paid.szi} at {float(paid.funding_rate) * 1e4:g} bp")
        await hl.exchange.market_close("BTC", 0.001, mid)


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
