"""A content folder becomes a bank, or a list of everything that stands in the way of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.bank.bank import Bank
from bot.bank.catalogue import Catalogue, load_catalogue
from bot.bank.entries import Entry
from bot.bank.faults import ContentError, Fault
from bot.bank.lint.generated import names
from bot.bank.lint.table import start_faults
from bot.bank.pages import Page
from bot.bank.reading import read_file
from bot.bank.terms import TermEntry, read_terms
from bot.model.items import Generator, Item, Status


@dataclass(frozen=True, slots=True)
class Source:
    """Everything read from a content folder, before it is judged or served."""

    catalogue: Catalogue
    entries: tuple[Entry, ...]
    generators: tuple[Generator, ...]
    terms: tuple[TermEntry, ...]
    faults: tuple[Fault, ...]

    def bank(self) -> Bank:
        """The bank of what could be read."""
        items = [item for entry in self.entries for item in (entry.item, *entry.earlier)]
        generated = [generated_item(generator) for generator in self.generators]
        terms = [entry.term for entry in self.terms]
        return Bank([*items, *generated], self.catalogue.subtopics, self.catalogue.books, terms)


def load(folder: Path, generators: Sequence[Generator] = ()) -> Bank:
    """The bank of a content folder. Raises ContentError with every fault that keeps an item from being asked.

    Style is not judged here: `bot.bank.check` does, before content is merged.
    """
    source = read(folder, generators)
    faults = [*source.faults, *start_faults(source.entries)]
    if faults:
        raise ContentError(faults)
    return source.bank()


def read(folder: Path, generators: Sequence[Generator] = ()) -> Source:
    """Every item and term of a content folder and what is wrong with them. Raises ContentError without a catalogue."""
    catalogue = load_catalogue(folder)
    entries: list[Entry] = []
    faults: list[Fault] = []
    for path in _files(folder / "items"):
        page = Page(path.relative_to(folder).as_posix())
        entries += read_file(page, path, catalogue)
        faults += page.faults
    faults += _doubles(entries)
    faults += names(generators, catalogue.subtopics)
    terms, wrong = read_terms(folder, catalogue.subtopics)
    faults += wrong
    return Source(catalogue, tuple(entries), tuple(generators), tuple(terms), tuple(faults))


def generated_item(generator: Generator) -> Item:
    """A generator as an item of the bank. Generators are tested, not read by a second reader: they are always live."""
    return Item(
        id=generator.id,
        version=generator.version,
        domain=generator.domain,
        subtopic=generator.subtopic,
        level=generator.level,
        status=Status.LIVE,
        generator=generator,
        reference=generator.reference,
        tags=generator.tags,
    )


def _files(folder: Path) -> list[Path]:
    return sorted(path for ending in ("*.yaml", "*.yml") for path in folder.rglob(ending))


def _doubles(entries: Iterable[Entry]) -> Iterator[Fault]:
    first: dict[str, Entry] = {}
    for entry in entries:
        other = first.setdefault(entry.item.id, entry)
        if other is not entry:
            where = f"{other.file}:{other.lines['id']}"
            yield entry.fault("id", "L01", f"this id is taken by {where}", "give it the next free number")
