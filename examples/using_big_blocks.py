"""Send our EVM transactions to the big blocks, then to the small ones again."""

import asyncio

import msgspec

from hyperquote import Hyperliquid
from hyperquote.exchange.actions.evm_user_modify import EvmUserModify
from hyperquote.helpers import Network
from hyperquote.signature.wallet import Wallet


async def main(network: Network | str, wallet: Wallet) -> None:
    question = {"jsonrpc": "2.0", "id": 1, "method": "eth_usingBigBlocks", "params": [wallet.address]}
    async with Hyperliquid(network, wallet) as hl:
        for is_big in (True, False):
            await hl.exchange.send(EvmUserModify(using_big_blocks=is_big))
            said = msgspec.json.decode(await hl.exchange.http.post("/evm", msgspec.json.encode(question)))
            print(f"big blocks: {'yes' if said['result'] else 'no'}")


if __name__ == "__main__":
    asyncio.run(main("testnet", Wallet.from_env()))
