"""The item files: what must hold for an item to be served at all (rules L01 and L02). Style is judged elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import yaml

from bot.bank.catalogue import PARTS, Catalogue
from bot.bank.entries import Entry
from bot.bank.exemptions import fault_of
from bot.bank.pages import Fields, Page, compose, fields_of, line_of
from bot.model.domains import Domain
from bot.model.items import Item, Level, Option, Question, Reference, Status, Subtopic

LICENCE = "CC-BY-SA-4.0"
_FILE = ("schema", "subtopic", "items")
_ITEM = ("id", "level", "stem", "options", "ordered", "check", "ref", "meta", "exempt", "previous")
_OPTION = ("text", "correct", "why")
_REF = ("book", "topic")
_META = (
    "author", "reviewer", "status", "created", "reviewed", "verdict", "version", "tags", "licence", "origin"
)  # fmt: skip
_PREVIOUS = ("version", "stem", "options", "ordered")


def read_file(page: Page, path: Path, catalogue: Catalogue) -> list[Entry]:
    """Every item of a file that can be served. What cannot is noted on the page."""
    root = compose(page, path)
    return read_root(page, root, catalogue, path) if root is not None else []


def read_root(page: Page, root: yaml.Node, catalogue: Catalogue, path: Path | None = None) -> list[Entry]:
    """Every item under the root of a file; without a path it may lie anywhere."""
    fields = fields_of(page, root, "the file", _FILE)
    if fields is None:
        return []
    fields.choice("schema", ("1",))
    subtopic = _subtopic(fields, path, catalogue)
    nodes = fields.sequence("items")
    if subtopic is None:
        return []
    entries = [_entry(page, node, subtopic, catalogue) for node in nodes]
    return [entry for entry in entries if entry is not None]


def _subtopic(fields: Fields, path: Path | None, catalogue: Catalogue) -> Subtopic | None:
    code = fields.text("subtopic")
    found = catalogue.subtopics.get(code)
    if found is None:
        if code:
            fields.page.blame(fields.at("subtopic"), "L01", f"unknown subtopic `{code}`", "use one of subtopics.toml")
        return None
    if path is not None and (path.parent.name != found.domain or path.stem.split("-")[0] != code):
        fields.page.blame(0, "L01", "the file is in the wrong place", f"move it to items/{found.domain}/{code}.yaml")
    return found


def _entry(page: Page, node: yaml.Node, subtopic: Subtopic, catalogue: Catalogue) -> Entry | None:
    before = len(page.faults)
    fields = fields_of(page, node, "item", _ITEM)
    if fields is None:
        return None
    id = _id(fields, subtopic)
    fields = replace(fields, what=id or "item")
    lines = {"id": fields.at("id"), "stem": fields.at("stem"), "check": fields.at("check"), "meta": fields.at("meta")}
    question = _question(fields, lines)
    reference = _reference(fields, catalogue)
    meta = _meta(fields)
    level = fields.choice("level", tuple(Level))
    check = fields.text("check", required=False)
    if meta is None or question is None or reference is None:
        return None
    item = Item(
        id=id,
        version=meta.whole("version"),
        domain=subtopic.domain,
        subtopic=subtopic.code,
        level=Level(level),
        status=Status(meta.choice("status", tuple(Status))),
        question=question,
        reference=reference,
        tags=_tags(meta, subtopic),
        author=meta.text("author", required=False),
        reviewer=meta.text("reviewer", required=False),
    )
    exempt = _exempt(fields, lines)
    record = {name: meta.text(name, required=False) for name in _META if name != "tags"}
    earlier = _earlier(fields, item)
    return Entry(page.file, item, lines, check, record, earlier, exempt) if len(page.faults) == before else None


def _id(fields: Fields, subtopic: Subtopic) -> str:
    id = fields.text("id")
    if id and not re.fullmatch(rf"{subtopic.domain}\.{subtopic.code}\.\d{{4}}", id):
        remedy = f"{subtopic.domain}.{subtopic.code}. and four digits"
        fields.page.blame(fields.at("id"), "L01", f"the id `{id}` does not fit here", remedy)
    return id


def _question(fields: Fields, lines: dict[str, int]) -> Question | None:
    stem = fields.text("stem")
    nodes = fields.sequence("options")
    options = [_option(fields, node, number, lines) for number, node in enumerate(nodes, 1)]
    if nodes and len(nodes) != 4:
        fields.page.blame(fields.at("options"), "L02", f"{fields.what}: {len(nodes)} options", "write exactly four")
    keys = sum(option is not None and option.correct for option in options)
    if nodes and keys != 1:
        fields.page.blame(
            fields.at("options"), "L02", f"{fields.what}: {keys} options are correct", "mark exactly one correct: true"
        )
    sound = [option for option in options if option is not None]
    if not stem or len(sound) != 4 or keys != 1:
        return None
    return Question(stem, tuple(sound), ordered=fields.flag("ordered"))


def _option(fields: Fields, node: yaml.Node, number: int, lines: dict[str, int]) -> Option | None:
    option = fields_of(fields.page, node, f"{fields.what}, option {number}", _OPTION)
    if option is None:
        return None
    lines[f"option {number}"] = option.at("text")
    lines[f"why {number}"] = option.at("why")
    return Option(option.text("text"), option.text("why"), option.flag("correct"))


def _reference(fields: Fields, catalogue: Catalogue) -> Reference | None:
    ref = fields.fields("ref", _REF)
    if ref is None:
        return None
    book = ref.text("book")
    if book and book not in catalogue.books:
        ref.page.blame(
            ref.at("book"), "L01", f"{ref.what}: unknown book `{book}`", "use a key of books.toml, or add it"
        )
    return Reference(book, ref.text("topic"))


def _meta(fields: Fields) -> Fields | None:
    meta = fields.fields("meta", _META)
    if meta is None:
        return None
    for name in ("author", "licence", "origin"):
        meta.text(name)
    meta.choice("status", tuple(Status))
    meta.whole("version")
    _date(meta, "created")
    if meta.text("licence") not in ("", LICENCE):
        meta.page.blame(meta.at("licence"), "L01", f"{meta.what}: the licence is not that of the bank", LICENCE)
    if meta.text("status") in (Status.REVIEWED, Status.LIVE):
        _second_reader(meta)
    return meta


def _second_reader(meta: Fields) -> None:
    """Only what somebody else has read, answered blind and agreed with is asked."""
    author, reviewer = meta.text("author"), meta.text("reviewer")
    _date(meta, "reviewed")
    if meta.text("verdict") not in ("", "agreed"):
        meta.page.blame(meta.at("verdict"), "L01", f"{meta.what}: the second reader did not agree", "set status: draft")
    if author and author.casefold() == reviewer.casefold():
        meta.page.blame(
            meta.at("reviewer"), "L01", f"{meta.what}: author and reviewer are the same", "have somebody else read it"
        )


def _date(meta: Fields, name: str) -> None:
    value = meta.text(name)
    try:
        date.fromisoformat(value or "2000-01-01")
    except ValueError:
        meta.page.blame(meta.at(name), "L01", f"{meta.what}: `{name}` is not a date: `{value}`", "such as 2026-11-22")


def _tags(meta: Fields, subtopic: Subtopic) -> frozenset[str]:
    """The tags. An item on supply is internal or external; where its subtopic is only one of them, it is that one."""
    tags = frozenset(meta.words("tags"))
    if subtopic.domain is not Domain.SUPPLY:
        return tags
    parts = tags & set(PARTS) or (subtopic.parts if len(subtopic.parts) == 1 else frozenset())
    if len(parts) != 1 or not parts <= subtopic.parts:
        remedy = "tag it " + " or ".join(sorted(subtopic.parts))
        meta.page.blame(meta.at("tags"), "L01", f"{meta.what}: which part of supply it belongs to is unclear", remedy)
    return tags | parts


def _exempt(fields: Fields, lines: dict[str, int]) -> dict[str, str]:
    """The rules whose warnings were looked at and left, each with the reason."""
    found = fields.texts("exempt")
    for rule, (reason, line) in found.items():
        lines[f"exempt {rule}"] = line
        if wrong := fault_of(rule, reason):
            remedy = 'such as L09: "the options are names that cannot be shortened"'
            fields.page.blame(line, "L01", f"{fields.what}: `exempt` {wrong}", remedy)
    return {rule: reason for rule, (reason, _) in found.items()}


def _earlier(fields: Fields, item: Item) -> tuple[Item, ...]:
    """The wordings of earlier versions, word for word, each once and below the present version."""
    found: dict[int, Item] = {}
    for node in fields.sequence("previous", required=False):
        old = fields_of(fields.page, node, f"{fields.what}, previous", _PREVIOUS)
        if old is None:
            continue
        version = old.whole("version")
        if version >= item.version or version in found:
            remedy = f"each version below {item.version} once"
            fields.page.blame(line_of(node), "L01", f"{old.what}: version {version} cannot stand here", remedy)
        question = _question(old, {})
        if question is not None:
            found[version] = replace(item, version=version, question=question, status=Status.RETIRED)
    missing = sorted(set(range(1, item.version)) - set(found))
    if missing:
        fields.page.blame(
            fields.at("meta"),
            "L01",
            f"{fields.what}: version {missing[0]} is gone, but rounds may have asked it",
            "keep its words under `previous`",
        )
    return tuple(found.values())
