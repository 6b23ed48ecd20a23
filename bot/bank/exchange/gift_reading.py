"""GIFT as it comes back: questions of several options, each with the comment that holds what GIFT has no place for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.bank.exchange.decoding import decoded, texts
from bot.bank.exchange.gift_form import MARK, unescaped
from bot.bank.exchange.raw import READING, At, Fields, digest, in_order, meta_of, text_of
from bot.bank.pages import Page

_MARKED = re.compile(r"//\s*takt:\s*(?=\{)")
_TITLE = re.compile(r"::(?:\\.|[^\\])*?::", re.DOTALL)
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-?[0-9.]+)%")
_SHAPE = re.compile(r" \{(?:[=~]#?)+\}")
_SIGN = re.compile(r"\\.|([~=#{}])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text of a question, still escaped, with the line where it begins."""

    sign: str
    text: str
    line: int

    @property
    def told(self) -> At:
        """What it says."""
        return At(unescaped(self.text.strip()).strip(), self.line)


def read(page: Page, content: bytes) -> list[Fields]:
    """The items of a file. Every fault is noted on the page, with its line."""
    text = decoded(page, content, "save it as UTF-8")
    if text is None:
        return []
    items = [_item(page, begin, lines) for begin, lines in _blocks(text)]
    return [item for item in items if item is not None]


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines between empty lines, each time with the number of the first."""
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        line = line.removesuffix("\r")
        if line.strip(" \t"):
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _item(page: Page, begin: int, lines: list[str]) -> Fields | None:
    """The item of a block, or None for comments and categories alone, and after noting why."""
    kept: tuple[int, str] | None = None
    body: list[tuple[int, str]] = []
    for number, line in enumerate(lines, begin):
        if marked := _MARKED.match(line.strip(" \t")):
            kept = (number, line.strip(" \t")[marked.end() :])
        elif not line.lstrip(" \t").startswith(("//", "$CATEGORY:")):
            body.append((number, line))
    if not body:
        if kept:
            page.blame(kept[0], "L01", "no question stands under this comment", "leave no empty line between")
        return None
    item = _rest(page, kept, body[0][0])
    question = _question(page, body)
    if item is None or question is None:
        return None
    told = text_of(item, "words")
    item = {name: value for name, value in (item | question).items() if name != "words"}
    if told != digest(item):
        for name in READING:
            meta_of(item).pop(name, None)
    return in_order(item)


def _rest(page: Page, kept: tuple[int, str] | None, line: int) -> Fields | None:
    if kept is None:
        remedy = f'{MARK}{{"id": ...}}: an export shows what is in it'
        page.blame(line, "L01", "this question has no comment with its id, level, reference and record", remedy)
        return None
    try:
        found = texts(json.loads(kept[1]), dict, kept[0])
    except (ValueError, RecursionError):
        page.blame(kept[0], "L01", "this comment is damaged: it is no JSON of texts", "take it from an export")
        return None
    assert isinstance(found, dict)
    return found


def _question(page: Page, body: list[tuple[int, str]]) -> Fields | None:
    """Stem and options of a question."""
    pieces = list(_pieces(body))
    signs = "".join(piece.sign for piece in pieces)
    line = body[0][0]
    if not _SHAPE.fullmatch(signs):
        _odd(page, pieces, line)
        return None
    if pieces[1].text.strip() or pieces[-1].text.strip():
        where = pieces[1] if pieces[1].text.strip() else pieces[-1]
        page.blame(where.line, "L01", "text stands where no option does", "end the stem before {, and leave } last")
        return None
    options: list[Fields] = []
    for piece in pieces[2:-1]:
        if piece.sign == "#":
            options[-1]["why"] = piece.told
        elif (option := _option(page, piece)) is not None:
            options.append(option)
        else:
            return None
    stem = pieces[0].text.strip()
    title = _TITLE.match(stem)
    stem = stem[title.end() :].lstrip() if title else stem
    marked = _FORMAT.match(stem)
    stem = stem[marked.end() :] if marked else stem
    return {"stem": At(Piece("", stem, line).told, line), "options": [*options]}


def _odd(page: Page, pieces: list[Piece], line: int) -> None:
    """Note what is no question of several options."""
    signs = "".join(piece.sign for piece in pieces)
    if "{" not in signs or "}" not in signs:
        page.blame(line, "L01", "this question has no { and }", "its options stand between them")
    elif "###" in signs:
        page.blame(line, "L01", "Takt has no general feedback (####)", "put it into the reasons of the options")
    else:
        remedy = "put a backslash before ~ = # { } in texts; numbers, pairs and gaps are not taken"
        page.blame(line, "L01", "this is no question of several options", remedy)


def _option(page: Page, piece: Piece) -> Fields | None:
    text, correct = piece.text.strip(), piece.sign == "="
    if piece.sign == "~" and (weight := _WEIGHT.match(text)):
        text = text[weight.end() :]
        if weight[1] not in ("0", "100"):
            page.blame(piece.line, "L02", f"an option counts {weight[1]}%", "one option is right, the others are wrong")
            return None
        correct = weight[1] == "100"
    told = Piece(piece.sign, text, piece.line).told
    option: Fields = {"text": told}
    return option | ({"correct": At("true", piece.line)} if correct else {})


def _pieces(body: list[tuple[int, str]]) -> Iterator[Piece]:
    """The text of a question, taken apart at each sign of GIFT that has no backslash before it."""
    text = "\n".join(line for _, line in body)
    sign, begin, at = " ", 0, body[0][0]
    title = _TITLE.match(text)
    for found in _SIGN.finditer(text, title.end() if title else 0):
        if found[1]:
            yield Piece(sign, text[begin : found.start()], at)
            sign, begin, at = found[1], found.end(), body[text.count("\n", 0, found.start())][0]
    yield Piece(sign, text[begin:], at)
