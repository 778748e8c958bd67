"""How numbers and moments look to people, the same on the screen, in the log and in the report."""

from hyperquote.book.grid import Grid

MINUS = "−"
NONE = "–"


def number(value: float, decimals: int = 2) -> str:
    """Return `value` with thousands set apart and a true minus sign: −12 345.60."""
    text = f"{value:,.{decimals}f}".replace(",", " ")
    if text.startswith("-"):
        text = text[1:] if not any(digit in text for digit in "123456789") else MINUS + text[1:]
    return text


def signed(value: float, decimals: int = 2) -> str:
    """Return `value` with its sign, but zero without: +4.12, −0.86, 0.00."""
    text = number(value, decimals)
    is_zero = not any(digit in text for digit in "123456789")
    return text if is_zero or text.startswith(MINUS) else f"+{text}"


def price(px: float, grid: Grid) -> str:
    """Return a price (USD) with as many decimals as its tick has."""
    return number(px, price_decimals(px, grid))


def price_decimals(px: float, grid: Grid) -> int:
    """Return the decimals of the tick in force at `px` (USD)."""
    tick = grid.tick(max(grid.units(px), 1))
    return grid.px_decimals - (len(str(tick)) - 1)


def size(base: float, grid: Grid) -> str:
    """Return an unsigned size (base units) to the lot."""
    return number(abs(base), grid.sz_decimals)


def amount(base: float, grid: Grid) -> str:
    """Return a signed amount (base units) to the lot."""
    return signed(base, grid.sz_decimals)


def side(is_buy: bool) -> str:
    """Return what happened to us: bought or sold."""
    return "bought" if is_buy else "sold"


def duration(seconds: float) -> str:
    """Return a length of time as hours:minutes:seconds."""
    whole = max(int(seconds), 0)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def clock(unix_ms: int) -> str:
    """Return the time of day (UTC) to the millisecond."""
    day_ms = unix_ms % 86_400_000
    return f"{duration(day_ms / 1000)}.{day_ms % 1000:03d}"
