"""The card of a round in its room: open, closed or withdrawn. Nothing on it tells which option is right."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.chat.message import Button, Card, Choice, Field, Look, Tone
from bot.chat.text import Moment, Text, authored, join, plain, say
from bot.model.items import LETTERS, Question
from bot.model.rounds import Round, Series


@dataclass(frozen=True, slots=True)
class Asked:
    """A round with what its card needs: the question as drawn, the subtopic's name, the cohort's zone, the count."""

    round: Round
    question: Question
    subtopic: str
    zone: str
    answered: int


@dataclass(frozen=True, slots=True)
class Yesterday:
    """How the question before went. `key` is the right position; `right` percent, or None for too few answers."""

    round: int
    number: int
    key: int
    answered: int
    right: int | None


def title(asked: Round) -> str:
    """`Q128 · Inventory`."""
    return f"Q{asked.number} · {asked.domain.title}"


def choices(asked: Asked) -> tuple[Choice, ...]:
    """The options in the round's order, lettered."""
    order = asked.round.order
    return tuple(
        Choice(LETTERS[place], authored(asked.question.options[index].text)) for place, index in enumerate(order)
    )


def open_card(asked: Asked, yesterday: Yesterday | None = None) -> Card:
    """The question, with letters to press, and one line on the question before."""
    letters = tuple(
        Button(LETTERS[place], f"answer:{asked.round.id}:{place}", Look.PRIMARY)
        for place in range(len(asked.round.order))
    )
    return Card(
        title(asked.round),
        authored(asked.question.stem),
        choices(asked),
        fields=(Field("The question before", _line(yesterday)),) if yesterday else (),
        buttons=(letters, (Button(f"Q{yesterday.number}: why?", f"why:{yesterday.round}"),))
        if yesterday
        else (letters,),
        note=_note(asked),
        tone=Tone.QUESTION,
    )


def recounted(card: Card, asked: Asked) -> Card:
    """The open card with the count as it is now; the rest as it was posted."""
    return replace(card, note=_note(asked))


def closed_card(asked: Asked) -> Card:
    """The question after its close: the letters give way to practice."""
    return Card(
        title(asked.round),
        authored(asked.question.stem),
        choices(asked),
        buttons=((Button("Try it", f"try:{asked.round.id}"), Button("Why?", f"why:{asked.round.id}")),),
        note=join((plain(asked.subtopic), say("closed"), _counted(asked.answered)), " · "),
    )


def withdrawn_card(asked: Round) -> Card:
    """A question that was taken back."""
    return Card(title(asked), say("This question was withdrawn. It counts for nobody."), tone=Tone.WARNING)


def _line(yesterday: Yesterday) -> Text:
    key = LETTERS[yesterday.key]
    if yesterday.right is None:
        return say("Q{n}: **{key}** ({count})", n=yesterday.number, key=key, count=_counted(yesterday.answered))
    return say(
        "Q{n}: **{key}**, {right}% right of {answered}",
        n=yesterday.number,
        key=key,
        right=yesterday.right,
        answered=yesterday.answered,
    )


def _note(asked: Asked) -> Text:
    closes = say("closes {at}", at=Moment(asked.round.closes_at, asked.zone))
    late = say("asked late, after an outage") if asked.round.late else ()
    extra = say("an extra question") if asked.round.series is Series.EXTRA else ()
    return join((plain(asked.subtopic), closes, _count(asked.answered), late, extra), " · ")


def _count(answered: int) -> Text:
    return _counted(answered) if answered else say("nobody has answered yet")


def _counted(answered: int) -> Text:
    return say("{n} answered", n=answered) if answered else say("nobody answered")
