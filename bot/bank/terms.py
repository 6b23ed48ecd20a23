"""The files of terms: what must hold for a term to be served (rule L32). Read as strictly as items are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from bot.bank.faults import Fault
from bot.bank.glossary import names_of
from bot.bank.pages import Fields, Page, compose, fields_of
from bot.bank.sources import term_files
from bot.model.domains import Domain
from bot.model.items import Subtopic
from bot.model.terms import Term

RULE = "L32"
WORDS = (15, 60)
LENGTH = 400
_FILE = ("schema", "domain", "terms")
_TERM = ("slug", "name", "aliases", "text", "related", "subtopics", "avoid")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SENTENCES = 3
_END = re.compile(r"[.?!][”)]?(?=\s+[A-Z“]|$)")


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term with its file and the line of each of its fields."""

    file: str
    term: Term
    lines: Mapping[str, int]

    def fault(self, field: str, text: str, remedy: str) -> Fault:
        """A fault in a field of this term."""
        line = self.lines.get(field, self.lines["slug"])
        return Fault(self.file, line, RULE, f"{self.term.slug}: {text}", remedy)


def read_terms(folder: Path, subtopics: Mapping[str, Subtopic]) -> tuple[list[TermEntry], list[Fault]]:
    """The terms of a content folder that can be served, and what is wrong with them. A folder may have none."""
    entries: list[TermEntry] = []
    faults: list[Fault] = []
    for path in term_files(folder):
        page = Page(path.relative_to(folder).as_posix())
        entries += _read_file(page, path, subtopics)
        faults += page.faults
    unique, doubled = _unique(entries)
    faults += [*doubled, *_unrelated(entries)]
    return unique, faults


def _read_file(page: Page, path: Path, subtopics: Mapping[str, Subtopic]) -> list[TermEntry]:
    root = compose(page, path)
    fields = fields_of(page, root, "the file", _FILE) if root is not None else None
    if fields is None:
        return []
    fields.choice("schema", ("1",))
    if fields.text("domain") != path.stem or path.stem not in set(Domain):
        page.blame(fields.at("domain"), RULE, "the domain is not the file's name", "one of " + ", ".join(Domain))
        return []
    found = [_entry(page, node, Domain(path.stem), subtopics) for node in fields.sequence("terms")]
    return [entry for entry in found if entry is not None]


def _entry(page: Page, node: yaml.Node, domain: Domain, subtopics: Mapping[str, Subtopic]) -> TermEntry | None:
    before = len(page.faults)
    fields = fields_of(page, node, "term", _TERM)
    if fields is None:
        return None
    slug = fields.text("slug")
    fields = replace(fields, what=slug or "term")
    term = Term(
        slug,
        domain,
        fields.text("name"),
        tuple(fields.words("aliases")),
        fields.text("text"),
        tuple(fields.words("related")),
        tuple(fields.words("subtopics")),
        tuple(fields.words("avoid")),
    )
    if len(page.faults) == before:
        _judge(fields, term, subtopics)
    lines = {name: fields.at(name) for name in _TERM}
    return TermEntry(page.file, term, lines) if len(page.faults) == before else None


def _judge(fields: Fields, term: Term, subtopics: Mapping[str, Subtopic]) -> None:
    def blame(name: str, text: str, remedy: str) -> None:
        fields.page.blame(fields.at(name), RULE, f"{term.slug}: {text}", remedy)

    if not _SLUG.fullmatch(term.slug) or len(term.slug) > 60:
        blame("slug", "this is no slug", "small letters, digits and single hyphens, at most 60 characters")
    words, sentences = len(term.text.split()), len(_END.findall(term.text))
    if not WORDS[0] <= words <= WORDS[1] or len(term.text) > LENGTH:
        blame(
            "text", f"{words} words, {len(term.text)} characters", f"write 20 to 50 words, at most {LENGTH} characters"
        )
    if not 1 <= sentences <= _SENTENCES or not _END.search(term.text[-2:]):
        blame("text", "it is not one to three whole sentences", "end each with a full stop")
    if not 1 <= len(term.subtopics) <= 3 or not set(term.subtopics) <= set(subtopics):
        blame("subtopics", "these are not one to three subtopics", "use codes of subtopics.toml")
    elif subtopics[term.subtopics[0]].domain is not term.domain:
        blame("subtopics", "its home is in another domain", "put a subtopic of this domain first, or move the term")
    if len(set(term.related)) != len(term.related) or not 1 <= len(term.related) <= 5 or term.slug in term.related:
        blame("related", "these are not one to five other terms", "name each once")


def _unique(entries: Iterable[TermEntry]) -> tuple[list[TermEntry], list[Fault]]:
    """The entries whose names no earlier one has, and a fault for each other."""
    taken: dict[str, TermEntry] = {}
    kept: list[TermEntry] = []
    faults: list[Fault] = []
    for entry in entries:
        clashes = [name for name in names_of(entry.term) if name in taken]
        for name in clashes:
            other = taken[name]
            where = f"{other.term.slug} ({other.file}:{other.lines['slug']})"
            faults.append(entry.fault("slug", f"“{name}” is a name of {where} too", "keep one, or drop the alias"))
        if not clashes:
            taken |= dict.fromkeys(names_of(entry.term), entry)
            kept.append(entry)
    return kept, faults


def _unrelated(entries: Sequence[TermEntry]) -> Iterator[Fault]:
    slugs = {entry.term.slug for entry in entries}
    for entry in entries:
        for slug in entry.term.related:
            if slug not in slugs:
                yield entry.fault("related", f"there is no term `{slug}`", "write its slug, or leave it out")
