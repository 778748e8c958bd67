"""Send one dollar to another account."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.errors import RefusedError
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    receiver = "0x" + "22" * 20
    async with Hyperliquid(network, wallet) as hl:
        if hl.network.is_mainnet:
            raise SystemExit("nobody has the key of this receiver: money sent there on mainnet is lost")
        before = await hl.info.user_state(receiver)
        try:
            await hl.exchange.usd_send(receiver, 1)
        except RefusedError as refusal:
            raise SystemExit(f"refused: {refusal}") from None
        after = await hl.info.user_state(receiver)
        print(f"receiver: {before.margin_summary.account_value} → {after.margin_summary.account_value} USD")


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
