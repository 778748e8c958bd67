"""sendToEvmWithData: send a token to a contract on an EVM chain, with a call"""

from typing import ClassVar, Literal

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class SendToEvmWithData(UserAction, frozen=True, kw_only=True, tag="sendToEvmWithData"):
    """Send `amount` (decimal text) of `token` to `destination_recipient` on a chain, calling it with `data` (hex).

    The recipient is text in the chain's own encoding. "Insufficient balance for token transfer" if we have less.
    """

    encode_type: ClassVar[str] = (
        "HyperliquidTransaction:SendToEvmWithData("
        "string hyperliquidChain,string token,string amount,string sourceDex,string destinationRecipient,"
        "string addressEncoding,uint32 destinationChainId,uint64 gasLimit,bytes data,uint64 nonce)"
    )

    token: str
    amount: str
    source_dex: str
    destination_recipient: str
    address_encoding: Literal["hex", "base58"]
    destination_chain_id: int
    gas_limit: int
    data: str
    nonce: int = field(default_factory=int)
