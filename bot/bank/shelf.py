"""The bank to leaf through, as its sources are at this moment: drafts, retired items and faulty neighbours included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.bank.bank import Bank
from bot.bank.faults import ContentError, Fault
from bot.bank.loading import read
from bot.bank.sources import digest
from bot.model.domains import Domain
from bot.model.items import Generator, Item, Level, Question, Status
from bot.rules.practice import fresh_seed


class Kind(StrEnum):
    """Which questions are looked for."""

    WRITTEN = "written"
    PARAMETRIC = "parametric"
    DRAFT = "draft"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is empty is not asked for. All words of `text` must stand in a question."""

    domain: Domain | None = None
    subtopic: str = ""
    level: Level | None = None
    kind: Kind | None = None
    text: str = ""


class Shelf:
    """A content folder and the generators, read again whenever the folder has changed."""

    def __init__(self, folder: Path, generators: Sequence[Generator]) -> None:
        """Raises ContentError where the folder has no catalogue."""
        self._folder = folder
        self._generators = generators
        self.faults: tuple[Fault, ...] = ()
        self._read()

    def refresh(self) -> None:
        """Read the sources again if they have changed. Without a catalogue the last reading stays, and says so."""
        if digest(self._folder) != self._digest:
            try:
                self._read()
            except ContentError as error:
                self.faults = error.faults

    def found(self, wanted: Wanted) -> list[Item]:
        """What is looked for, by domain and subtopic. Who names a question by its id wants that one."""
        if named := [item for item in self._items if item.id == wanted.text]:
            return named
        words = wanted.text.casefold().split()
        return [item for item in self._items if _fits(item, wanted) and all(word in self._text(item) for word in words)]

    def place(self, item: Item) -> str:
        """The file and line of a written item, "" for any other."""
        return self._places.get(item.id, "")

    def _read(self) -> None:
        self._digest = digest(self._folder)
        source = read(self._folder, self._generators)
        domains = list(Domain)
        self.bank: Bank = source.bank()
        self.faults = source.faults
        self._items = sorted(
            self.bank.current_items(), key=lambda item: (domains.index(item.domain), item.subtopic, item.id)
        )
        self._places = {entry.item.id: f"{entry.file}:{entry.lines['id']}" for entry in source.entries}
        self._texts: dict[str, str] = {}

    def _text(self, item: Item) -> str:
        """All words of a question, of a parametric one those of its first draw."""
        if item.id not in self._texts:
            self._texts[item.id] = "\n".join(self._words(item)).casefold()
        return self._texts[item.id]

    def _words(self, item: Item) -> list[str]:
        asked = drawn(item)
        options = [text for option in asked.options for text in (option.text, option.why)]
        formula = item.generator.formula if item.generator else None
        reference = [item.reference.topic] if item.reference else []
        name = self.bank.subtopics[item.subtopic].name if item.subtopic in self.bank.subtopics else ""
        title = [formula.title] if formula else []
        return [item.id, name, asked.stem, *options, asked.solution, *reference, *title, *sorted(item.tags)]


def seed_of(item: Item, draw: int) -> int:
    """The seed of the n-th draw that is shown."""
    return fresh_seed("preview", item.id, draw)


def drawn(item: Item, draw: int = 1) -> Question:
    """The question at its n-th draw; a written one is always the same."""
    return item.draw(seed_of(item, draw))


def _fits(item: Item, wanted: Wanted) -> bool:
    return (
        (wanted.domain is None or item.domain is wanted.domain)
        and (not wanted.subtopic or item.subtopic == wanted.subtopic)
        and (wanted.level is None or item.level is wanted.level)
        and (wanted.kind is None or _is(item, wanted.kind))
    )


def _is(item: Item, kind: Kind) -> bool:
    match kind:
        case Kind.WRITTEN:
            return item.generator is None
        case Kind.PARAMETRIC:
            return item.generator is not None
        case _:
            return item.status is Status(kind)
