"""Practice as one member reads it: the question, what it is told, and what is still to come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from bot.cards import term
from bot.cards.feedback import Feedback, feedback, typed_feedback
from bot.chat.message import Button, Card, Choice, Form, Input, Look, Tone
from bot.chat.text import Moment, Text, authored, join, plain, say
from bot.model.domains import Domain
from bot.model.items import LETTERS, Question
from bot.model.typed import Typed

ANYTHING = "any"
MISSED = "missed"


def more_token(what: str = ANYTHING) -> str:
    """The token of *One more*: of anything, of a domain, or of what was missed."""
    return f"practice:next:{what}"


ONE_MORE = Button("One more", more_token())


@dataclass(frozen=True, slots=True)
class Posed:
    """A question put to one person: as drawn, in the order in which its options stand there."""

    question: Question
    order: Sequence[int]
    domain: Domain
    subtopic: str


def letters(posed: Posed) -> tuple[Choice, ...]:
    """The options in their order, lettered."""
    return tuple(
        Choice(LETTERS[place], authored(posed.question.options[index].text)) for place, index in enumerate(posed.order)
    )


def question(posed: Posed, turn: int, what: str, *, back: bool) -> Card:
    """The question. `what` was asked for, and *One more* goes on with it. `back`: it was missed before."""
    picks = tuple(Button(LETTERS[p], f"practice:{turn}:{p}:{what}", Look.PRIMARY) for p in range(len(posed.order)))
    typing = (Button("Type the answer", f"practice:type:{turn}:{what}"),) if posed.question.typed else ()
    return Card(
        f"Practice · {posed.domain.title}",
        authored(posed.question.stem),
        letters(posed),
        buttons=tuple(filter(None, (picks, typing))),
        note=join(
            (
                plain(posed.subtopic),
                say("you missed this one before") if back else (),
                say("no points, no streak: just for you"),
            ),
            " · ",
        ),
        tone=Tone.QUESTION,
    )


def typing_form(typed: Typed, turn: int, what: str) -> Form:
    """The answer as a number, with its unit and its rounding."""
    label = f"Your answer, in {typed.unit}" if typed.unit else "Your answer, a plain number"
    hint = f"{typed.rounding[:1].upper()}{typed.rounding[1:]}."
    return Form(
        f"practice:typed:{turn}:{what}", "Type the answer", (Input("answer", label, hint=hint, most=40),), "Answer"
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What practice keeps of an answer: when the question comes back, or that it was right often enough."""

    comes_back: datetime | None = None
    learned: bool = False


def result(posed: Posed, turn: int, position: int, caught: int, outcome: Outcome, what: str, zone: str) -> Card:
    """What an answer is told, and *One more* of the same."""
    return _told(posed, turn, feedback(posed.question, posed.order, position, caught), outcome, what, zone)


def typed_result(posed: Posed, turn: int, value: Decimal, caught: int, outcome: Outcome, what: str, zone: str) -> Card:
    """What a typed answer is told, and *One more* of the same."""
    return _told(posed, turn, typed_feedback(posed.question, value, caught), outcome, what, zone)


def _told(posed: Posed, turn: int, told: Feedback, outcome: Outcome, what: str, zone: str) -> Card:
    return Card(
        told.title,
        authored(posed.question.stem),
        fields=told.fields,
        buttons=((replace(ONE_MORE, token=more_token(what), look=Look.PRIMARY), term.offer_in_practice(turn)),),
        note=join((_kept(outcome, zone), say("Practice: no points, no streak.")), " "),
        tone=Tone.RIGHT if told.right else Tone.WRONG,
    )


def _kept(outcome: Outcome, zone: str) -> Text:
    if outcome.learned:
        return say("Right twice: this one stays away now.")
    if outcome.comes_back is not None:
        return say("It comes back from {at} on.", at=Moment(outcome.comes_back, zone))
    return ()


def nothing_missed(waiting: int, next_due: datetime | None, zone: str) -> Card:
    """*Missed*, where nothing is due."""
    text = say("Nothing that you missed is waiting for you. Nicely done.")
    if waiting and next_due is not None:
        text = say(
            "What you missed comes back after a while, so that it sticks: {n} to come, the next from {at} on.",
            n=waiting,
            at=Moment(next_due, zone),
        )
    return Card("Nothing to repeat right now", text, buttons=((Button("Something else", more_token(), Look.PRIMARY),),))


def nothing_left(domain: Domain | None) -> Card:
    """There is nothing to practise."""
    where = say(" on {domain}", domain=domain.title) if domain else ()
    return Card(
        "Nothing to practise just now",
        say(
            "I only use what your group has been asked already, so that nothing is given away. There is nothing{where}"
            " that is not waiting to come back later.",
            where=where,
        ),
        buttons=((Button("Something else", more_token()),),) if domain else (),
    )


def asked_now() -> Card:
    """The question of an old card is being asked in the group by now."""
    return Card(
        "Your group is being asked this one just now",
        say("Answer it there first: practice gives nothing away."),
        buttons=((Button("Something else", more_token()),),),
        tone=Tone.REFUSAL,
    )
