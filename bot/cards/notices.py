"""Something that waited to be told in private comes with the next private reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.message import Card, Field
from bot.chat.text import Text, join, plain

_MOST_ROWS = 5


def added(card: Card, waiting: Sequence[Card]) -> Card:
    """The reply with what waited below it, each under its own title, with its buttons while there is room for them."""
    fields = tuple(Field(f"📬 {one.title}", _body(one)) for one in waiting)
    rows = card.buttons + tuple(row for one in waiting for row in one.buttons)
    tokens: set[str] = set()
    kept = []
    for row in rows:
        fresh = tuple(b for b in row if getattr(b, "token", "") not in tokens)
        tokens.update(getattr(b, "token", "") for b in fresh)
        kept.append(fresh)
    return replace(card, fields=card.fields + fields, buttons=tuple(row for row in kept if row)[:_MOST_ROWS])


def _body(card: Card) -> Text:
    parts = [card.text, *(join((plain(field.name), field.text), ": ") for field in card.fields)]
    return join(parts, "\n") or plain("…")
