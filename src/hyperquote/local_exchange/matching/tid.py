"""Trade ids: 50 bits that depend on nothing but the two orders that met."""

from typing import Final

_HALF_BITS: Final = 25
_HALF: Final = (1 << _HALF_BITS) - 1
_KEYS: Final[list[int]] = [0x9E37_79B1, 0x85EB_CA6B, 0xC2B2_AE35, 0x27D4_EB2F]  # odd constants of common integer mixers
_TAPE_MARK: Final = 1 << (_HALF_BITS - 1)


def mix(left: int, right: int) -> int:
    """Return a four-round Feistel permutation of 50 bits: different halves never give the same id."""
    for key in _KEYS:
        left, right = right, left ^ ((right * key >> 17) & _HALF)
    return left << _HALF_BITS | right


def trade_id(buyer_oid: int, seller_oid: int) -> int:
    """Return the tid of a trade between two orders; unique while oids stay below 2^25, a hash beyond."""
    left = (buyer_oid ^ seller_oid >> _HALF_BITS) & _HALF
    right = (seller_oid ^ buyer_oid >> _HALF_BITS) & _HALF
    return mix(left, right)


def tape_trade_id(oid: int, count: int) -> int:
    """Return the tid of the `count`-th trade with the recorded tape, which has no orders of its own."""
    return mix((oid ^ oid >> _HALF_BITS) & _HALF, _TAPE_MARK | count & (_TAPE_MARK - 1))
