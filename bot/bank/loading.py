"""The sources of a content folder become a bank, or a list of everything that stands in the way of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.bank.bank import Bank
from bot.bank.catalogue import Catalogue, load_catalogue
from bot.bank.entries import Entry
from bot.bank.faults import ContentError, Fault
from bot.bank.generators import generated_item, names
from bot.bank.lint.table import start_faults
from bot.bank.pages import Page
from bot.bank.reading import read_file
from bot.bank.sources import item_files
from bot.bank.terms import TermEntry, read_terms
from bot.model.items import Generator


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


def build(folder: Path, generators: Sequence[Generator] = ()) -> Bank:
    """The bank of these sources. Raises ContentError with every fault that keeps an item from being asked."""
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
    for path in item_files(folder):
        page = Page(path.relative_to(folder).as_posix())
        entries += read_file(page, path, catalogue)
        faults += page.faults
    faults += _doubles(entries)
    faults += names(generators, catalogue.subtopics)
    terms, wrong = read_terms(folder, catalogue.subtopics)
    faults += wrong
    return Source(catalogue, tuple(entries), tuple(generators), tuple(terms), tuple(faults))


def _doubles(entries: Iterable[Entry]) -> Iterator[Fault]:
    first: dict[str, Entry] = {}
    for entry in entries:
        other = first.setdefault(entry.item.id, entry)
        if other is not entry:
            where = f"{other.file}:{other.lines['id']}"
            yield entry.fault("id", "L01", f"this id is taken by {where}", "give it the next free number")
