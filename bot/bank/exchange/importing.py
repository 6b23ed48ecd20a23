"""Items are taken in as a whole or not at all: every fault of the file is told first, and nothing is written here.

The law: an item that is new, or has a higher version, is added; one that is the same stays; the same version with
other words is refused, for rounds may have asked it. An item comes as a draft unless the file tells its whole reading.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.bank.entries import Entry
from bot.bank.exchange.placing import place
from bot.bank.exchange.raw import (
    READING,
    Fields,
    Raw,
    asked,
    bare,
    first_line,
    items_of,
    meta_of,
    node_of,
    read_whole,
    text_of,
    words_of,
)
from bot.bank.exchange.selecting import Holding, holding
from bot.bank.faults import ContentError, Fault
from bot.bank.loading import build
from bot.bank.pages import Page
from bot.bank.reading import read_root
from bot.model.items import Generator, Status


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file to take in: its name and its documents, each with items of one subtopic."""

    page: Page
    documents: Sequence[Raw]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. `files` are the new contents, by path in the content folder; the rest are ids."""

    files: Mapping[str, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()


def plan(incoming: Sequence[Incoming], folder: Path, generators: Sequence[Generator] = ()) -> Plan:
    """What taking in these files changes in a content folder. Raises ContentError with every fault."""
    held = holding(folder, generators)
    known = {one.entry.item.id: one.raw for one in held.written}
    drafts: list[str] = []
    entries: list[tuple[Page, Entry]] = []
    raws: dict[str, Fields] = {}
    for file in incoming:
        for document in file.documents:
            for item in items_of(document):
                if _settled(item, known.get(text_of(item, "id"))):
                    drafts.append(text_of(item, "id"))
                raws.setdefault(text_of(item, "id"), item)
            root = node_of(document, first_line(document, 1))
            entries += [(file.page, entry) for entry in read_root(file.page, root, held.catalogue)]
    _no_doubles(entries)
    for page, entry in entries:
        _fits(page, entry, raws[entry.item.id], known.get(entry.item.id))
    if faults := [fault for file in incoming for fault in file.page.faults]:
        raise ContentError(faults)
    same = [id for id, item in raws.items() if id in known and bare(known[id]) == bare(item)]
    new = [entry for _, entry in entries if entry.item.id not in same]
    files = _files(folder, held, new, raws)
    _loads(folder, files, generators, [entry for _, entry in entries])
    ids = [entry.item.id for entry in new]
    return Plan(
        files,
        tuple(id for id in ids if id not in known),
        tuple(id for id in ids if id in known),
        tuple(same),
        tuple(id for id in drafts if id in ids),
    )


def _settled(item: Fields, known: Fields | None) -> bool:
    """Make an item a draft whose reading the file does not tell whole. The bank's own reading of these words stays."""
    meta = meta_of(item)
    if meta and not text_of(meta, "status"):
        meta["status"] = str(Status.DRAFT)
    if not asked(item) or read_whole(item):
        return False
    same_words = known is not None and words_of(known) == words_of(item)
    if known is not None and same_words and text_of(meta_of(known), "version") == text_of(meta, "version"):
        meta |= {name: value for name, value in meta_of(known).items() if name in (*READING, "status")}
        return False
    for name in READING:
        meta.pop(name, None)
    meta["status"] = str(Status.DRAFT)
    return True


def _no_doubles(entries: Iterable[tuple[Page, Entry]]) -> None:
    first: dict[str, Entry] = {}
    for page, entry in entries:
        other = first.setdefault(entry.item.id, entry)
        if other is not entry:
            where = f"{other.file}:{other.lines['id']}"
            page.blame(entry.lines["id"], "L01", f"{entry.item.id} is taken by {where}", "give it the next free number")


def _fits(page: Page, entry: Entry, item: Fields, known: Fields | None) -> None:
    """Nothing that may have been asked is overwritten."""
    if known is None:
        return
    id, here = entry.item.id, int(text_of(meta_of(known), "version"))
    line = entry.lines["id"]
    if entry.item.version < here:
        page.blame(line, "L01", f"{id}: the bank has version {here}, this is {entry.item.version}", "leave it out")
    elif entry.item.version == here and words_of(known) != words_of(item):
        remedy = f"raise the version to {here + 1}, and keep the present words under `previous`"
        page.blame(line, "L01", f"{id}: version {here} has other words in the bank", remedy)
    elif entry.item.version > here and words_of(known) not in map(words_of, _earlier(item, here)):
        page.blame(line, "L01", f"{id}: `previous` does not hold the bank's words of version {here}", "copy them there")


def _earlier(item: Fields, version: int) -> list[Fields]:
    previous = item.get("previous")
    old = [one for one in previous if isinstance(one, dict)] if isinstance(previous, list) else []
    return [one for one in old if text_of(one, "version") == str(version)]


def _files(folder: Path, held: Holding, new: Sequence[Entry], raws: Mapping[str, Fields]) -> dict[str, str]:
    """The new contents of the files that change."""
    places = {one.entry.item.id: one.entry.file for one in held.written}
    homes = {one.entry.item.subtopic: one.entry.file for one in reversed(held.written)}
    changing: dict[str, list[Entry]] = {}
    for entry in new:
        item = entry.item
        home = places.get(item.id) or homes.get(item.subtopic) or f"items/{item.domain}/{item.subtopic}.yaml"
        changing.setdefault(home, []).append(entry)
    return {
        file: place(folder / file, entries[0].item.subtopic, [raws[entry.item.id] for entry in entries])
        for file, entries in changing.items()
    }


def _loads(folder: Path, files: Mapping[str, str], generators: Sequence[Generator], entries: Sequence[Entry]) -> None:
    """Load the folder as it would be, somewhere else: a bot must be able to start on it. Raises ContentError."""
    if not files:
        return
    with tempfile.TemporaryDirectory(prefix="takt-") as made:
        copy = Path(made) / "content"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("generators", "__pycache__", "*.py"))
        for file, text in files.items():
            (copy / file).parent.mkdir(parents=True, exist_ok=True)
            (copy / file).write_text(text, encoding="utf-8", newline="")
        try:
            build(copy, generators)
        except ContentError as error:
            raise ContentError(_at_home(fault, entries) for fault in error.faults) from None


def _at_home(fault: Fault, entries: Sequence[Entry]) -> Fault:
    """The fault at the line of the file that is taken in, where it is about an item of it."""
    for entry in entries:
        if fault.text.startswith(f"{entry.item.id}:"):
            return Fault(entry.file, entry.lines["id"], fault.rule, fault.text, fault.remedy, fault.level)
    return fault
