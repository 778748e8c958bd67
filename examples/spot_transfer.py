"""Send a dollar of our spot balance to the spot balance of another account."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.errors import RefusedError
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    receiver = "0x" + "55" * 20
    async with Hyperliquid(network, wallet) as hl:
        if hl.network.is_mainnet:
            raise SystemExit("nobody has the key of this receiver: money sent there on mainnet is lost")
        usdc = (await hl.info.spot_meta()).tokens[0]
        try:
            await hl.exchange.usd_class_transfer(2, to_perp=False)  # one to send, one for a first transfer
            await hl.exchange.spot_send(receiver, f"{usdc.name}:{usdc.token_id}", 1)
        except RefusedError as refusal:
            raise SystemExit(f"refused: {refusal}") from None
        state = await hl.info.spot_user_state(receiver)
        for balance in state.balances:
            print(f"receiver: {balance.total} {balance.coin}")


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
