"""Arguments of named methods: the error names the argument, and says what it takes.

A type checker finds these before they run; who works in a notebook has none.
"""

from decimal import Decimal

from hyperquote.errors import ValidationError


def check_number(field: str, value: object) -> None:
    """Raise ValidationError unless an argument is something that can be a number."""
    if not isinstance(value, int | float | str | Decimal) or isinstance(value, bool):
        raise ValidationError(f"{field}: takes a number or its text, not {value!r:.80}")


def check_float(field: str, value: object) -> None:
    """Raise ValidationError unless an argument is a number to calculate with."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValidationError(f"{field}: takes a number, not {value!r:.80}")


def check_flag(field: str, value: object) -> None:
    """Raise ValidationError unless an argument is True or False: the text "sell" would be true."""
    if value.__class__ is not bool:
        raise ValidationError(f"{field}: takes True or False, not {value!r:.80}")


def check_text(field: str, value: object) -> None:
    """Raise ValidationError unless an argument is a text."""
    if not isinstance(value, str):
        raise ValidationError(f"{field}: takes a text, not {value!r:.80}")


def check_whole(field: str, value: object) -> None:
    """Raise ValidationError unless an argument is an int."""
    if type(value) is not int:
        raise ValidationError(f"{field}: takes a whole number, not {value!r:.80}")
