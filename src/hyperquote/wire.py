"""Exact number text: what the venue signs is text, so a number has one spelling here, and no float in between.

A *plain decimal* has digits, at most one point, at most eight decimals, no exponent, no trailing zeros and no "-0".
"""

import re
from decimal import Decimal
from math import floor, isfinite
from typing import Final, TypeAlias

from hyperquote.errors import ValidationError

Number: TypeAlias = int | float | Decimal | str

MAX_DECIMALS: Final = 8
_SURE: Final = 1e15  # below it a float stands for one decimal of so many figures, and only one
_MAX_LOSS: Final = 1e-12  # a float this close to eight decimals means them: 0.1 + 0.2 is 0.3
_SCALES: Final = tuple([10.0**decimals for decimals in range(23)])  # all that a float holds exactly
_PLAIN: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
is_canonical: Final = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]{0,7}[1-9])?", re.ASCII).fullmatch


def trimmed(text: str) -> str:
    """Return a plain decimal text without trailing zeros, trailing point or a minus before zero."""
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def number_text(value: Number) -> str:
    """Return the wire text of a number; ValidationError if eight decimals cannot hold it."""
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        if not isfinite(value):
            raise ValidationError(f"{value} is not a number that can be sent")
        shortest = repr(value).removesuffix(".0")
        if is_canonical(shortest):
            return shortest
        text = f"{value:.{MAX_DECIMALS}f}"
        if abs(float(text) - value) >= _MAX_LOSS:
            raise ValidationError(f"{value!r} needs more than {MAX_DECIMALS} decimals; round it before sending")
        return trimmed(text)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValidationError(f"{value} is not a number that can be sent")
        text = f"{value:f}"
    else:
        text = value
    return canonical(text)


def canonical(text: str) -> str:
    """Return the one spelling of a plain decimal text: `"2000.0"` is `"2000"`, `"007.50"` is `"7.5"`.

    Zeros beyond the eighth decimal are dropped, as the venue drops them; any other digit there is a ValidationError.
    """
    if is_canonical(text):
        return text
    if _PLAIN.fullmatch(text) is None:
        raise ValidationError(f"{text!r} is not a plain decimal number such as 1670.1")
    sign = "-" if text[0] == "-" else ""
    whole, _, fraction = text.lstrip("-").partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) > MAX_DECIMALS:
        raise ValidationError(f"{text} needs more than {MAX_DECIMALS} decimals; round it before sending")
    whole = whole.lstrip("0") or "0"
    if fraction:
        return f"{sign}{whole}.{fraction}"
    return whole if whole == "0" else sign + whole


def text_of(count: int, decimals: int) -> str:
    """Return count · 10^−decimals as wire text: `text_of(16701, 1)` is `"1670.1"`."""
    if decimals == 0:
        return str(count)
    if count < 0:
        return "-" + text_of(-count, decimals)
    while count % 10 == 0:
        count //= 10
        decimals -= 1
        if decimals == 0:
            return str(count)
    digits = str(count)
    if len(digits) <= decimals:
        digits = digits.zfill(decimals + 1)
    return digits[:-decimals] + "." + digits[-decimals:]


def units_of(text: str, decimals: int) -> int:
    """Return a plain decimal text as a count of 10^−decimals, exact: `units_of("1670.1", 1)` is 16701.

    ValidationError if the text is no plain decimal or finer than `decimals`.
    """
    whole, point, fraction = text.partition(".")
    if len(fraction) > decimals:
        fraction = fraction.rstrip("0")
        if len(fraction) > decimals:
            raise ValidationError(f"{text} is finer than {decimals} decimals")
    elif point and not fraction:
        raise ValidationError(f"{text!r} is not a plain decimal number such as 1670.1")
    digits = whole + fraction
    if not (digits.isdigit() and digits.isascii() and whole) and _PLAIN.fullmatch(text) is None:
        raise ValidationError(f"{text!r} is not a plain decimal number such as 1670.1")
    return int(digits + "0" * (decimals - len(fraction)))


def count_of(value: Number, decimals: int) -> int:
    """Return a number as a count of 10^−decimals: `count_of(1670.1, 1)` is 16701; `units_of` of its wire text.

    A float is taken for the decimal whose nearest float it is: count / 10^decimals, rounded once, gives it back.
    ValidationError if the number is finer than that.
    """
    if isinstance(value, float):
        scale = _SCALES[decimals]
        scaled = value * scale
        if -_SURE < scaled < _SURE:
            count = floor(scaled + 0.5)
            if float(count) / scale == value:  # or it was rounded wrongly, or is finer
                return count
    return units_of(number_text(value), decimals)


def scaled_int(value: Number, decimals: int) -> int:
    """Return value · 10^decimals as an exact integer: micro-USD with 6, HYPE wei with 8.

    ValidationError if the value is finer than that.
    """
    if isinstance(value, float):
        if not isfinite(value):
            raise ValidationError(f"{value} is not a number that can be sent")
        scaled = value * float(10**decimals)
        nearest = round(scaled)
        if abs(nearest - scaled) >= 1e-3:  # the venue's own tolerance
            raise ValidationError(f"{value!r} has more than {decimals} decimals; round it before sending")
        return nearest
    exact = Decimal(number_text(value)) * 10**decimals
    if exact != exact.to_integral_value():
        raise ValidationError(f"{value} has more than {decimals} decimals; round it before sending")
    return int(exact)
