"""Text becomes Discord's markdown. What a person typed is escaped, so that it stays what it is and notifies nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from bot.chat.text import CommandRef, Mention, Moment, Show, Span, Text

_STYLES = {Show.TIME: "t", Show.DAY: "D", Show.FULL: "F", Show.RELATIVE: "R"}
_SPECIAL = re.compile(
    r"https?://[\w\-./?=&%#:+~]+|[\\*_~`|<>\[\]]|^[ \t]*(?:#{1,3}|-#?|\+|\d+[.)])(?=\s)|@", re.MULTILINE
)
_SEPARATOR = "\u200b"
_MARKS = 16
"""More than all marks around one run of a style can take."""


def size(text: str) -> int:
    """A length on the safe side of every way that Discord counts: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def escape(data: str) -> str:
    """Data in a form that Discord shows as it is: no markup, no mention, no list or heading."""
    return _SPECIAL.sub(_escaped, data)


def _escaped(found: re.Match[str]) -> str:
    piece = found[0]
    if piece.startswith("http"):
        return piece
    if piece == "@":
        return f"@{_SEPARATOR}"
    if len(piece) == 1 and not piece.isspace():
        return f"\\{piece}"
    return f"{piece[:-1]}\\{piece[-1]}" if piece[-1] in ".)#+-" else piece


@lru_cache(1024)  # what is said about one question is said to everybody who answers it
def markdown(text: Text, prefix: str = "") -> str:
    """The whole text on as many lines as it has. `prefix` is what stands before the groups of commands."""
    return "\n".join(_line(line, prefix) for line in lines(text))


def lines(text: Text) -> list[Text]:
    """The text cut at its line breaks, each line with the styles that hold in it."""
    result: list[list[Span]] = [[]]
    for span in text:
        if isinstance(span.what, str) and "\n" in span.what:
            first, *others = span.what.split("\n")
            result[-1].append(replace(span, what=first))
            result.extend([replace(span, what=other)] for other in others)
        else:
            result[-1].append(span)
    return [tuple(line) for line in result]


def split(line: Text, most: int, prefix: str = "") -> list[str]:
    """A line's markdown in pieces of at most `most`, cut between words, with balanced marks in each piece."""
    whole = _line(line, prefix)
    if size(whole) <= most:
        return [whole]
    pieces: list[str] = []
    held: list[Span] = []
    room, style = most, None
    for word in _words(line, most // 4):
        text, its_style = _piece(word, prefix)
        cost = size(text) + (2 if style == its_style else _MARKS)
        if held and cost > room:
            pieces.append(_line(held, prefix))
            held, room = [], most
            cost = size(text) + _MARKS
        held.append(word)
        room, style = room - cost, its_style
    pieces.append(_line(held, prefix))
    return pieces


def _words(line: Text, longest: int) -> Iterator[Span]:
    for span in line:
        if not isinstance(span.what, str):
            yield span
            continue
        for word in re.findall(rf"\s+|\S{{1,{longest}}}", span.what):
            yield replace(span, what=word)


def _line(line: Iterable[Span], prefix: str) -> str:
    pieces = [_piece(span, prefix) for span in _merged(line) if span.what != ""]
    result = ""
    for style, group in groupby(pieces, key=lambda piece: piece[1]):
        marked = _marked("".join(text for text, _ in group), style)
        # Two marks that touch would be read as one longer mark.
        touching = bool(result and marked) and result[-1] in "*`" and marked[0] in "*`"
        result += _SEPARATOR + marked if touching else marked
    return result


def _merged(line: Iterable[Span]) -> Iterator[Span]:
    """Neighbours of one style as one span: what has to be escaped may depend on what follows."""
    held: Span | None = None
    for span in line:
        if held and isinstance(held.what, str) and isinstance(span.what, str) and held == replace(span, what=held.what):
            held = replace(held, what=held.what + span.what)
            continue
        if held:
            yield held
        held = span
    if held:
        yield held


_Style = tuple[bool, bool, bool]


def _piece(span: Span, prefix: str) -> tuple[str, _Style]:
    style = (span.bold, span.italic, span.code)
    match span.what:
        case Moment() as moment:
            # In code a moment would show its source; so it leaves the code.
            return f"<t:{int(moment.at.timestamp())}:{_STYLES[moment.show]}>", (span.bold, span.italic, False)
        case Mention() as mention:
            if mention.account.platform == "discord":
                return f"<@{mention.account.user}>", (span.bold, span.italic, False)
            return (mention.name if span.code else escape(mention.name)), style
        case CommandRef() as command:
            name = f"/{prefix}{command.name}"
            return (name if span.code else escape(name)), style
        case str() as data:
            return (data if span.code else escape(data)), style


def _marked(text: str, style: _Style) -> str:
    bold, italic, code = style
    core = text.strip()
    if not core:
        return text
    before, after = text[: text.index(core)], text[text.index(core) + len(core) :]
    if code:
        core = f"`` {core} ``" if "`" in core else f"`{core}`"
    mark = "**" * bold + "*" * italic
    return f"{before}{mark}{core}{mark[::-1]}{after}"
