"""A written item as its author wrote it: the item itself, and what only the check needs to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.bank.faults import Fault, Severity
from bot.model.items import Item, Option, Question


@dataclass(frozen=True)
class Entry:
    """An item with its file, the line of each of its parts, its arithmetic check and its record (`meta`).

    `earlier` are the wordings it had before, for rounds that were asked with them. They are not linted.
    `exempt` gives the reason for each rule whose warnings were looked at and left as they are.
    """

    file: str
    item: Item
    lines: Mapping[str, int]
    check: str
    meta: Mapping[str, str]
    earlier: tuple[Item, ...] = ()
    exempt: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def question(self) -> Question:
        """The question as it is asked now."""
        return self.item.draw(0)

    @cached_property
    def key(self) -> Option:
        """The correct option."""
        return self.question.options[self.question.key]

    @cached_property
    def distractors(self) -> tuple[Option, ...]:
        """The other options."""
        return tuple(option for option in self.question.options if not option.correct)

    def fault(self, part: str, rule: str, text: str, remedy: str = "", level: Severity = Severity.ERROR) -> Fault:
        """A fault in a part of this item: `stem`, `option 2`, `why 2`, `meta`, ..."""
        line = self.lines.get(part, self.lines.get("id", 0))
        return Fault(self.file, line, rule, f"{self.item.id}: {text}", remedy, level, self.item.id)

    def warning(self, part: str, rule: str, text: str, remedy: str = "") -> Fault:
        """A fault that is only worth a second look."""
        return self.fault(part, rule, text, remedy, Severity.WARNING)
