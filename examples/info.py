"""Ask the questions of every day: market, account, orders, fills, fees."""

import asyncio

from hyperquote import Hyperliquid
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    async with Hyperliquid(network, wallet) as hl:
        me = hl.exchange.account_address
        book = await hl.info.l2_book("BTC")
        print("best bid and ask:", book.bids[0].px, book.asks[0].px)
        print("perpetuals:", len((await hl.info.meta()).universe))
        print("spot pairs:", len((await hl.info.spot_meta()).universe))
        print("mids:", len(await hl.info.all_mids()))
        print("trades:", len(await hl.info.recent_trades("BTC")))
        print("candles:", len(await hl.info.candles("BTC", "1d", start_ms=0)))
        print("funding of the first:", (await hl.info.meta_and_asset_ctxs()).ctxs[0].funding)
        print("account value:", (await hl.info.user_state(me)).margin_summary.account_value)
        print("spot balances:", len((await hl.info.spot_user_state(me)).balances))
        print("open orders:", len(await hl.info.open_orders(me)))
        print("order history:", len(await hl.info.historical_orders(me)))
        print("fills:", len(await hl.info.user_fills(me)))
        print("funding payments:", len(await hl.info.user_funding(me)))
        print("leverage:", (await hl.info.active_asset_data(me, "BTC")).leverage.value)
        print("maker fee:", (await hl.info.user_fees(me)).user_add_rate)
        print("requests used:", (await hl.info.user_rate_limit(me)).n_requests_used)
        print("role:", (await hl.info.user_role(me)).role)


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
