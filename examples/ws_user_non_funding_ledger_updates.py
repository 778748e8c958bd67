"""Follow what moves in and out of an account: send a dollar and see it on the feed."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.helpers import Network
from hyperquote.info.requests.ledger_deltas import InternalTransfer
from hyperquote.signature.wallet import Wallet
from hyperquote.ws.channels import UserNonFundingLedgerUpdatesSubscription


async def main(network: Network | str, wallet: Wallet) -> None:
    feed = UserNonFundingLedgerUpdatesSubscription(wallet.address)
    async with Hyperliquid(network, wallet) as hl, hl.ws.subscribe(feed) as stream:
        if hl.network.is_mainnet:
            raise SystemExit("nobody has the key of this receiver: money sent there on mainnet is lost")
        known = (await anext(stream)).non_funding_ledger_updates
        print(f"known: {len(known)} updates")
        await hl.exchange.usd_send("0x" + "44" * 20, 1)
        is_told = False
        while not is_told:
            for update in (await anext(stream)).non_funding_ledger_updates:
                if isinstance(update.typed, InternalTransfer):
                    print(f"{update.kind}: {update.typed.usdc} USD to {update.typed.destination}")
                    is_told = True


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
