"""Rests: what a member reads when they take days off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.cards.dates import long_date
from bot.chat.message import Button, Card, Field, Look, Tone
from bot.chat.text import CommandRef, Text, join, say
from bot.rules.resting import Rest

_MOST = 10


def saved(rest: Rest, today: date) -> Card:
    """Days off from some day to another."""
    return Card(
        "Rest well" if rest.covers(today) else "Your rest is planned",
        join((say("**{span}**, both days included.", span=_span(rest)), _MEANS), "\n\n"),
        buttons=(_buttons(),),
        tone=Tone.RIGHT,
    )


def shown(rests: Sequence[Rest], today: date) -> Card:
    """The rests that are not over."""
    if not rests:
        return Card(
            "You are not resting",
            join((say("{set} takes days off, from one day to another.", set=CommandRef("takt rest set")), _MEANS), " "),
            buttons=((Button("Take days off", "form:takt.rest.set", Look.PRIMARY),),),
        )
    return Card(
        "You are resting" if rests[0].covers(today) else "Your rest is planned",
        _MEANS,
        fields=(Field("Days off", join([say("{span}", span=_span(one)) for one in rests[:_MOST]])),),
        buttons=(_buttons(),),
        note=say("Only you see this."),
    )


def cleared(*, was: bool) -> Card:
    """Back again, or it was not needed."""
    if not was:
        return Card("You are not resting", say("There was nothing to end."))
    return Card(
        "Welcome back",
        say("Your rest has ended and nothing is planned. The next question counts again."),
        tone=Tone.RIGHT,
    )


_MEANS: Text = say(
    "While you rest, nothing nudges you, your streak does not break, and you are not on the board. Questions you answer"
    " all the same count. Reminders of a booked exam still come."
)


def _buttons() -> tuple[Button, ...]:
    return (Button("End my rest", "rest:clear"), Button("More days off", "form:takt.rest.set"))


def _span(rest: Rest) -> str:
    if rest.first == rest.last:
        return long_date(rest.first)
    return f"{long_date(rest.first)} to {long_date(rest.last)}"
