"""How it went: the question, and what each answer to it is told. No blame, and no word of what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards import exam
from bot.cards.countdown import OPEN_SET
from bot.cards.dates import long_date
from bot.chat.message import Button, Card, Field, Look, Tone
from bot.chat.text import CommandRef, Text, join, plain, say
from bot.model.appointment import Outcome
from bot.model.facts import ExamFacts
from bot.rules.countdown import points_due, retake_from

_QUESTIONS_STAY = "Exam content is confidential: please keep the questions to yourself, here and anywhere."


@dataclass(frozen=True, slots=True)
class Audience:
    """A cohort that could be told, and whether it has been."""

    cohort: int
    name: str
    told: bool = False


def how_was_it(sat: date, ask: int = 0) -> Card:
    """The day after, and again where there was no result yet."""
    return Card(
        "How was your exam?" if ask == 0 else "Is there a result by now?",
        say(
            "I have it down for {day}. Tell me as much as you like: nobody else learns of it unless you say so.",
            day=long_date(sat),
        )
        if ask == 0
        else say("Your exam was on {day}.", day=long_date(sat)),
        buttons=(_answers(sat, ask),),
        note=plain(_QUESTIONS_STAY),
    )


def not_yet(sat: date) -> Card:
    """A result before the exam."""
    return Card(
        "Your exam is still to come",
        say(
            "It is on **{day}**. I ask the day after, or use {result} once you have sat it.",
            day=long_date(sat),
            result=CommandRef("countdown result"),
        ),
        buttons=((Button("Change the date", OPEN_SET),),),
        tone=Tone.REFUSAL,
    )


def stale() -> Card:
    """A button about an exam that is not the one on record any more."""
    return Card(
        "This is about another exam",
        say(
            "Your countdown has changed since. {result} asks about the present one.",
            result=CommandRef("countdown result"),
        ),
        tone=Tone.REFUSAL,
    )


def passed(sat: date, name: str, audiences: Sequence[Audience], facts: ExamFacts) -> Card:
    """Congratulations, what comes next, and the announcement as the cohort would read it."""
    lines = [say("Well done, and well deserved. I count **{day}** as the day you passed.", day=long_date(sat))]
    if exam.states(facts, "maintenance"):
        due = long_date(points_due(sat))
        lines.append(say("To keep it: 75 professional development points by **{due}**.", due=due))
        lines.append(say("Your certificate has the exact dates."))
    if audiences:
        lines.append(
            say("In your cohort you have alumni status now: off the boards, no reminders, and free to answer.")
        )
    untold = [a for a in audiences if not a.told]
    return Card(
        "You passed. Congratulations!",
        join(lines),
        fields=_preview(name, audiences, untold),
        buttons=_choices(sat, untold, several=len(audiences) > 1),
        note=plain(_QUESTIONS_STAY),
        tone=Tone.RIGHT,
    )


def announcement(name: str) -> Card:
    """What a cohort reads."""
    return Card(
        "A member has passed the exam",
        say("**{name}** has passed the CPIM exam. Congratulations!", name=name),
        note=say("Exam content is confidential, so please do not ask what came up."),
        tone=Tone.RIGHT,
    )


def announced(sat: date, told: str, others: Sequence[Audience]) -> Card:
    """It goes to the room, once."""
    untold = [a for a in others if not a.told]
    return Card(
        "Your cohort knows",
        say("I have told _{cohort}_, once. Enjoy it.", cohort=told),
        buttons=_choices(sat, untold, several=True) if untold else (),
        tone=Tone.RIGHT,
    )


def no_room(cohort: str) -> Card:
    """The cohort meets nowhere any more."""
    return Card(
        "There is no room to tell", say("_{cohort}_ meets in no channel now.", cohort=cohort), tone=Tone.REFUSAL
    )


def kept_private() -> Card:
    """Nobody is told."""
    return Card(
        "It stays between us",
        say("Should you change your mind: {result}.", result=CommandRef("countdown result")),
        note=plain(_QUESTIONS_STAY),
    )


def not_this_time(sat: date, facts: ExamFacts) -> Card:
    """The earliest retake, and a gentle new plan."""
    if exam.states(facts, "retake"):
        wait = say(
            "The earliest day to sit again is **{day}**: 14 days' wait. What else applies: see the Exam Handbook.",
            day=long_date(retake_from(sat)),
        )
    else:
        wait = say("When you may sit again: see the Exam Handbook.")
    return Card(
        "Thank you for telling me",
        join((say("It is one day out of many, and what you learned stays learned."), wait)),
        fields=(
            Field(
                "A gentle plan",
                join(
                    (
                        say("First a few days off. They are part of it."),
                        say(
                            "Then your two weakest domains, a little each study day: {score} names them.",
                            score=CommandRef("score show"),
                        ),
                        say("Set a new date when it feels right. Until then I will not press you."),
                    )
                ),
            ),
        ),
        buttons=((Button("Set a new date", OPEN_SET), _amend(sat)),),
    )


def waiting(sat: date, *, asks_again: bool) -> Card:
    """No result yet."""
    later = "I will ask again in a few days." if asks_again else "I will not ask again."
    return Card(
        "Then we wait",
        say(
            "{later} Or tell me with {result} as soon as you know. When results come: see the Exam Handbook.",
            later=later,
            result=CommandRef("countdown result"),
        ),
        buttons=(_answers(sat, 0)[:2],),
    )


def private(sat: date) -> Card:
    """Never asked again."""
    return Card(
        "I will not ask",
        say(
            "Your countdown is over, and nobody is told anything. {set} starts a new one.",
            set=CommandRef("countdown set"),
        ),
        buttons=((_amend(sat),),),
    )


def token(sat: date, outcome: Outcome | str, ask: int = 0) -> str:
    """What a button about the exam of this day carries."""
    return f"exam-result:{sat}:{outcome}:{ask}"


ASK_AGAIN = "ask"
"""In place of an outcome: show the question once more."""


def _answers(sat: date, ask: int) -> tuple[Button, ...]:
    return (
        Button("Passed", token(sat, Outcome.PASSED, ask), Look.PRIMARY),
        Button("Not this time", token(sat, Outcome.NOT_YET, ask)),
        Button("No result yet", token(sat, Outcome.WAITING, ask)),
        Button("Don't ask", token(sat, Outcome.PRIVATE, ask)),
    )


def _amend(sat: date) -> Button:
    return Button("That was a slip", token(sat, ASK_AGAIN))


def _preview(name: str, audiences: Sequence[Audience], untold: Sequence[Audience]) -> tuple[Field, ...]:
    if not audiences:
        return ()
    if not untold:
        return (Field("Your cohort knows", say("It has been announced.")),)
    card = announcement(name)
    shown: Text = join((say("_{title}_", title=card.title), card.text, card.note))
    return (Field("Shall I tell your cohort? It would read", shown),)


def _choices(sat: date, untold: Sequence[Audience], *, several: bool) -> tuple[tuple[Button, ...], ...]:
    if not untold:
        return ((_amend(sat),),)
    announce = tuple(
        Button(f"Announce in {a.name}"[:60] if several else "Announce", f"exam-announce:{sat}:{a.cohort}", Look.PRIMARY)
        for a in untold[:3]
    )
    return ((*announce, Button("Keep it private", f"exam-private:{sat}"), _amend(sat)),)
