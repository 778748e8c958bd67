"""multiSig: an action of an account that takes several signatures, wrapped by the one who sends it."""

from typing import Any, ClassVar

import msgspec
from msgspec import field

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.base import DEFAULT_CHAIN_ID, Action, Part
from hyperquote.exchange.actions.user_set_abstraction import UserSetAbstraction
from hyperquote.exchange.hex_signature import HexSignature
from hyperquote.helpers import checked_address

_SHORT_MODES = {"disabled": "i", "unifiedAccount": "u", "portfolioMargin": "p"}


class MultiSigPayload(Part, frozen=True):
    """What all agreed on: for whom, sent by whom, and the action as plain data with its keys in signing order."""

    multi_sig_user: str
    outer_signer: str
    action: dict[str, Any]


class MultiSig(Action[bytes], frozen=True, kw_only=True, tag="multiSig"):
    """Do the action in `payload` for `multi_sig_user`. The leader `outer_signer` signs the wrapper, with his nonce.

    Each of `signatures` covers the inner action, with the same nonce, vault and expiry; see
    `hyperquote.exchange.multi_sig`. Refused with "Multi-sig threshold not met", "Invalid multi-sig inner signer" (also
    for an agent of an authorised user), "Invalid multi-sig outer signer" (a leading zero in an inner signature).
    """

    is_plain: ClassVar[bool] = False

    signature_chain_id: str = field(default_factory=lambda: DEFAULT_CHAIN_ID)
    signatures: tuple[HexSignature, ...]
    payload: MultiSigPayload

    def read(self, response: bytes | msgspec.Raw) -> bytes:
        """Return the `response` object as it came, for the `read` of the inner action."""
        return bytes(response)

    def canonical(self) -> "MultiSig":
        """Return the wrapper as it is signed: addresses in lower case, signatures in minimal hex."""
        payload = MultiSigPayload(
            checked_address(self.payload.multi_sig_user),
            checked_address(self.payload.outer_signer),
            self.payload.action,
        )
        signatures = tuple([HexSignature.of(each.value) for each in self.signatures])
        return MultiSig(signature_chain_id=self.signature_chain_id, signatures=signatures, payload=payload)


def payload_action(action: Action[Any]) -> dict[str, Any]:
    """Return an action as a payload carries it; a mode of `userSetAbstraction` stands there as one letter."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(action))
    if isinstance(action, UserSetAbstraction):
        mode = _SHORT_MODES.get(action.abstraction)
        if mode is None:
            raise ValidationError(f"{action.abstraction!r} is no account mode; take one of {', '.join(_SHORT_MODES)}")
        plain["abstraction"] = mode
    return plain
