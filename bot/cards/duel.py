"""A duel as the two read it: the invitation, the questions, and the wait for the other one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cards.practice import Posed, letters
from bot.chat.message import Button, Card, Look, Tone
from bot.chat.text import CommandRef, Moment, Text, authored, join, plain, say
from bot.model.domains import Domain
from bot.rules.naming import shown


@dataclass(frozen=True, slots=True)
class Facts:
    """A duel as one of the two sees it. `zone` is theirs or the cohort's."""

    duel: int
    other: str
    cohort: str
    domain: Domain | None
    count: int
    closes_at: datetime
    zone: str

    @property
    def about(self) -> Text:
        """`5 questions on Inventory`."""
        where = say(" on {domain}", domain=self.domain.title) if self.domain else ()
        return say("{n} questions{where}", n=self.count, where=where)

    @property
    def until(self) -> Moment:
        """When it closes."""
        return Moment(self.closes_at, self.zone)


# --- inviting


def invited(facts: Facts, title: str = "") -> Card:
    """To the challenger: it is on, and they can begin."""
    return Card(
        title or f"You challenge {shown(facts.other)}",
        join(
            (
                say("{about}, the same for both of you. The invitation is on its way.", about=facts.about),
                say("You can begin at once. Nobody learns a key before it is over."),
            )
        ),
        buttons=((_go(facts, "Begin"),),),
        note=say("The invitation stands until {at}.", at=facts.until),
    )


def invitation(facts: Facts) -> Card:
    """To the opponent."""
    return Card(
        f"{shown(facts.other)} challenges you to a duel",
        join(
            (
                say(
                    "{about}, the same for both of you, in private. In _{cohort}_.",
                    about=facts.about,
                    cohort=facts.cohort,
                ),
                say("Once you accept, both of you have 24 hours. No points, no streak; only you two see the result."),
            )
        ),
        buttons=(
            (
                Button("Accept", f"duel:accept:{facts.duel}", Look.PRIMARY),
                Button("Decline", f"duel:decline:{facts.duel}"),
            ),
        ),
        note=say("It stands until {at}. You need not give a reason.", at=facts.until),
    )


def accepted(facts: Facts) -> Card:
    """In place of the invitation, once it was accepted."""
    return Card(
        f"Your duel with {shown(facts.other)}",
        say("{about}. You have until {at}, and can stop and go on as you like.", about=facts.about, at=facts.until),
        buttons=((_go(facts, "Go on"),),),
    )


def it_is_on(facts: Facts) -> Card:
    """To the challenger: it was accepted."""
    return Card(
        f"{shown(facts.other)} accepts your duel",
        say("{about}. Both of you have until {at}.", about=facts.about, at=facts.until),
        buttons=((_go(facts, "Go on"),),),
    )


def declined(facts: Facts) -> Card:
    """To the opponent, who declined."""
    return Card(
        "Declined",
        say("{name} is told, without a reason.", name=shown(facts.other)),
        buttons=((Button("No more duels", "duel:off"),),),
    )


def was_declined(facts: Facts) -> Card:
    """To the challenger: it was declined."""
    return Card(
        f"{shown(facts.other)} would rather not duel this time",
        say("No harm done. {practice} has questions for you alone.", practice=CommandRef("takt practice")),
        buttons=((review_button(facts.duel, 1, "See your answers"),),),
    )


def lapsed(facts: Facts) -> Card:
    """To the challenger: the invitation was not answered in time."""
    return Card(
        "Your invitation to a duel has lapsed",
        say("{name} did not get round to it. You can ask again.", name=shown(facts.other)),
        buttons=((rematch_button(facts.duel, "Ask again"), review_button(facts.duel, 1, "See your answers")),),
    )


def over(other: str) -> Card:
    """In place of an invitation that stands no more."""
    return Card("This invitation is over", say("The duel with {name} did not take place.", name=shown(other)))


def called_off() -> Card:
    """To the one who is left: the other one has gone."""
    return Card("Your duel is off", say("The other one has left. What you answered counts for nothing."))


def no_more() -> Card:
    """Duels are refused from now on."""
    return Card(
        "No more duels",
        say("Nobody can challenge you from now on. {set} changes that.", set=CommandRef("takt profile set duels=on")),
    )


# --- playing


def question(facts: Facts, posed: Posed, ordinal: int) -> Card:
    """The next question. Nothing tells how the one before went."""
    buttons = tuple(
        Button(letter.letter, f"duel:{facts.duel}:{ordinal}:{place}", Look.PRIMARY)
        for place, letter in enumerate(letters(posed))
    )
    return Card(
        f"Duel · {ordinal} of {facts.count}",
        authored(posed.question.stem),
        letters(posed),
        buttons=(buttons,),
        note=join((plain(posed.subtopic), say("against {name}", name=shown(facts.other))), " · "),
        tone=Tone.QUESTION,
    )


def waiting(facts: Facts, *, accepted: bool) -> Card:
    """One of the two is through, the other one is not."""
    until = (
        say("{name} has until {at}.", name=shown(facts.other), at=facts.until)
        if accepted
        else say(
            "{name} has not accepted yet; the invitation stands until {at}.", name=shown(facts.other), at=facts.until
        )
    )
    return Card(
        "You are through",
        join((until, say("The result comes to both of you as a direct message, with the keys.")), " "),
    )


def _go(facts: Facts, label: str) -> Button:
    return Button(label, f"duel:play:{facts.duel}", Look.PRIMARY)


def review_button(duel: int, ordinal: int, label: str, look: Look = Look.PLAIN) -> Button:
    """*Why?*, from this question on."""
    return Button(label, f"duel:why:{duel}:{ordinal}", look)


def rematch_button(duel: int, label: str) -> Button:
    """The same two once more."""
    return Button(label, f"duel:rematch:{duel}")
