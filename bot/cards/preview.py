"""A question of the bank for those who write and review it: as members see it, and its key apart."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.reveal import reasons
from bot.chat.message import Card, Choice, Tone
from bot.chat.text import authored, plain
from bot.model.items import LETTERS, Item, Question


def question(item: Item, asked: Question, order: Sequence[int], subtopic: str) -> Card:
    """The question without its key."""
    return Card(
        item.domain.title,
        authored(asked.stem),
        tuple(Choice(LETTERS[place], authored(asked.options[index].text)) for place, index in enumerate(order)),
        note=plain(subtopic),
        tone=Tone.QUESTION,
    )


def key(asked: Question, order: Sequence[int]) -> Card:
    """The key, and what is told about each option."""
    return Card(f"The key is {LETTERS[order.index(asked.key)]}", fields=reasons(asked, order))
