"""Numbers in words that members read. Arithmetic is decimal and rounds once, at the end."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

_NOISE = Decimal("1E-10")


def half_up(value: Decimal, places: int = 0) -> Decimal:
    """Rounded to this many places, halves up (away from zero), also where noise in the 28th digit hides a half."""
    unit = Decimal(1).scaleb(-places)
    return value.quantize(unit * _NOISE).quantize(unit, rounding=ROUND_HALF_UP) + 0  # nought has no sign


def up(value: Decimal) -> Decimal:
    """Rounded up to a whole number. What is whole but for noise in the 28th digit stays."""
    return value.quantize(Decimal("1E-7"), rounding=ROUND_HALF_UP).quantize(Decimal(1), rounding=ROUND_CEILING)


def given(value: Decimal | int) -> str:
    """A number with all the digits it was given: 12,500 or 1.650."""
    return f"{value:,f}".replace("-", "−") if isinstance(value, Decimal) else comma(value)


def comma(value: Decimal | int, places: int = 0) -> str:
    """A number with thousands separators: 12,500."""
    return f"{half_up(Decimal(value), places):,f}".replace("-", "−")


def short(value: Decimal, places: int = 3) -> str:
    """A number in a working: rounded, without idle zeros."""
    rounded = f"{half_up(value, places):,.{places}f}".replace("-", "−")
    return rounded.rstrip("0").rstrip(".") if places else rounded


def signed(value: Decimal | int) -> str:
    """A number with its sign: +5, −3."""
    shown = given(value)
    return f"+{shown}" if value > 0 else shown


def count(value: Decimal | int, unit: str) -> str:
    """A number with its unit in the right number: 1 box, 12,500 boxes."""
    return f"{comma(value)} {plural(unit) if value != 1 else unit}"


def plural(unit: str) -> str:
    """The plural of a unit."""
    if unit.endswith("y") and unit[-2:-1] not in "aeiou":
        return unit[:-1] + "ies"
    return unit + ("es" if unit.endswith(("s", "x", "ch", "sh")) else "s")


def money(value: Decimal | int, places: int = 0) -> str:
    """Dollars: $12,500, −$3.50."""
    return f"{'−' if value < 0 else ''}${comma(abs(Decimal(value)), places)}"


def price(value: Decimal | int) -> str:
    """Dollars as they were given: $12, $12.50, $0.125."""
    _, _, part = f"{Decimal(value).normalize():f}".partition(".")
    return money(value, max(len(part), 2) if part else 0)


def table(rows: Sequence[tuple[str, Sequence[Decimal | int | str]]]) -> str:
    """Rows of numbers as aligned lines, each a piece of code, so that the columns stand under each other."""
    cells = [[name, *(cell if isinstance(cell, str) else given(cell) for cell in row)] for name, row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in cells
    ]
    return "\n".join(f"`{line}`" for line in lines)
