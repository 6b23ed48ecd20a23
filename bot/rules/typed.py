"""A typed answer to a computed question is read here: a number, with or without its unit, and nothing is guessed."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.rules.reading import Misread

_ANSWER = re.compile(r"(?P<sign>[-−+]?)\s*\$?\s*(?P<minus>[-−]?)(?P<number>\d[\d,.]*|\.\d+)\s*(?:%|[^\W\d_]\D*)?")
_PLAIN = re.compile(r"(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,10})?|\.\d{1,10}")


def read_answer(raw: str) -> Decimal:
    """`1,250`, `$12.50`, `78.4 %` or `99 bulbs` as a number. Raises Misread for anything else, `12,5` too."""
    found = _ANSWER.fullmatch(raw.strip())
    if found is None or (found["sign"] and found["minus"]):
        raise Misread(f"“{raw}” is not one number", "write it like 1250 or 12.5")
    if not _PLAIN.fullmatch(found["number"]):
        raise Misread(f"“{raw}” can be read in more than one way", "write it with a point, like 12.5 or 1250")
    value = Decimal(found["number"].replace(",", ""))
    return -value if {found["sign"], found["minus"]} & {"-", "−"} else value
