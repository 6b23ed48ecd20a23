"""What is wrong with the content, as data: file, line, rule, what it is and how to put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error makes the check fail, a warning asks for a second look, a note only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault. `file` is relative to the content folder, `line` counts from 1 (0: the file as a whole).

    `item` is the id of the item or generator that it is in, "" where it is in none.
    """

    file: str
    line: int
    rule: str
    text: str
    remedy: str = ""
    level: Severity = Severity.ERROR
    item: str = ""

    def __str__(self) -> str:
        remedy = f"{'' if self.text.endswith(('.', '?', '!')) else '.'} Remedy: {self.remedy}" if self.remedy else ""
        return f"{self.file}:{self.line}: {self.level} {self.rule}: {self.text}{remedy}"


class ContentError(Exception):
    """The content cannot be served. Carries every fault that was found, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        count = f"{len(self.faults)} fault{'s' if len(self.faults) != 1 else ''} in the content"
        super().__init__("\n".join([count, *(f"  {fault}" for fault in self.faults)]))
