"""CSV for spreadsheets: a row for each item, UTF-8 with a byte order mark.

The law: no cell is a formula to a spreadsheet, and every item comes back as it went. Cells that begin as a formula
does get an apostrophe in front, which is taken off again. What has no column of its own is JSON in `previous` and
`more`. `words` is a digest of the words: where it does not fit them any more, their reading is not theirs.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable

from bot.bank.exchange.raw import Fields, Raw, digest, text_of

LETTERS = "ABCD"
REF = ("book", "topic")
META = ("author", "created", "reviewer", "reviewed", "verdict", "version", "licence", "origin")
COLUMNS = (
    *("id", "domain", "subtopic", "level", "status", "stem", *LETTERS, "key"),
    *(f"why_{letter}" for letter in LETTERS),
    *("ordered", "check", *REF, "tags", *META, "words", "previous", "more"),
)
_ACTIVE = "=+\\-@\t\r＝＋－＠"
_TO_GUARD, _GUARDED = re.compile(rf"'*[{_ACTIVE}]"), re.compile(rf"'+[{_ACTIVE}]")
_TAG = re.compile(r"[^\s,;]+")


def write(items: Iterable[tuple[str, Fields]], advance: Callable[[], object]) -> bytes:
    """The whole file, of items with their domains."""
    made = io.StringIO(newline="")
    rows = csv.writer(made)
    rows.writerow(COLUMNS)
    for domain, item in items:
        cells = row(domain, item)
        rows.writerow([guarded(cells.get(column, "")) for column in COLUMNS])
        advance()
    return made.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """The cell, so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if _TO_GUARD.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before it was guarded."""
    return cell[1:] if _GUARDED.match(cell) else cell


def row(domain: str, item: Fields) -> dict[str, str]:
    """The cells of an item by column."""
    ref, meta = item["ref"], item["meta"]
    assert isinstance(ref, dict) and isinstance(meta, dict)
    ref, meta = dict(ref), dict(meta)
    rest: Fields = item | {"ref": ref, "meta": meta}
    cells = {"domain": domain, "subtopic": text_of(item, "id").split(".")[1], "words": digest(item)}
    cells |= {name: _taken(rest, name) for name in ("id", "level", "stem", "check")}
    cells["ordered"] = "yes" if _taken(rest, "ordered") == "true" else ""
    options = rest.pop("options")
    assert isinstance(options, list)
    for letter, option in zip(LETTERS, options, strict=True):
        cells |= {letter: text_of(option, "text"), f"why_{letter}": text_of(option, "why")}
        if text_of(option, "correct") == "true":
            cells["key"] = letter
    cells |= {name: _taken(ref, name) for name in REF}
    cells |= {name: _taken(meta, name) for name in ("status", *META)}
    cells["tags"] = _tags(meta)
    if previous := rest.pop("previous", None):
        cells["previous"] = json.dumps(previous, ensure_ascii=False)
    more = {name: value for name, value in rest.items() if value}
    return cells | ({"more": json.dumps(more, ensure_ascii=False)} if more else {})


def _taken(fields: Fields, name: str) -> str:
    value = fields.pop(name, "")
    assert isinstance(value, str)
    return value


def _tags(meta: Fields) -> str:
    """The tags with commas between, if they can be told apart again; else they stay behind."""
    tags: Raw = meta.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) and _TAG.fullmatch(tag) for tag in tags):
        return ""
    meta.pop("tags", None)
    return ", ".join(str(tag) for tag in tags)
