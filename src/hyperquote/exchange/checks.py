"""Actions are looked over before they are signed: the error names the field, and nothing reaches the wire.

`ready(action)` holds the types that a class declares, and what is known of a field by its name: an address has 40 hex
digits, a size is above zero. What only the venue can know (balances, ticks of an asset, its limits of today) is its own
to refuse.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.base import Action, UserAction
from hyperquote.exchange.actions.order import Order
from hyperquote.exchange.plain_batches import LONGEST_BATCH, PLAIN, is_sound
from hyperquote.helpers import checked_address, checked_cloid
from hyperquote.wire import canonical

A = TypeVar("A", bound=Action[Any])

_U64: Final = 1 << 64
_USD_DECIMALS: Final = 6
_PERCENT: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?%", re.ASCII)
_HEX: Final = re.compile(r"0x(?:[0-9a-fA-F]{2})*", re.ASCII)
_CHAIN: Final = re.compile(r"0x[0-9a-fA-F]{1,64}", re.ASCII)


class _Wrong(Exception):
    """What is wrong, and where: the path grows on the way up."""

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(reason)
        self.reason: Final = reason
        self.path: Final = path

    def inside(self, outer: str) -> "_Wrong":
        return _Wrong(self.reason, outer + self.path)


def ready(action: A) -> A:
    """Return an action in the form that is signed; ValidationError with the field where it cannot be sent."""
    is_plain = PLAIN.get(type(action))
    if is_plain is not None and is_plain(action):
        return action
    if not isinstance(action, Action):
        raise ValidationError(f"an action is a value such as PlaceOrders(…), not {action!r:.80}")
    try:
        _examiner_of(type(action))(action)
    except _Wrong as wrong:
        raise ValidationError(f"{type(action).__name__}{wrong.path}: {wrong.reason}") from None
    return action.canonical()


def check_expiry(action: Action[Any], expires_after: int | None, nonce: int) -> None:
    """Raise ValidationError if an action would have expired (UTC ms) by the time it is signed."""
    if expires_after is None or isinstance(action, UserAction):  # `seal` has its own words for the latter
        return
    if type(expires_after) is not int:
        raise ValidationError(f"expires_after: takes a whole number of UTC ms, not {expires_after!r}")
    if not nonce < expires_after < _U64:
        raise ValidationError(
            f"expires_after: {expires_after} has passed, it is {nonce} now (UTC ms); {type(action).__name__} would be "
            "dropped by the venue"
        )


# ── what is known of a field ────────────────────────────────────────────────────────────────────────────────


def _address(text: str) -> None:
    checked_address(text)


def _address_or_nothing(text: str) -> None:
    if text:
        checked_address(text)


def _cloid(text: str) -> None:
    checked_cloid(text)


def _above_zero(text: str) -> None:
    exact = canonical(text)
    if exact == "0" or exact[0] == "-":
        raise _Wrong(f"{text!r} must be above zero")


def _decimal(text: str) -> None:
    canonical(text)


def _usd(text: str) -> None:
    _above_zero(text)
    if len(canonical(text).partition(".")[2]) > _USD_DECIMALS:
        raise _Wrong(f"{text!r} has more than {_USD_DECIMALS} decimals; a USDC balance has no finer part")


def _usd_of_whom(text: str) -> None:
    amount, separator, account = text.partition(" subaccount:")
    _usd(amount)
    if separator:
        checked_address(account)


def _percent(text: str) -> None:
    if _PERCENT.fullmatch(text) is None:
        raise _Wrong(f"{text!r} is not a percentage such as '0.05%'")


def _hex_data(text: str) -> None:
    if _HEX.fullmatch(text) is None:
        raise _Wrong(f"{text!r:.80} is not data in hex: it takes 0x and two digits for each byte")


def _chain(text: str) -> None:
    if _CHAIN.fullmatch(text) is None:
        raise _Wrong(f"{text!r:.80} is not a hex chain id such as 0x66eee")


def _something(text: str) -> None:
    if not text:
        raise _Wrong("must not be empty")


def _anything(text: str) -> None:
    """What the venue judges: names, codes and prose."""


def _length(low: int, high: int) -> Callable[[str], None]:
    def examine(text: str) -> None:
        if not low <= len(text) <= high:
            raise _Wrong(f"{text!r:.80} has {len(text)} characters; {low} to {high} are taken")

    return examine


def _unsigned(number: int) -> None:
    if not 0 <= number < _U64:
        raise _Wrong(f"{number} does not fit: it is a whole number from 0 to 2^64 − 1")


def _positive(number: int) -> None:
    _unsigned(number)
    if number == 0:
        raise _Wrong("0 must be above zero")


def _signed(number: int) -> None:
    if not -(1 << 63) <= number < 1 << 63:
        raise _Wrong(f"{number} does not fit into 64 bits")
    if number == 0:
        raise _Wrong("0 moves nothing")


def _left_out(number: int) -> None:
    if number:
        raise _Wrong(f"{number} would not be that of the request: leave it out, it is filled in when it is signed")


_TEXTS: Final[dict[str, Callable[[str], None]]] = {
    **dict.fromkeys(
        ("address", "agent_address", "builder", "destination", "fee_recipient", "multi_sig_user"), _address
    ),
    **dict.fromkeys(("oracle_updater", "outer_signer", "signer", "sub_account_user", "trading_user"), _address),
    **dict.fromkeys(("user", "validator", "vault_address"), _address),
    "from_sub_account": _address_or_nothing,
    **dict.fromkeys(("cloid", "oid"), _cloid),
    **dict.fromkeys(("amount", "leverage", "px", "sz", "stop_px", "trigger_px"), _above_zero),
    **dict.fromkeys(("oracle_px", "order_sz", "start_px"), _above_zero),
    **dict.fromkeys(("deployer_fee_scale", "max_supply", "risk_free_rate", "scale", "settle_fraction"), _decimal),
    **dict.fromkeys(("max_fee_rate", "share"), _percent),
    "data": _hex_data,
    "signature_chain_id": _chain,
    **dict.fromkeys(("abstraction", "code", "coin", "destination_recipient", "ip", "signers", "token"), _something),
    **dict.fromkeys(("agent_name", "category", "description", "destination_dex", "details", "dex"), _anything),
    **dict.fromkeys(("disable_dex", "display_name", "full_name", "hyperliquid_chain", "id", "name"), _anything),
    **dict.fromkeys(("source_dex", "variant", "venue_name"), _anything),
}
_NUMBERS: Final[dict[str, Callable[[int], None]]] = {
    **dict.fromkeys(("initial_usd", "initial_wei", "leverage", "minutes", "ntl", "usdc", "wei", "weight"), _positive),
    "ntli": _signed,
}
_SPECIAL: Final[dict[tuple[str, str], Callable[[Any], None]]] = {
    ("UsdSend", "amount"): _usd,
    ("Withdraw", "amount"): _usd,
    ("UsdClassTransfer", "amount"): _usd_of_whom,
    ("CreateSubAccount", "name"): _length(1, 16),
    ("SubAccountModify", "name"): _length(1, 16),
    ("SetDisplayName", "display_name"): _length(0, 20),
    ("CreateVault", "name"): _length(3, 50),
    ("CreateVault", "description"): _length(10, 250),
    ("SubAccountTransfer", "usd"): _positive,
    ("VaultTransfer", "usd"): _positive,
    ("AgentSendAsset", "nonce"): _left_out,
    ("CreateVault", "nonce"): _left_out,
}
BATCHES: Final = frozenset({"orders", "cancels", "modifies"})


# ── the walk ────────────────────────────────────────────────────────────────────────────────────────────────


class _Kind:
    """One type that a field may have: which values are of it, its name for people, and a closer look."""

    def __init__(self, kinds: tuple[type, ...], words: str, examine: Callable[[Any], None]) -> None:
        self.kinds: Final = kinds
        self.words: Final = words
        self.examine: Final = examine


def _nothing(value: Any) -> None:
    pass


@cache
def _examiner_of(kind: type[msgspec.Struct]) -> Callable[[Any], None]:
    """Return what raises `_Wrong` for a value of a class that does not keep to its declaration."""
    hints = get_type_hints(kind)
    fields = [(name, _examiner(hints[name], kind.__name__, name)) for name in kind.__struct_fields__]

    def examine(value: Any) -> None:
        if kind is Order and is_sound(value):
            return
        for name, each in fields:
            try:
                each(getattr(value, name))
            except _Wrong as wrong:
                raise wrong.inside(f".{name}") from None
            except ValidationError as error:
                raise _Wrong(str(error), f".{name}") from None

    return examine


def _examiner(hint: Any, owner: str, name: str) -> Callable[[Any], None]:
    """Return what examines a field: a value is of one of its types, and right for that type."""
    options = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    kinds = [_kind_of(option, owner, name) for option in options]
    words = " or ".join(kind.words for kind in kinds if kind.words)

    def examine(value: Any) -> None:
        for kind in kinds:
            if type(value) in kind.kinds:
                kind.examine(value)
                return
        raise _Wrong(f"takes {words}, not {value!r:.80}")

    return examine


def _kind_of(hint: Any, owner: str, name: str) -> _Kind:
    special = _SPECIAL.get((owner, name))
    if hint is str:
        return _Kind((str,), "a text", special or _TEXTS.get(name, _anything))
    if hint is int:
        return _Kind((int,), "a whole number", special or _NUMBERS.get(name, _unsigned))
    if hint is bool:
        return _Kind((bool,), "True or False", _nothing)
    if hint in {NoneType, None}:
        return _Kind((NoneType,), "None", _nothing)
    if hint is msgspec.UnsetType:
        return _Kind((msgspec.UnsetType,), "", _nothing)
    if get_origin(hint) is Literal:
        return _choice(get_args(hint))
    if get_origin(hint) is tuple:
        return _row(get_args(hint), owner, name)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _Kind((hint,), hint.__name__, _examiner_of(hint))
    return _Kind((dict,), "an object", _nothing)


def _choice(choices: tuple[Any, ...]) -> _Kind:
    words = ", ".join(map(repr, choices))

    def examine(value: Any) -> None:
        if value not in choices:
            raise _Wrong(f"takes one of {words}, not {value!r:.80}")

    return _Kind(tuple({type(choice) for choice in choices}), f"one of {words}", examine)


def _row(hints: tuple[Any, ...], owner: str, name: str) -> _Kind:
    is_open = len(hints) == 2 and hints[1] is ...
    parts = [_examiner(hint, owner, name) for hint in hints if hint is not ...]

    def examine(values: Sequence[Any]) -> None:
        if name in BATCHES:
            _check_batch(len(values))
        if not is_open and len(values) != len(parts):
            raise _Wrong(f"takes {len(parts)} values, not {len(values)}")
        for place, value in enumerate(values):
            try:
                parts[0 if is_open else place](value)
            except _Wrong as wrong:
                raise wrong.inside(f"[{place}]") from None
            except ValidationError as error:
                raise _Wrong(str(error), f"[{place}]") from None

    return _Kind((tuple, list), "several values", examine)


def _check_batch(length: int) -> None:
    if length == 0:
        raise _Wrong("an empty batch is refused by the venue; send nothing instead")
    if length > LONGEST_BATCH:
        raise _Wrong(f"{length} are too many for one request; send at most {LONGEST_BATCH} at a time")
