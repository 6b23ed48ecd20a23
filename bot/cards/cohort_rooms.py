"""One cohort in several rooms: connecting one, confirming it, telling the rooms, and disconnecting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.codes import line
from bot.cards.cohort import next_words, schedule_words
from bot.chat.message import Button, Card, Field, Look, Tone
from bot.chat.text import CommandRef, Text, join, plain, say
from bot.model.cohort import Cohort
from bot.model.places import Room
from bot.rules.appearing import title_of
from bot.rules.calendar import Occurrence

_ROW = 5


@dataclass(frozen=True, slots=True)
class Asking:
    """A room that would study along: who asks for it, and where it is."""

    invitation: int
    cohort: Cohort
    by: str
    room: Room
    name: str
    community: str


def place_words(room: Room, name: str, community: str = "") -> str:
    """`#study in Acme on Slack`."""
    where = f" in {community}" if community else ""
    return f"{name or room.channel}{where} on {title_of(room.platform)}"


def code(cohort: Cohort, secret: str) -> Card:
    """For the leader who connects another room."""
    return Card(
        "Connect another room",
        join(
            (
                say("In the other room, here or on another platform, someone who manages it types:"),
                line("cohort accept", secret),
                say("Then I ask you to confirm. Nothing happens before."),
            ),
            "\n\n",
        ),
        note=say("For {cohort}. The code works once, for ten minutes.", cohort=cohort.name),
    )


def may_not_accept() -> Card:
    """Somebody who does not manage the channel."""
    return Card(
        "Someone who manages this channel can connect it",
        say("Ask someone who has that right to type {accept} with the code.", accept=CommandRef("cohort accept")),
        tone=Tone.REFUSAL,
    )


def lacking(needs: Sequence[str]) -> Card:
    """Takt may not do in the channel what it must. The code is still good."""
    return Card(
        "I need something here first",
        join([say("• {need}", need=need) for need in needs]),
        note=say("Then type the same line again: the code is not used up."),
        tone=Tone.WARNING,
    )


def waits(cohort: Cohort) -> Card:
    """For whoever brought the code."""
    return Card(
        "Nearly there",
        say(
            "A leader of **{cohort}** has to confirm; I have written to them. Then I say hello here.",
            cohort=cohort.name,
        ),
        tone=Tone.RIGHT,
    )


def confirm(asking: Asking) -> Card:
    """For the leader, before anything is connected."""
    number = asking.invitation
    return Card(
        "Connect this room?",
        join(
            (
                say(
                    "**{by}** wants **{place}** to study with **{cohort}**: the same question at the same time, one"
                    " post in each room, one score.",
                    by=asking.by,
                    place=_place(asking),
                    cohort=asking.cohort.name,
                ),
                say("Members read each other's aliases and points there. Confirm only what you expected."),
            ),
            "\n\n",
        ),
        buttons=(
            (
                Button("Confirm", f"connect:confirm:{number}", Look.PRIMARY),
                Button("Decline", f"connect:decline:{number}"),
            ),
        ),
    )


def confirmed(asking: Asking) -> Card:
    """For the leader, and in place of the question."""
    return Card(
        "Connected",
        say(
            "**{place}** studies with {cohort} from the next question on. {disconnect} undoes it.",
            place=_place(asking),
            cohort=asking.cohort.name,
            disconnect=CommandRef("cohort disconnect"),
        ),
        tone=Tone.RIGHT,
    )


def declined(asking: Asking) -> Card:
    """For the leader, and in place of the question."""
    return Card("Declined", say("**{place}** is not connected.", place=_place(asking)))


def was_declined(asking: Asking) -> Card:
    """For whoever brought the code."""
    return Card(
        "The room was not connected",
        say("A leader of {cohort} declined. Ask them for a new code if that was a mistake.", cohort=asking.cohort.name),
    )


def hello(asking: Asking, coming: Occurrence | None, disclaimer: str) -> Card:
    """In the room that is new, once."""
    cohort = asking.cohort
    return Card(
        f"{cohort.name} meets here too now",
        say(
            "I am Takt. Each study day I ask one CPIM question here. Tap a letter to answer: the reply, with the"
            " reasons, is for you alone. At the close everyone sees the key."
        ),
        fields=(
            Field(
                "When",
                join(
                    (
                        say("{when}.", when=schedule_words(cohort.schedule)),
                        say("The first: {at}.", at=next_words(coming, cohort.schedule.zone)),
                    )
                ),
            ),
            Field("What others see of you", join((_TOGETHER, _NAMES))),
        ),
        note=plain(disclaimer),
    )


def joined(asking: Asking) -> Card:
    """In the rooms that were there before, once."""
    return Card(
        f"{asking.cohort.name} has one more room",
        join(
            (
                say("**{place}** studies along from the next question on.", place=_place(asking)),
                _TOGETHER,
                _NAMES,
            )
        ),
    )


_TOGETHER: Text = say(
    "One question for all, one post in each room, one score: {board}.", board=CommandRef("takt board")
)
_NAMES: Text = say(
    "On other platforms you appear by your alias or a number, until you agree to be named: {profile}.",
    profile=CommandRef("takt profile set"),
)


def free_no_more(asking: Asking) -> Card:
    """Another cohort has moved in since."""
    return Card(
        "That room has a cohort by now",
        say("**{place}** was taken before you confirmed.", place=_place(asking)),
        tone=Tone.REFUSAL,
    )


def which(cohort: Cohort, rooms: Sequence[tuple[int, str]]) -> Card:
    """For leaders: the rooms of the cohort, each with its button."""
    buttons = [Button(f"Disconnect {name}"[:75], f"disconnect:{number}", Look.DANGER) for number, name in rooms]
    return Card(
        f"The rooms of {cohort.name}",
        join((join([say("• {room}", room=name) for _, name in rooms]), _AFTERWARDS), "\n\n"),
        buttons=tuple(tuple(buttons[at : at + _ROW]) for at in range(0, len(buttons), _ROW)),
    )


def sure(cohort: Cohort, number: int, name: str) -> Card:
    """For someone who manages a room and does not lead."""
    return Card(
        "Disconnect this room?",
        join((say("{room} leaves {cohort}.", room=name, cohort=cohort.name), _AFTERWARDS), "\n\n"),
        buttons=((Button("Disconnect", f"disconnect:{number}", Look.DANGER),),),
    )


_AFTERWARDS: Text = say(
    "What was answered is kept. An open question still closes there, with its key; after that nothing more comes."
)


def disconnected(cohort: Cohort, name: str) -> Card:
    """For whoever did it."""
    return Card("Disconnected", say("{room} no longer studies with {cohort}.", room=name, cohort=cohort.name))


def goodbye(cohort: Cohort) -> Card:
    """In the room that leaves, once."""
    return Card(
        f"{cohort.name} no longer meets here",
        say("No more questions come to this channel. What you answered is kept."),
    )


def told_leaders(cohort: Cohort, name: str, by: str) -> Card:
    """For the leaders, when someone who manages the room did it."""
    return Card(
        f"A room has left {cohort.name}"[:60],
        say("**{by}**, who manages {room}, disconnected it. The other rooms go on.", by=by, room=name),
    )


def only_room(cohort: Cohort) -> Card:
    """The last room stays."""
    return Card(
        f"{cohort.name} meets nowhere else"[:60],
        say(
            "This is its only room. {pause} stops the questions for a while, {finish} ends the cohort.",
            pause=CommandRef("cohort pause"),
            finish=CommandRef("cohort finish"),
        ),
        tone=Tone.REFUSAL,
    )


def may_not_disconnect(leaders: Sequence[str]) -> Card:
    """Neither a leader nor somebody who manages this channel."""
    names = join([plain(name) for name in leaders[:5]], ", ") or plain("nobody at the moment")
    return Card(
        "This is for leaders, and for those who manage this channel",
        say("The leaders are: {names}.", names=names),
        tone=Tone.REFUSAL,
    )


def _place(asking: Asking) -> str:
    return place_words(asking.room, asking.name, asking.community)
