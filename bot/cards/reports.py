"""A question that somebody thinks is wrong: the form, the leaders' card, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.corrections import Changed, keys
from bot.cards.question import Asked, choices
from bot.chat.message import Button, Card, Field, Form, Input, Kind, Look, Tone
from bot.chat.text import CommandRef, Text, authored, join, plain, say

LONGEST = 1000
LONGEST_REASON = 200


def form(number: int, round_id: int) -> Form:
    """For whoever reports. It says nothing about the key."""
    return Form(
        f"reported:{round_id}",
        f"Report Q{number}",
        (
            Input(
                "text",
                "What is wrong?",
                Kind.LONG,
                hint="Such as: the key is wrong, two options are right, a number is missing.",
                most=LONGEST,
            ),
        ),
        "Send",
    )


def thanks(number: int) -> Card:
    """For whoever reported, also the second time."""
    return Card(
        "Thank you for looking closely",
        say(
            "Your report on Q{n} is with the leaders of the cohort. You hear what comes of it with one of my replies.",
            n=number,
        ),
        tone=Tone.RIGHT,
    )


def to_leaders(cohort: str, asked: Asked, by: str, text: str, report: int) -> Card:
    """For each leader, as a direct message. Without the key: a leader may not have answered yet."""
    return Card(
        f"Q{asked.round.number} is reported",
        authored(asked.question.stem),
        choices(asked),
        fields=(
            *_facts(cohort, asked),
            Field("Reported by", plain(by), inline=True),
            Field("What is wrong", plain(text)),
        ),
        buttons=(decisions(report), (Button("Decline", f"report:decline:{report}"),)),
        note=say(
            "Decide once the question has closed. Either way the member hears of it. All open reports: {reports}.",
            reports=CommandRef("takt reports"),
        ),
        tone=Tone.WARNING,
    )


def decisions(report: int) -> tuple[Button, ...]:
    """What accepting a report can mean."""
    return (
        Button("Correct the key", f"report:accept:{report}", Look.PRIMARY),
        Button("Withdraw it", f"report:withdraw:{report}", Look.DANGER),
    )


def _facts(cohort: str, asked: Asked) -> Sequence[Field]:
    item = say("`{item}`, version {version}", item=asked.round.item, version=asked.round.version)
    return (Field("Cohort", plain(cohort), inline=True), Field("Item", item, inline=True))


def settled(card: Card, outcome: Text) -> Card:
    """The leaders' card once one of them has decided."""
    return Card(card.title, card.text, card.options, fields=(*card.fields, Field("Settled", outcome)))


def accepted_words(by: str, changed: Changed) -> Text:
    """What came of a report that was accepted, for the leaders."""
    how = keys(changed) if changed.now is not None else say("The question is withdrawn.")
    return join((say("Accepted by {by}:", by=by), how), " ")


def declined_words(by: str, reason: str) -> Text:
    """What came of a report that was declined, for the leaders."""
    return join((say("Declined by {by}", by=by), plain(reason)), ": ")


def declined(number: int) -> Card:
    """For the leader who declined."""
    return Card(
        f"Report on Q{number} declined",
        say("Noted. The member hears of it with one of my next replies."),
        tone=Tone.RIGHT,
    )


def decided_already(number: int) -> Card:
    """Another leader, or a second click."""
    return Card(f"The report on Q{number} is settled already", say("Nothing was changed."))


def reason_form(number: int, report: int) -> Form:
    """Why it is declined, if the leader wants to say."""
    return Form(
        f"report:declined:{report}",
        f"Decline the report on Q{number}",
        (
            Input(
                "reason",
                "Why? (one line, for the member)",
                hint="May stay empty.",
                required=False,
                most=LONGEST_REASON,
            ),
        ),
        "Decline",
    )


def accepted_outcome(number: int, changed: Changed) -> Card:
    """For whoever reported, with their next private reply."""
    if changed.now is None:
        how = say("The question is withdrawn: it counts for nobody.")
    else:
        how = join((keys(changed), say("All answers count by the corrected key.")), " ")
    return Card(f"Your report on Q{number} was accepted", join((say("The leaders agree with you. Thank you."), how)))


def declined_outcome(number: int, reason: str) -> Card:
    """For whoever reported, with their next private reply."""
    said = say("They say: {reason}", reason=reason) if reason else ()
    return Card(
        f"Your report on Q{number} was declined",
        join((say("The leaders looked at it and leave the question as it is. Thank you for speaking up."), said)),
    )


def reopened_outcome(number: int) -> Card:
    """For whoever had heard that their report was accepted, where that was taken back."""
    return Card(
        f"Your report on Q{number} is open again",
        say("The leaders took their correction back and will look at it anew."),
    )


def not_yours() -> Card:
    """A question of a cohort that the asker is not in, or that is gone."""
    return Card(
        "This question cannot be used here",
        say("It was withdrawn, or belongs to another cohort."),
        tone=Tone.REFUSAL,
    )


def in_the_channel() -> Card:
    """*Try again* on a message that has arrived, or waits already."""
    return Card("It is in the channel, or on its way", say("Nothing is posted twice."))


def trying_again() -> Card:
    """*Try again* on a message that could not be posted."""
    return Card("I am trying again", say("Please look into the channel in a moment."), tone=Tone.RIGHT)


def still_lacking(needs: Sequence[str], letter: int) -> Card:
    """*Try again* before everything was granted."""
    return Card(
        "Something is still missing",
        join([say("• {need}", need=need) for need in needs]),
        buttons=((Button("Try again", f"letter:retry:{letter}", Look.PRIMARY),),),
        tone=Tone.WARNING,
    )
