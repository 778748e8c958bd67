"""Approve a second key that can trade but not withdraw, and trade with it."""

import asyncio
import secrets

from hyperquote import Hyperliquid
from hyperquote.exchange.actions.outcome import Resting
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    agent = Wallet.from_key(secrets.token_hex(32))
    async with Hyperliquid(network, wallet) as hl:
        await hl.exchange.approve_agent(agent.address, "example")
        print(f"{agent.address} may trade for {wallet.address}")
    async with Hyperliquid(network, agent, account_address=wallet.address) as hl:
        mid = float((await hl.info.all_mids())["BTC"])
        price = round(mid * 0.8)  # far under the market, where nobody sells

        outcome = await hl.exchange.order("BTC", True, "0.001", price)
        if not isinstance(outcome, Resting):
            raise SystemExit(f"refused: {outcome}")
        mine = await hl.info.open_orders(hl.exchange.account_address)
        print("the master's open orders:", [order.oid for order in mine])
        print("cancel:", await hl.exchange.cancel("BTC", outcome.oid))


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
