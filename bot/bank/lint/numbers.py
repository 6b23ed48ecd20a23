"""Options that are numbers: `1,250 units`, `$12.50`, `78.4%`, `−3 weeks`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.bank.lint.words import bare
from bot.model.items import Question

_NUMBER = re.compile(
    r"""^\s*(?P<sign>[-−+]?)\s*(?P<unit>[$€£])?\s*(?P<sign2>[-−]?)(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?
    \s*(?P<after>%|[^\W\d_](?:[^\W\d_]|[\s/°²-]){0,40})?\.?\s*$""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as an option gives it."""

    value: Decimal
    places: int
    unit: str


def read_number(text: str) -> Number | None:
    """The number that an option is, or None where it is anything else."""
    found = _NUMBER.match(bare(text))
    if found is None:
        return None
    part = found["part"] or ""
    value = Decimal(found["number"].replace(",", "") + part)
    negative = any(sign in ("-", "−") for sign in (found["sign"], found["sign2"]))
    unit = (found["unit"] or "") + _one(found["after"] or "")
    return Number(-value if negative else value, max(len(part) - 1, 0), unit)


def read_numbers(question: Question) -> list[Number]:
    """The four numbers of a question whose options are all numbers, else nothing."""
    numbers = [read_number(option.text) for option in question.options]
    return [number for number in numbers if number is not None] if all(numbers) else []


def _one(unit: str) -> str:
    """The unit in the singular: `1 week` and `2 weeks` have the same."""
    return " ".join(word.removesuffix("s") for word in unit.casefold().split())
