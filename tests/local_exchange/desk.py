"""What tests of the local exchange say to it: signed actions and info requests, as bytes."""

from typing import Any

import msgspec

from hyperquote.exchange.actions.base import Action
from hyperquote.exchange.envelope import seal
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.signature.wallet import Wallet

NOW_MS = 1_700_000_000_000


class Desk:
    """Signs and sends actions of one key; each takes the next nonce."""

    def __init__(self, gateway: Gateway, key_digit: str) -> None:
        self.gateway = gateway
        self.wallet = Wallet.from_key("0x" + key_digit * 64)
        self.address = self.wallet.address
        self.now_ms = NOW_MS
        self.nonce = NOW_MS

    def send(self, action: Action[Any], **envelope: Any) -> Any:
        """Return the decoded reply to an action."""
        self.nonce += 1
        nonce = envelope.pop("nonce", self.nonce)
        body = seal(action, self.wallet, nonce, is_mainnet=envelope.pop("is_mainnet", False), **envelope).encode()
        return msgspec.json.decode(self.gateway.action(body, self.now_ms).body)


def ask(gateway: Gateway, request: dict[str, Any], now_ms: int = NOW_MS) -> Any:
    """Return the decoded answer to an info request."""
    reply = gateway.info(msgspec.json.encode(request), now_ms)
    assert reply.status == 200, reply.body
    return msgspec.json.decode(reply.body)
