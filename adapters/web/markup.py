"""Cards become HTML without script, in the same elements and classes that the room's page makes of them.

Every text is escaped where it enters; nothing is markup because of what it says.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from bot.chat.message import Card
from bot.chat.text import CommandRef, Mention, Moment, Span, Text


def card_html(card: Card, title_id: str) -> str:
    """A card with its title, text, options, fields and note. Buttons are for rooms, and left out."""
    options = "".join(
        f'<li data-letter="{escape(one.letter)}"><b class="letter">{escape(one.letter)}</b>'
        f"<span>{text_html(one.text)}</span></li>"
        for one in card.options
    )
    fields = "".join(f"<div><dt>{escape(one.name)}</dt><dd>{text_html(one.text)}</dd></div>" for one in card.fields)
    parts = (
        f'<h3 id="{escape(title_id)}">{escape(card.title)}</h3>',
        f'<div class="text">{text_html(card.text)}</div>' if card.text else "",
        f'<ol class="options">{options}</ol>' if options else "",
        f'<dl class="fields">{fields}</dl>' if fields else "",
        f'<p class="note">{text_html(card.note)}</p>' if card.note else "",
    )
    return f'<div class="card">{"".join(parts)}</div>'


def text_html(text: Text) -> str:
    """Spans in their styles. A block of code ends its line by itself, so the line break after it is left out."""
    return "".join(_pieces(text))


def _pieces(text: Text) -> Iterable[str]:
    after_block = False
    for span in text:
        words = _words(span)
        shown = words.removeprefix("\n") if after_block else words
        after_block = span.code and "\n" in words
        yield _styled(span, escape(shown), after_block)


def _styled(span: Span, html: str, block: bool) -> str:
    if span.code:
        html = f'<code class="block">{html}</code>' if block else f"<code>{html}</code>"
    if span.italic:
        html = f"<em>{html}</em>"
    return f"<strong>{html}</strong>" if span.bold else html


def _words(span: Span) -> str:
    match span.what:
        case Moment():
            return span.what.at.isoformat()
        case Mention():
            return f"@{span.what.name}"
        case CommandRef():
            return f"/{span.what.name}"
        case _:
            return span.what
