"""Items for the tests of rules, made without a file: four options, the first of them the key unless told otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.bank.entries import Entry
from bot.bank.faults import Fault
from bot.bank.house import PLAIN, House
from bot.bank.lint.table import HOUSE_RULES, ITEM_RULES
from bot.model.domains import Domain
from bot.model.items import Item, Level, Option, Question, Status

WHY = "This says in some eight words why it is so."


def entry(
    number: int,
    stem: str,
    *options: str,
    key: int = 0,
    ordered: bool = False,
    status: Status = Status.REVIEWED,
    level: Level = Level.APPLY,
    subtopic: str = "IN13",
) -> Entry:
    """An item with these options."""
    made = tuple(Option(text, WHY, place == key) for place, text in enumerate(options))
    item = Item(
        f"inventory.{subtopic}.{number:04}",
        1,
        Domain.INVENTORY,
        subtopic,
        level,
        status,
        Question(stem, made, ordered=ordered),
    )
    lines = {"id": 4, "stem": 6, "meta": 20, **{f"option {place}": 6 + 2 * place for place in range(1, 5)}}
    return Entry(f"items/inventory/{subtopic}.yaml", item, lines, "", {"origin": "original"})


def exempting(found: Entry, **reasons: str) -> Entry:
    """The same item with exemptions."""
    return replace(found, exempt=reasons)


def judge(found: Entry, house: House = PLAIN) -> Sequence[Fault]:
    """What the rules on one item find."""
    of_item = [fault for rule in ITEM_RULES for fault in rule.find(found)]
    return of_item + [fault for rule in HOUSE_RULES for fault in rule.find(found, house)]
