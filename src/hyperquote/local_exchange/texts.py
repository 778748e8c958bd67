"""How the venue prints numbers: plain decimals with at least one digit after the point."""

ZERO_HASH = "0x" + "0" * 64


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
