"""Text is data: a run of spans. What a person typed enters as a value, never as markup.

`say("**Q{n}** closes {at}", n=5, at=Moment(...))` parses the small markup of the template (`**bold**`, `_italic_`,
`` `code` ``) and inserts the values untouched, so that a name such as `*boss*` or `@everyone` stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from bot.model.places import Account


class Show(StrEnum):
    """How a moment is written, in each reader's own zone where the platform can."""

    TIME = "time"
    DAY = "day"
    FULL = "full"
    RELATIVE = "relative"


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant (UTC). `zone` is the cohort's or person's, for platforms that cannot show the reader's own."""

    at: datetime
    zone: str = "UTC"
    show: Show = Show.FULL


@dataclass(frozen=True, slots=True)
class Mention:
    """Names an account without notifying anyone else. `name` is shown where the platform cannot mention."""

    account: Account
    name: str


@dataclass(frozen=True, slots=True)
class CommandRef:
    """A command's name as members must type it on this platform: a prefix may be set."""

    name: str


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in one style."""

    what: str | Moment | Mention | CommandRef
    bold: bool = False
    italic: bool = False
    code: bool = False


Text: TypeAlias = tuple[Span, ...]
Value: TypeAlias = "str | int | float | Moment | Mention | CommandRef | Text"

_MARK = re.compile(r"(\*\*|`|(?<!\w)_|_(?!\w)|\{\w+\})")


def say(template: str, **values: Value) -> Text:
    """A template of ours with markup, and values as data. Raises KeyError for a value that is missing."""
    spans: list[Span] = []
    for span, name in _read(template):
        if name:
            spans.extend(_insert(values[name], span))
        else:
            spans.append(span)
    return tuple(spans)


@lru_cache(maxsize=4096)  # ours and the bank's are said again and again
def _read(template: str) -> tuple[tuple[Span, str], ...]:
    """The spans of a template, and for each the name of the value that belongs there, or ""."""
    spans: list[tuple[Span, str]] = []
    style = Span("")
    for piece in filter(None, _MARK.split(template)):
        if piece == "`":
            style = replace(style, code=not style.code)
        elif style.code and piece in ("**", "_"):
            spans.append((_styled(piece, style), ""))
        elif piece == "**":
            style = replace(style, bold=not style.bold)
        elif piece == "_":
            style = replace(style, italic=not style.italic)
        elif piece.startswith("{") and piece.endswith("}"):
            spans.append((style, piece[1:-1]))
        else:
            spans.append((_styled(piece, style), ""))
    return tuple(spans)


def _styled(what: str | Moment | Mention | CommandRef, style: Span) -> Span:
    return Span(what, style.bold, style.italic, style.code)


def _insert(value: Value, style: Span) -> Iterable[Span]:
    if isinstance(value, tuple):
        for span in value:
            bold, italic, code = span.bold or style.bold, span.italic or style.italic, span.code or style.code
            yield Span(span.what, bold, italic, code)
    elif isinstance(value, Moment | Mention | CommandRef):
        yield _styled(value, style)
    elif str(value):
        yield _styled(str(value), style)


def plain(value: str) -> Text:
    """Data as text, with no markup read into it."""
    return (Span(value),) if value else ()


def bold(value: str) -> Text:
    """Data as bold text."""
    return (Span(value, bold=True),) if value else ()


def join(parts: Iterable[Text], between: str = "\n") -> Text:
    """Texts one after another, empty ones left out."""
    spans: list[Span] = []
    for part in parts:
        if not part:
            continue
        if spans:
            spans.append(Span(between))
        spans.extend(part)
    return tuple(spans)


@lru_cache(maxsize=4096)
def authored(markup: str) -> Text:
    """An author's text from the bank: `**bold**`, `_italic_` and `` `code` `` are markup, braces are not."""
    return say(markup.replace("{", "{brace}"), brace=plain("{"))


def words(text: Text) -> str:
    """The text without style, for alt texts, notifications and tests. Moments in ISO form."""
    return "".join(_word(span.what) for span in text)


def _word(what: str | Moment | Mention | CommandRef) -> str:
    if isinstance(what, Moment):
        return what.at.isoformat()
    if isinstance(what, Mention):
        return what.name
    if isinstance(what, CommandRef):
        return f"/{what.name}"
    return what
