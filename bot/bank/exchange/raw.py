"""An item as nested texts, as its file has it, so that no field is lost on the way, not even one that is new.

Every text knows its line in the file that it came from, and the same reader judges it, whichever format that was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import TypeAlias

import yaml

from bot.bank.pages import Page, line_of
from bot.model.items import Status

Raw: TypeAlias = "str | list[Raw] | dict[str, Raw]"
Fields: TypeAlias = "dict[str, Raw]"

READING = ("reviewer", "reviewed", "verdict")
"""What stands in an item's record once somebody has read it."""
_ITEM = ("id", "level", "stem", "options", "ordered", "check", "ref", "meta", "exempt")
_META = ("author", "reviewer", "status", "created", "reviewed", "verdict", "version", "tags", "licence", "origin")
_DEEPEST = 10
_MAP, _SEQ, _STR = (f"tag:yaml.org,2002:{kind}" for kind in ("map", "seq", "str"))


class At(str):
    """A text with the line that it stood in, from 1."""

    __slots__ = ("line",)
    line: int

    def __new__(cls, text: str, line: int) -> At:
        """The text, in this line."""
        made = super().__new__(cls, text)
        made.line = line
        return made


def raw_of(page: Page, node: yaml.Node, depth: int = 0) -> Raw:
    """The nested texts of a node, each without the white space around it. What is no text and no name is noted."""
    if isinstance(node, yaml.ScalarNode):
        return At(str(node.value).strip(), line_of(node))
    if depth > _DEEPEST:
        page.blame(line_of(node), "L01", "this is nested too deeply", "an item has a few levels")
        return ""
    if isinstance(node, yaml.SequenceNode):
        return [raw_of(page, one, depth + 1) for one in node.value]
    found: Fields = {}
    for key, value in node.value:
        name = At(str(key.value), line_of(key)) if isinstance(key, yaml.ScalarNode) else ""
        if not name or name in found:
            page.blame(line_of(key), "L01", f"`{name}` stands twice" if name else "a name is no text", "keep one")
        else:
            found[name] = raw_of(page, value, depth + 1)
    return found


def node_of(raw: Raw, line: int) -> yaml.Node:
    """The node that a file with these texts would have, each at its own line, or at this one."""
    line = first_line(raw, line)
    mark = yaml.Mark(name="", index=0, line=line - 1, column=0, buffer=None, pointer=0)
    if isinstance(raw, str):
        return yaml.ScalarNode(_STR, str(raw), mark, mark)
    if isinstance(raw, list):
        return yaml.SequenceNode(_SEQ, [node_of(one, line) for one in raw], mark, mark)
    pairs = [(node_of(name, first_line(value, line)), node_of(value, line)) for name, value in raw.items()]
    return yaml.MappingNode(_MAP, pairs, mark, mark)


def first_line(raw: Raw, line: int) -> int:
    """Where it begins: the line of its first text that knows it, or this one."""
    if isinstance(raw, At):
        return raw.line
    parts: Iterable[Raw] = [] if isinstance(raw, str) else raw if isinstance(raw, list) else [*raw, *raw.values()]
    return min((found for part in parts if (found := first_line(part, 0))), default=line)


def text_of(fields: Raw, name: str) -> str:
    """A text among fields, "" where there is none."""
    value = fields.get(name) if isinstance(fields, dict) else None
    return value if isinstance(value, str) else ""


def meta_of(item: Raw) -> Fields:
    """The record of an item, to be read and changed."""
    meta = item.get("meta") if isinstance(item, dict) else None
    return meta if isinstance(meta, dict) else {}


def items_of(document: Raw) -> list[Fields]:
    """What looks like an item in a document."""
    items = document.get("items") if isinstance(document, dict) else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def bare(raw: Raw) -> Raw:
    """Without what says nothing (an option that is not correct, a list of none), so that equal items are equal."""
    if isinstance(raw, str):
        return str(raw)
    if isinstance(raw, list):
        return [bare(one) for one in raw]
    kept = {str(name): bare(value) for name, value in raw.items()}
    return {
        name: value
        for name, value in kept.items()
        if value and not (name in ("correct", "ordered") and value == "false")
    }


def in_order(item: Fields) -> Fields:
    """The item with its fields in the order in which authors write them, those that are not known here last."""
    told = {name: item[name] for name in (*_ITEM, *item) if name in item}
    meta = meta_of(item)
    return told | {"meta": {name: meta[name] for name in (*_META, *meta) if name in meta}}


def words_of(item: Fields) -> Raw:
    """What members read of an item: the stem, and the options with their reasons in their order."""
    return bare({name: item[name] for name in ("stem", "options", "ordered") if name in item})


def digest(item: Fields) -> str:
    """Equal for equal words of an item, and different for others."""
    told = json.dumps(words_of(item), sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def read_whole(item: Fields) -> bool:
    """Whether its record says who read it, when, and that somebody else than its author agreed."""
    meta = meta_of(item)
    told = all(text_of(meta, name) for name in READING) and text_of(meta, "verdict") == "agreed"
    return told and text_of(meta, "reviewer").casefold() != text_of(meta, "author").casefold()


def asked(item: Fields) -> bool:
    """Whether its status says that it may be asked."""
    return text_of(meta_of(item), "status") in (Status.REVIEWED, Status.LIVE)
