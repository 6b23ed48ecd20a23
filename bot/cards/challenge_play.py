"""A challenge's questions as one member reads them: the question, what it is told, and the end of the day."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards.feedback import feedback
from bot.cards.practice import Posed, letters
from bot.chat.message import Button, Card, Look, Tone
from bot.chat.text import Moment, authored, join, plain, say
from bot.model.challenge import Challenge, ChallengeDay
from bot.model.items import LETTERS
from bot.rules.scoring import RIGHT, points


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a day: its id and place among how many, as it is drawn."""

    item: int
    place: int
    count: int
    posed: Posed


def question(challenge: Challenge, day: ChallengeDay, turn: Turn, zone: str) -> Card:
    """The question, while it counts."""
    return Card(
        f"{challenge.name} · {turn.place} of {turn.count}",
        authored(turn.posed.question.stem),
        letters(turn.posed),
        buttons=(_letters(turn, "answer"),),
        note=join(
            (
                plain(turn.posed.subtopic),
                say("closes {at}", at=Moment(day.closes_at, zone)),
                say("your answer is final"),
            ),
            " · ",
        ),
        tone=Tone.QUESTION,
    )


def told(challenge: Challenge, turn: Turn, position: int, answered: int) -> Card:
    """What stands for the member: the key and the reasons at once. `answered`: how many of the day's they have."""
    what = feedback(turn.posed.question, turn.posed.order, position)
    left = turn.count - answered
    label = "Next question" if left else "How I did today"
    return Card(
        what.title,
        fields=what.fields,
        buttons=((Button(label, f"challenge:on:{turn.item}", Look.PRIMARY),),),
        note=say(
            "{earned} of {possible} points · {answered} of {count} answered",
            earned=points(what.right),
            possible=RIGHT,
            answered=answered,
            count=turn.count,
        ),
        tone=Tone.RIGHT if what.right else Tone.WRONG,
    )


def done(challenge: Challenge, day: ChallengeDay, rights: list[bool], zone: str) -> Card:
    """All of the day's questions are answered."""
    return Card(
        f"{challenge.name} · day {day.ordinal} is done",
        say(
            "{right} of {n} right: {earned} of {possible} points. The day counts when it closes, {at}.",
            right=sum(rights),
            n=len(rights),
            earned=sum(map(points, rights)),
            possible=len(rights) * RIGHT,
            at=Moment(day.closes_at, zone),
        ),
        buttons=((Button("Standings", f"challenge:show:{challenge.id}"),),),
    )


def practice(challenge: Challenge, turn: Turn) -> Card:
    """A question of a day that closed."""
    return Card(
        f"{challenge.name}, for practice · {turn.place} of {turn.count}",
        authored(turn.posed.question.stem),
        letters(turn.posed),
        buttons=(_letters(turn, "tried"),),
        note=say("The day has closed. No points: just for you."),
    )


def practised(turn: Turn, position: int, following: int | None) -> Card:
    """What a practice answer is told; nothing of it is kept."""
    what = feedback(turn.posed.question, turn.posed.order, position)
    more = ((Button("Next question", f"challenge:try:{following}"),),) if following else ()
    return Card(
        what.title,
        fields=what.fields,
        buttons=more,
        note=say("Practice: no points."),
        tone=Tone.RIGHT if what.right else Tone.WRONG,
    )


def join_first(challenge: Challenge, day: ChallengeDay) -> Card:
    """*Start* by someone who has not joined."""
    return Card(
        "You have not joined yet",
        say("Join **{name}** and begin?", name=challenge.name),
        buttons=((Button("Join and start", f"challenge:enter:{day.id}", Look.PRIMARY),),),
    )


def not_in_it(challenge: Challenge) -> Card:
    """*Start* by someone who cannot come in any more."""
    return Card(
        "You are not in this challenge",
        say(
            "**{name}** takes nobody in by themselves just now. You can try its questions when a day has closed.",
            name=challenge.name,
        ),
        tone=Tone.REFUSAL,
    )


def too_late() -> Card:
    """A tap in the seconds between the end of a day and its close."""
    return Card(
        "That was just too late",
        say("This day has ended. In a moment you can try its questions, for practice."),
        tone=Tone.REFUSAL,
    )


def _letters(turn: Turn, what: str) -> tuple[Button, ...]:
    return tuple(
        Button(LETTERS[p], f"challenge:{what}:{turn.item}:{p}", Look.PRIMARY) for p in range(len(turn.posed.order))
    )
