"""How the venue prints numbers: plain decimals with at least one digit after the point."""

import re

from hyperquote.consts import MICRO

ZERO_HASH = "0x" + "0" * 64
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


def decimal_text(value: int, decimals: int) -> str:
    """Return value·10^−decimals the venue's way: `85821.0`, `0.5`, `-0.00015`; trailing zeros are dropped."""
    if decimals == 0:
        return f"{value}.0"
    digits = str(abs(value)).rjust(decimals + 1, "0")
    fraction = digits[-decimals:].rstrip("0") or "0"
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-decimals]}.{fraction}"


def usd_text(micro: int) -> str:
    """Return micro-dollars as dollars, up to six decimals."""
    return decimal_text(micro, 6)


def bare_text(value: int, decimals: int) -> str:
    """Return value·10^−decimals without a trailing `.0`, as error texts and trigger conditions print prices."""
    return decimal_text(value, decimals).removesuffix(".0")


def is_address(text: str) -> bool:
    """Return whether this is `0x` and 40 hex digits, in any letter case."""
    return _ADDRESS.fullmatch(text) is not None


def micro_of(text: str) -> int:
    """Return a decimal dollar text in micro-dollars, exact.

    Raises ValueError if the text is no plain decimal or finer than a micro-dollar.
    """
    whole, _, fraction = text.partition(".")
    if len(fraction) > 6 or not (whole + fraction).isascii() or not (whole + fraction).isdigit():
        raise ValueError(text)
    return int(whole or "0") * MICRO + int(fraction.ljust(6, "0"))
