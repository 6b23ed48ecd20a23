"""What of the bank is exported: items by domain, subtopic, level and status, as their files have them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.bank.catalogue import Catalogue
from bot.bank.entries import Entry
from bot.bank.exchange.raw import Fields, items_of, raw_of, text_of
from bot.bank.faults import ContentError
from bot.bank.generators import generated_item
from bot.bank.loading import read
from bot.bank.pages import Page, compose
from bot.model.domains import Domain
from bot.model.items import Generator, Item, Level, Status


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items. Nothing said of a property means: whatever it is."""

    domains: Collection[Domain] = ()
    subtopics: Collection[str] = ()
    levels: Collection[Level] = ()
    statuses: Collection[Status] = ()

    def takes(self, item: Item) -> bool:
        """Whether this one is wanted."""
        pairs: tuple[tuple[object, Collection[object]], ...] = (
            (item.domain, self.domains),
            (item.subtopic, self.subtopics),
            (item.level, self.levels),
            (item.status, self.statuses),
        )
        return all(value in wanted for value, wanted in pairs if wanted)


@dataclass(frozen=True, slots=True)
class Held:
    """A written item with its texts as they are in its file."""

    entry: Entry
    raw: Fields


@dataclass(frozen=True, slots=True)
class Holding:
    """A content folder, read whole."""

    catalogue: Catalogue
    written: tuple[Held, ...] = ()
    generated: tuple[Item, ...] = field(default=())

    def chosen(self, wanted: Wanted) -> Holding:
        """What is wanted of it."""
        return Holding(
            self.catalogue,
            tuple(held for held in self.written if wanted.takes(held.entry.item)),
            tuple(item for item in self.generated if wanted.takes(item)),
        )


def holding(folder: Path, generators: Sequence[Generator] = ()) -> Holding:
    """Everything in a content folder, the newest version of each generator. Raises ContentError with every fault."""
    source = read(folder, generators)
    if source.faults:
        raise ContentError(source.faults)
    raws: dict[str, Fields] = {}
    for file in dict.fromkeys(entry.file for entry in source.entries):
        page = Page(file)
        root = compose(page, folder / file)
        document = raw_of(page, root) if root is not None else ""
        raws |= {text_of(item, "id"): item for item in items_of(document)}
    newest = {generator.id: generator for generator in sorted(generators, key=lambda one: one.version)}
    return Holding(
        source.catalogue,
        tuple(Held(entry, raws[entry.item.id]) for entry in source.entries),
        tuple(generated_item(newest[id]) for id in sorted(newest)),
    )
