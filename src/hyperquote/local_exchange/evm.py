"""The little of the venue's EVM that accounts of the exchange decide: which blocks their transactions go to."""

import msgspec

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.reply import Reply
from hyperquote.local_exchange.wire import encode

CHAIN_ID = "0x3e6"  # the venue's EVM on testnet, 998


class Call(msgspec.Struct):
    """A JSON-RPC request."""

    method: str
    id: int | str | None = None
    params: list[object] = msgspec.field(default_factory=list)


_DECODER = msgspec.json.Decoder(Call)


def call_evm(exchange: LocalExchange, body: bytes) -> Reply:
    """Answer `eth_usingBigBlocks` with the choice of an address and `eth_chainId`; there is no other method."""
    try:
        call = _DECODER.decode(body)
    except msgspec.DecodeError:
        return _error(None, -32700, "Parse error")
    if call.method == "eth_chainId":
        return _result(call, CHAIN_ID)
    if call.method != "eth_usingBigBlocks":
        return _error(call.id, -32601, f"the method {call.method} does not exist/is not available")
    if len(call.params) != 1 or not isinstance(call.params[0], str):
        return _error(call.id, -32602, "Invalid params")
    return _result(call, exchange.registry.settings.uses_big_blocks(call.params[0].lower()))


def _result(call: Call, value: object) -> Reply:
    return Reply(200, encode({"jsonrpc": "2.0", "id": call.id, "result": value}))


def _error(call_id: int | str | None, code: int, message: str) -> Reply:
    return Reply(200, encode({"jsonrpc": "2.0", "id": call_id, "error": {"code": code, "message": message}}))
