"""What the linter says of a question that a member wrote, input by input, in words for somebody who writes their first.

The law: the rules are those of the bank's own items, but for what a file alone has: ids, references, arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.bank.entries import Entry
from bot.bank.faults import Severity
from bot.bank.lint.numbers import read_numbers
from bot.model.domains import Domain
from bot.model.items import Item, Level, Question, Status

_OF_FILES = ("L31",)
_OF_REASONS = ("L21",)
_PARTS = ("stem", *(f"{kind} {n}" for kind in ("option", "why") for n in range(1, 5)))
_SPOKEN = re.compile(r"\b(why|option|option but) ([1-4])\b")
_META = {"origin": "original"}


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong or doubtful in a part: `stem`, `option 0` or `why 0`, counted as the options were given."""

    part: str
    wrong: str
    remedy: str
    grave: bool


def in_order(words: Question) -> Question:
    """The question with its options as they are kept: numbers ascend and are never shuffled, anything else stays."""
    options = tuple(words.options[place] for place in _places(words))
    return replace(words, options=options, ordered=bool(read_numbers(words)))


def _places(words: Question) -> list[int]:
    numbers = read_numbers(words)
    return sorted(range(len(words.options)), key=lambda place: numbers[place].value if numbers else 0)


def remarks(given: Question, names: Sequence[str], *, reasons: bool) -> list[Remark]:
    """What the rules find. `given` has the options as the author gave them, `names` what to call each of them.

    `reasons`: they are there, and are judged too.
    """
    from bot.bank.lint.table import ITEM_RULES  # here: a bot for whom nobody writes questions never loads the rules

    kept = in_order(given)
    places = _places(given)
    skipped = _OF_FILES if reasons else (*_OF_FILES, *_OF_REASONS)
    entry = _entry(kept)
    found = [fault for rule in ITEM_RULES if rule.id not in skipped for fault in rule.find(entry)]
    prefix = f"{entry.item.id}: "
    return [
        Remark(
            _named(_PARTS[fault.line - 1] if fault.line else "stem", places),
            _spoken(fault.text.removeprefix(prefix), places, names),
            _spoken(fault.remedy, places, names),
            fault.level is Severity.ERROR,
        )
        for fault in found
    ]


def _entry(words: Question) -> Entry:
    lines: Mapping[str, int] = {part: line for line, part in enumerate(_PARTS, 1)}
    item = Item("own", 1, Domain.STRATEGY, "", Level.UNDERSTAND, Status.DRAFT, words)
    return Entry("", item, lines, "", _META)


def _named(part: str, places: Sequence[int]) -> str:
    kind, _, number = part.partition(" ")
    return f"{kind} {places[int(number) - 1]}" if number else part


def _spoken(text: str, places: Sequence[int], names: Sequence[str]) -> str:
    """Options by the names that the form gives them: there is no `option 3` to whoever filled it in."""

    def name(found: re.Match[str]) -> str:
        called = names[places[int(found[2]) - 1]]
        return {"option": called, "option but": f"answer but {called}"}.get(found[1], f"the reason for {called}")

    return _SPOKEN.sub(name, text)
