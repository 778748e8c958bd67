"""Trade with a friend's referral code: the friend makes one, we use it and pay lower fees."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.errors import RefusedError
from hyperquote.exchange.actions.register_referrer import RegisterReferrer
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    friend = Wallet.from_key("0x" + "33" * 32)  # everyone has this key
    async with Hyperliquid(network, wallet) as hl, Hyperliquid(network, friend) as other:
        if hl.network.is_mainnet:
            raise SystemExit("everyone has the key of this friend: on mainnet take the code of a real one")
        try:
            await hl.exchange.usd_send(friend.address, 1)
            state = (await other.info.referral(friend.address)).referrer_state
            if state is None or state.stage != "ready":
                await other.exchange.send(RegisterReferrer(code="HYPERQUOTE"))
            await hl.exchange.set_referrer("HYPERQUOTE")
        except RefusedError as refusal:
            raise SystemExit(f"refused: {refusal}") from None
        used = (await hl.info.referral(wallet.address)).referred_by
        fees = await hl.info.user_fees(wallet.address)
        if used is not None:
            print(f"referred by {used.referrer} with {used.code}")
        print(f"discount on fees: {float(fees.active_referral_discount):.0%}")


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
