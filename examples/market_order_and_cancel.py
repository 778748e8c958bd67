"""Buy at the market, look at the position, sell it again."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.exchange.actions.outcome import Filled
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    async with Hyperliquid(network, wallet) as hl:
        mid = float((await hl.info.all_mids())["BTC"])
        bought = await hl.exchange.market_open("BTC", True, "0.001", mid, slippage=0.01)
        if not isinstance(bought, Filled):
            raise SystemExit(f"not filled: {bought}")
        print(f"bought {bought.total_sz} at {bought.avg_px}")
        state = await hl.info.user_state(hl.exchange.account_address)
        sizes = {each.position.coin: each.position.szi for each in state.asset_positions}
        print("position:", sizes["BTC"])
        sold = await hl.exchange.market_close("BTC", float(bought.total_sz), mid, slippage=0.01)
        if not isinstance(sold, Filled):
            raise SystemExit(f"not closed: {sold}")
        print(f"sold {sold.total_sz} at {sold.avg_px}")


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
