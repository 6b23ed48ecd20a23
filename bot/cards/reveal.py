"""What goes under a closed question: the key and why, why each other option fails, and how it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.cards import term
from bot.cards.question import Asked
from bot.chat.message import Button, Card, Field, Tone
from bot.chat.text import Text, authored, join, say
from bot.model.items import LETTERS, Option, Question
from bot.rules.figures import MIN_SHARES, share

_AUTHOR = "Written by"


def card(asked: Asked, counts: Mapping[int, int]) -> Card:
    """`counts` are answers by position. Shares are shown from five answers on."""
    order = asked.round.order
    key = order.index(asked.question.key)
    went = Field("How it went", how_it_went(key, counts, sum(counts.values())))
    return Card(
        f"Q{asked.round.number}: the key is {LETTERS[key]}",
        fields=(*reasons(asked.question, order), went),
        buttons=((term.offer(asked.round.id), Button("Report a mistake", f"report:{asked.round.id}")),),
        tone=Tone.PLAIN,
    )


def reasons(question: Question, order: Sequence[int]) -> tuple[Field, ...]:
    """Why the key is right, the working where there is one, and why each other option is wrong."""
    options = [question.options[index] for index in order]
    key = order.index(question.key)
    worked = (Field("Worked out", authored(question.solution)),) if question.solution else ()
    others = [(place, option) for place, option in enumerate(options) if place != key]
    wrong = (Field(f"Why not {LETTERS[place]}", reason(option)) for place, option in others)
    return (Field(f"{LETTERS[key]} is right", reason(options[key])), *worked, *wrong)


def reason(option: Option) -> Text:
    """An option and the reason why it is right or wrong."""
    return join((say("_{text}_", text=authored(option.text)), authored(option.why)))


def how_it_went(key: int, counts: Mapping[int, int], answered: int) -> Text:
    """The share of each option with n, or the count alone where too few answered."""
    if answered < MIN_SHARES:
        people = "nobody answered" if not answered else f"{answered} answered"
        return say("{people}; shares are shown from {least} answers on", people=people, least=MIN_SHARES)
    shares = [say("{letter} {share}%", letter=LETTERS[p], share=share(counts.get(p, 0), answered)) for p in range(4)]
    right = say("**{share}% right** of {n}", share=share(counts.get(key, 0), answered), n=answered)
    return join((right, join(shares, " · ")), "  —  ")


def credited(key: Card, author: str) -> Card:
    """The same under a question that a member wrote for the cohort, with what its author is called now."""
    others = [field for field in key.fields if field.name != _AUTHOR]
    return replace(key, fields=(*others, Field(_AUTHOR, say("{author}, for this cohort", author=author))))
