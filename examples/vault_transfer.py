"""Open a vault with money of our own, add to it, and see what our part is worth."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.errors import RefusedError
from hyperquote.exchange.actions.create_vault import CreateVault
from hyperquote.helpers import Network
from hyperquote.info.requests.leading_vaults import LeadingVaultsRequest
from hyperquote.signature.wallet import Wallet

OPENING = CreateVault(name="Example vault", description="Opened by an example.", initial_usd=100_000_000)


async def main(network: Network | str, wallet: Wallet) -> None:
    async with Hyperliquid(network, wallet) as hl:
        if hl.network.is_mainnet:
            raise SystemExit("a vault costs a fortune on mainnet: try this elsewhere")
        try:
            mine = await hl.info.ask(LeadingVaultsRequest(user=wallet.address))
            vault = mine[0].address if mine else await hl.exchange.send(OPENING)
            await hl.exchange.vault_transfer(vault, 50, is_deposit=True)
        except RefusedError as refusal:
            raise SystemExit(f"refused: {refusal}") from None
        details = await hl.info.vault_details(vault, wallet.address)
        print(f"vault {details.vault_address} of {details.leader}")
        (part,) = [each for each in await hl.info.user_vault_equities(wallet.address) if each.vault_address == vault]
        print(f"our part: {part.equity} USD, {details.leader_fraction:.0%} of it, locked for a day")
        try:
            await hl.exchange.vault_transfer(vault, 50, is_deposit=False)
            print("50 USD are back")
        except RefusedError as refusal:
            print(f"not yet: {refusal}")


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
