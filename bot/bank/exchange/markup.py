"""Our markup as HTML: **bold**, _italic_ and `code`. A line of code alone is a row of a table."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import groupby

from bot.chat.text import authored

_TABLE = re.compile(r"`([^`]+)`")


def as_html(text: str) -> str:
    """The text as HTML in which nothing but our markup is markup, neither to HTML nor to Anki."""
    return "".join(_parts(text))


def _parts(text: str) -> Iterator[str]:
    first = True
    for is_table, group in groupby(text.split("\n"), lambda line: _TABLE.fullmatch(line.strip()) is not None):
        lines = list(group)
        if is_table:
            yield "<pre>" + "\n".join(_escaped(line.strip()[1:-1]) for line in lines) + "</pre>"
            first = True  # a <pre> breaks the line itself
        else:
            yield ("" if first else "<br>") + "".join(_styled("\n".join(lines)))
            first = False


def _styled(text: str) -> Iterator[str]:
    for span in authored(text):
        told = _escaped(str(span.what)).replace("\n", "<br>")
        for tag, wanted in (("code", span.code), ("i", span.italic), ("b", span.bold)):
            told = f"<{tag}>{told}</{tag}>" if wanted else told
        yield told


def _escaped(text: str) -> str:
    return html.escape(text).replace("[", "&#91;")
