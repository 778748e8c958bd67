"""The way of a signed action: read it, find out who signed, admit it once, do it. In the venue's order and words."""

import msgspec

from hyperquote.errors import ProtocolError, SigningError
from hyperquote.exchange.actions import AnyAction, decode_action
from hyperquote.exchange.actions.base import UserAction
from hyperquote.exchange.envelope import Envelope, decode_envelope, signer_of
from hyperquote.local_exchange.duplicate_keys import has_duplicates
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers import handle, refused
from hyperquote.local_exchange.reply import Reply
from hyperquote.local_exchange.wire import encode

CHAIN = "Testnet"  # what every network but mainnet signs for


class Signed:
    """An action in its envelope, read but not judged yet."""

    __slots__ = ("action", "envelope")

    def __init__(self, envelope: Envelope, action: AnyAction) -> None:
        self.envelope = envelope
        self.action = action


class Notary:
    """Stands between the wire and the handlers. Whatever it refuses has changed nothing but, perhaps, a nonce."""

    def __init__(self, exchange: LocalExchange) -> None:
        self._exchange = exchange

    def read(self, body: bytes) -> Signed | Reply:
        """Return what a body asks, or the HTTP reply to one that cannot be read."""
        signed = self._decoded(body)
        is_twofold = isinstance(signed, Signed) and has_duplicates(body, type(signed.action))
        return Reply.UNREADABLE if is_twofold else signed

    def _decoded(self, body: bytes) -> Signed | Reply:
        try:
            envelope = decode_envelope(body)
            return Signed(envelope, decode_action(envelope.action))
        except ProtocolError as error:
            return Reply.UNREADABLE if _is_json(error) else Reply.NOT_JSON

    def act(self, signed: Signed, now_ms: int) -> Reply:
        """Do what was asked and return the HTTP reply."""
        return Reply(200, encode(self._act(signed.envelope, signed.action, now_ms)))

    def _act(self, envelope: Envelope, action: AnyAction, now_ms: int) -> dict[str, object]:
        is_user_signed = isinstance(action, UserAction)
        if isinstance(action, UserAction):
            if action.own_nonce != envelope.nonce:
                return refused("Nonce mismatch.")
            if action.hyperliquid_chain != CHAIN:
                return refused("Mainnet and testnet require different signature.")
            if envelope.expires_after is not None:
                return refused("User-signed actions do not support expiresAfter.")
        try:
            signer = signer_of(envelope, action, is_mainnet=False)
        except (SigningError, ProtocolError):
            return refused("Unable to recover signer.")
        if not is_user_signed and envelope.vault_address is not None:
            return refused(f"Vault not registered: {envelope.vault_address}")
        exchange = self._exchange
        account = signer if is_user_signed else exchange.admission.principal(signer, now_ms)
        if not exchange.is_funded(account):
            if is_user_signed or exchange.admission.agent(signer) is not None:
                return refused(f"Must deposit before performing actions. User: {signer}")
            return refused(f"User or API Wallet {signer} does not exist.")
        if refusal := exchange.admission.admit_nonce(signer, envelope.nonce, now_ms):
            return refused(refusal)
        if envelope.expires_after is not None and envelope.expires_after < now_ms:
            return refused("Action already expired")
        return handle(exchange, action, account, now_ms)


def _is_json(error: ProtocolError) -> bool:
    cause = error.__cause__
    return not isinstance(cause, msgspec.DecodeError) or isinstance(cause, msgspec.ValidationError)
