"""A challenge in the room: the announcement, which is kept up to date, and the card of each day."""

from __future__ import annotations

from collections.abc import Callable

from bot.cards.challenge_facts import Standings
from bot.cards.challenge_words import (
    dates_words,
    entry_words,
    join_buttons,
    rosters,
    several,
    what_words,
    who_words,
)
from bot.chat.message import Button, Card, Field, Look, Tone
from bot.chat.text import CommandRef, Moment, Text, join, say
from bot.model.challenge import ChallengeDay, ChallengeState, Teams


def announcement(facts: Standings) -> Card:
    """What it is, and *Join*: edited as people come, when it begins and when it is over."""
    challenge = facts.challenge
    title = f"Challenge: {challenge.name}"
    show = Button("Standings", f"challenge:show:{challenge.id}")
    if challenge.state is ChallengeState.CANCELLED:
        return Card(title, say("This challenge was cancelled. It counts for nothing."), tone=Tone.WARNING)
    if challenge.state is ChallengeState.FINISHED:
        done = say("This challenge is over. {n} took part.", n=sum(bool(one.answered) for one in facts.lines))
        return Card(title, done, buttons=((show,),))
    fields = [
        Field("When", _when(facts)),
        Field("What", say("{what}", what=what_words(challenge.per_day, challenge.domains))),
    ]
    fields.append(Field("Who", _who(facts)))
    if facts.teams and any(one.team is not None for one in facts.inside):
        fields.append(Field("The teams", rosters(facts)))
    buttons = join_buttons(facts)
    return Card(
        title,
        fields=tuple(fields),
        buttons=(*buttons[:-1], (*buttons[-1], show)) if buttons and len(buttons[-1]) < 5 else (*buttons, (show,)),
        note=join((_joined(facts), say("how it is counted: {help} challenge", help=CommandRef("takt help"))), " · "),
    )


def open_day(day: ChallengeDay, questions: int) -> Callable[[Standings], Card]:
    """The card of a day, with *Start*."""

    def card(facts: Standings) -> Card:
        closes = say("closes {at}", at=Moment(day.closes_at, facts.zone))
        begun = Field("The teams", rosters(facts)) if facts.teams and day.ordinal == 1 and facts.inside else None
        return Card(
            _day_title(facts, day),
            say(
                "{n}, in private, one after another. Each answer is final.",
                n=several(questions, "question"),
            ),
            fields=(begun,) if begun else (),
            buttons=(
                (
                    Button("Start", f"challenge:start:{day.id}", Look.PRIMARY),
                    Button("Standings", f"challenge:show:{facts.challenge.id}"),
                ),
            ),
            note=closes,
            tone=Tone.QUESTION,
        )

    return card


def closed_day(day: ChallengeDay, questions: int, played: int) -> Callable[[Standings], Card]:
    """The card of a day after its close: *Start* gives way to practice."""

    def card(facts: Standings) -> Card:
        return Card(
            _day_title(facts, day),
            say("Closed. {n}, {played} took part.", n=several(questions, "question"), played=played),
            buttons=(
                (
                    Button("Try it", f"challenge:start:{day.id}"),
                    Button("Standings", f"challenge:show:{facts.challenge.id}"),
                ),
            ),
        )

    return card


def cancelled_day(day: ChallengeDay) -> Callable[[Standings], Card]:
    """A day of a challenge that was cancelled."""

    def card(facts: Standings) -> Card:
        return Card(
            _day_title(facts, day),
            say("This challenge was cancelled. It counts for nothing."),
            tone=Tone.WARNING,
        )

    return card


def _day_title(facts: Standings, day: ChallengeDay) -> str:
    return f"{facts.challenge.name} · day {day.ordinal}"


def _when(facts: Standings) -> Text:
    challenge = facts.challenge
    dates = say("{dates}, on study days.", dates=dates_words(challenge.first, challenge.last))
    if challenge.state is ChallengeState.ANNOUNCED and facts.next_opening:
        return join((dates, say("It begins {at}.", at=Moment(facts.next_opening, facts.zone))))
    return dates


def _who(facts: Standings) -> Text:
    challenge = facts.challenge
    later = challenge.teams in (Teams.RANDOM, Teams.BALANCED) and challenge.state is ChallengeState.ANNOUNCED
    drawn = say("They are drawn when it begins.") if later and not challenge.drawn else ()
    return join(
        (
            join((say("{who}", who=who_words(challenge.teams, challenge.team_count)), drawn), " "),
            say("{entry}", entry=entry_words(challenge.entry, late=challenge.late)),
        )
    )


def _joined(facts: Standings) -> Text:
    inside = len(facts.inside)
    return say("{n} joined", n=inside) if inside else say("nobody has joined yet")
