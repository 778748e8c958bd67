"""Withdraw five dollars over the bridge to our own address and see it on the ledger."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.errors import RefusedError
from hyperquote.helpers import Network
from hyperquote.info.requests.ledger_deltas import Withdrawal
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    async with Hyperliquid(network, wallet) as hl:
        before = await hl.info.user_state(wallet.address)
        try:
            await hl.exchange.withdraw(wallet.address, 5)
        except RefusedError as refusal:
            raise SystemExit(f"refused: {refusal}") from None
        after = await hl.info.user_state(wallet.address)
        print(f"withdrawable: {before.withdrawable} → {after.withdrawable} USD")
        for update in await hl.info.user_ledger(wallet.address):
            if isinstance(update.typed, Withdrawal):
                print(f"withdrew {update.typed.usdc} USD, fee {update.typed.fee}")


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
