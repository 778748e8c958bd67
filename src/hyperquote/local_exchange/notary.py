"""The way of a signed action: read it, find out who signed, admit it once, do it. In the venue's order and words."""

import msgspec

from hyperquote.errors import ProtocolError, SigningError
from hyperquote.exchange.actions import AnyAction, decode_action
from hyperquote.exchange.actions.base import UserAction
from hyperquote.exchange.actions.batch_modify import BatchModify
from hyperquote.exchange.actions.cancel import Cancel
from hyperquote.exchange.actions.cancel_by_cloid import CancelByCloid
from hyperquote.exchange.actions.multi_sig import MultiSig
from hyperquote.exchange.actions.order import PlaceOrders
from hyperquote.exchange.actions.reserve_request_weight import ReserveRequestWeight
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.exchange.actions.twap_cancel import TwapCancel
from hyperquote.exchange.envelope import Envelope, decode_envelope, signer_of
from hyperquote.local_exchange.accounts.countersigned import inner_action, refusal_of
from hyperquote.local_exchange.accounts.roles import acting_account
from hyperquote.local_exchange.duplicate_keys import has_duplicates
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers import handle, refused
from hyperquote.local_exchange.reply import Reply
from hyperquote.local_exchange.wire import encode

CHAIN = "Testnet"  # what every network but mainnet signs for
EXPIRED_COST = 5  # what an action that comes too late costs of the budget of its account


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
            action = decode_action(envelope.action)
            if isinstance(action, MultiSig):
                inner_action(action)
            return Signed(envelope, action)
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
        exchange = self._exchange
        if isinstance(action, MultiSig):
            return self._act_together(envelope, action, signer, now_ms)
        account = signer if is_user_signed else exchange.admission.principal(signer, now_ms)
        if not exchange.is_funded(account):
            if is_user_signed or exchange.admission.agent(signer) is not None:
                return refused(f"Must deposit before performing actions. User: {signer}")
            return refused(f"User or API Wallet {signer} does not exist.")
        if exchange.registry.multi_sig.signers_of(account) is not None:
            return refused("Multi-sig required")
        return self._do(envelope, action, signer, account, now_ms)

    def _act_together(self, envelope: Envelope, wrapper: MultiSig, sender: str, now_ms: int) -> dict[str, object]:
        """Do what the users of a multi-sig account agreed on; only the nonces of the sender count."""
        if refusal := refusal_of(self._exchange, envelope, wrapper, sender, now_ms):
            return refused(refusal)
        return self._do(envelope, inner_action(wrapper), sender, wrapper.payload.multi_sig_user, now_ms)

    def _do(self, envelope: Envelope, action: AnyAction, signer: str, principal: str, now_ms: int) -> dict[str, object]:
        """Do an action of `principal`, or of the sub-account or vault that the envelope names."""
        exchange, account = self._exchange, principal
        if envelope.vault_address is not None and not isinstance(action, UserAction):
            account, refusal = acting_account(exchange, principal, envelope.vault_address)
            if refusal or not action.has_vault:
                return refused(refusal or f"Vault not registered: {envelope.vault_address}")
        if exchange.registry.staking.is_locked(principal):
            return refused("Staking link error: the trading user is disabled.")
        if refusal := exchange.admission.admit_nonce(signer, envelope.nonce, now_ms):
            return refused(refusal)
        if envelope.expires_after is not None and envelope.expires_after < now_ms:
            exchange.count_request(account, EXPIRED_COST)
            return refused("Action already expired")
        if exchange.rules.address_limits and (refusal := self._over_budget(action, account, now_ms)):
            return refused(refusal)
        return handle(exchange, action, account, now_ms)

    def _over_budget(self, action: AnyAction, account: str, now_ms: int) -> str:
        n, is_cancel = 1, isinstance(action, Cancel | CancelByCloid | TwapCancel | ScheduleCancel)
        if isinstance(action, PlaceOrders):
            n = max(1, len(action.orders))
        elif isinstance(action, Cancel | CancelByCloid):
            n = max(1, len(action.cancels))
        elif isinstance(action, BatchModify):
            n = max(1, len(action.modifies))
        elif isinstance(action, ReserveRequestWeight):
            return ""  # who has used up everything must be able to buy more
        volume_micro = self._exchange.house.account(account).cum_volume_micro
        return self._exchange.registry.budgets.refusal(account, n, is_cancel, volume_micro, now_ms)


def _is_json(error: ProtocolError) -> bool:
    cause = error.__cause__
    return not isinstance(cause, msgspec.DecodeError) or isinstance(cause, msgspec.ValidationError)
