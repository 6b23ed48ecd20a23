"""CSV as it comes back from a spreadsheet: with commas, semicolons or tabs, in UTF-8 or UTF-16."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from difflib import get_close_matches

from bot.bank.exchange.csv_form import COLUMNS, LETTERS, META, REF, unguarded
from bot.bank.exchange.decoding import decoded, texts
from bot.bank.exchange.raw import READING, At, Fields, Raw, digest, in_order
from bot.bank.pages import Page

_NEEDED = ("id", "level", "stem", *LETTERS, "key", *(f"why_{letter}" for letter in LETTERS), *REF)
_YES = {"yes": "true", "true": "true", "1": "true", "no": "false", "false": "false", "0": "false", "": ""}
_LONGEST = 1_000_000


def read(page: Page, content: bytes) -> list[Fields]:
    """The items of a file. Every fault is noted on the page, with the line where its row begins."""
    text = decoded(page, content, "save it as “CSV UTF-8”")
    if text is None:
        return []
    begin = 1
    if text[:4].lower() == "sep=":  # what Excel writes, and reads, to say which it is
        text, begin = text.partition("\n")[2], 2
    separator = max(",;\t", key=text.partition("\n")[0].count)
    rows = list(_rows(page, text, separator, begin))
    if not rows or not _heads(page, *rows[0]):
        return []
    heads = [head.strip() for head in rows[0][1]]
    return [_item(page, line, heads, cells) for line, cells in rows[1:] if any(cell.strip() for cell in cells)]


def _rows(page: Page, text: str, separator: str, begin: int) -> Iterator[tuple[int, list[str]]]:
    """The rows, each with the line where it begins."""
    csv.field_size_limit(_LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = begin
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + begin
    except csv.Error as error:
        page.blame(line, "L01", f"this row cannot be read: {error}", "look for a quotation mark that is not closed")


def _heads(page: Page, line: int, heads: list[str]) -> bool:
    """Whether the first row names the columns."""
    names = [head.strip() for head in heads]
    if "id" not in names or "stem" not in names:
        page.blame(line, "L01", "the first row does not name the columns", f"it begins with {', '.join(COLUMNS[:4])}")
        return False
    faults = [
        (f"column `{name}` is missing", "export again to see all columns") for name in _NEEDED if name not in names
    ]
    for name in names:
        if name and name not in COLUMNS:
            near = get_close_matches(name, COLUMNS, n=1)
            faults.append((f"unknown column `{name}`", f"did you mean `{near[0]}`?" if near else "leave it out"))
    faults += [(f"column `{name}` stands twice", "keep one") for name in COLUMNS if names.count(name) > 1]
    for text, remedy in faults:
        page.blame(line, "L01", text, remedy)
    return not faults


def _item(page: Page, line: int, heads: list[str], row: list[str]) -> Fields:
    if any(cell.strip() for cell in row[len(heads) :]):
        page.blame(
            line, "L01", f"this row has {len(row)} cells, and the first one {len(heads)}", "quote texts with commas"
        )
    row = row + [""] * (len(heads) - len(row))  # some spreadsheets leave out what is empty at the end
    cells = {head: unguarded(cell).strip() for head, cell in zip(heads, row, strict=False)}
    item: Fields = {name: At(cells[name], line) for name in ("id", "level", "stem") if cells.get(name)}
    item["options"] = [_option(letter, cells, line) for letter in LETTERS]
    ordered = _YES.get(cells.get("ordered", "").lower())
    key = cells.get("key", "").upper()
    if key not in tuple(LETTERS):
        page.blame(line, "L02", f"{cells.get('id')}: the key is no letter: `{key}`", "A, B, C or D")
    if ordered is None:
        page.blame(line, "L01", f"{cells.get('id')}: `ordered` cannot be `{cells['ordered']}`", "yes, or nothing")
    item |= {name: At(value, line) for name, value in (("ordered", ordered), ("check", cells.get("check"))) if value}
    item["ref"] = {name: At(cells[name], line) for name in REF if cells.get(name)}
    meta: Fields = {name: At(cells[name], line) for name in ("status", *META) if cells.get(name)}
    item["meta"] = meta
    meta["tags"] = [At(tag, line) for tag in cells.get("tags", "").replace(",", " ").split()]
    _placed(page, line, cells)
    if previous := _json(page, line, "previous", cells, list):
        item["previous"] = previous
    more = _json(page, line, "more", cells, dict)
    if isinstance(more, dict):
        _join(item, more)
    if cells.get("words") != digest(item):
        for name in READING:
            meta.pop(name, None)
    return in_order(item)


def _option(letter: str, cells: dict[str, str], line: int) -> Fields:
    option: Fields = {"text": At(cells.get(letter, ""), line)}
    if cells.get("key", "").upper() == letter:
        option["correct"] = At("true", line)
    return option | {"why": At(cells.get(f"why_{letter}", ""), line)}


def _placed(page: Page, line: int, cells: dict[str, str]) -> None:
    """The id says where an item belongs; a cell that says otherwise is a slip in one of them."""
    said = [cells.get(name) or part for name, part in zip(("domain", "subtopic"), cells["id"].split("."), strict=False)]
    if cells["id"].split(".")[:2] != said:
        page.blame(line, "L01", f"{cells['id']}: domain or subtopic is {'.'.join(said)}", "let them agree with the id")


def _json(page: Page, line: int, name: str, cells: dict[str, str], kind: type) -> Raw:
    """What a cell holds as JSON: texts, nested."""
    if not cells.get(name):
        return ""
    try:
        return texts(json.loads(cells[name]), kind, line)
    except (ValueError, RecursionError):
        page.blame(line, "L01", f"{cells.get('id')}: `{name}` is damaged", "take that cell from an export")
        return ""


def _join(item: Fields, more: Fields) -> None:
    """Put what had no column back in its place."""
    for name, value in more.items():
        held = item.get(name)
        if isinstance(held, dict) and isinstance(value, dict):
            held |= value
        else:
            item[name] = value
