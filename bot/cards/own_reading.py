"""A member's question as its reader meets it: blind at first, then with key and reasons, then decided."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.own_questions import STATES, About
from bot.cards.reveal import reason
from bot.chat.message import Button, Card, Choice, Field, Form, Input, Kind, Look, Tone
from bot.chat.text import CommandRef, authored, join, plain, say
from bot.model.items import LETTERS

_WORD = 500


def blind(about: About, version: int, order: Sequence[int], cohort: str) -> Card:
    """Stem and options in an order of the reader's own, without the key and without the author."""
    picks = tuple(
        Button(LETTERS[place], f"question:blind:{about.number}:{version}:{place}", Look.PRIMARY)
        for place in range(len(order))
    )
    return Card(
        f"Read question {about.number} · {about.domain.title}",
        authored(about.words.stem),
        tuple(Choice(LETTERS[place], authored(about.words.options[index].text)) for place, index in enumerate(order)),
        fields=(Field("Where it belongs", say("{sub}, {level}", sub=about.subtopic, level=about.level.value)),),
        buttons=(picks,),
        note=say(
            "A member of _{cohort}_ wrote it. Answer it first, and look for a second answer that could be defended;"
            " then you see the key. Once you have answered it earns you no points when it is asked.",
            cohort=cohort,
        ),
        tone=Tone.QUESTION,
    )


def compared(about: About, version: int, order: Sequence[int], option: int) -> Card:
    """After the reader's answer: the key, the reasons, and what can be decided."""
    words, key = about.words, about.words.key
    agrees = option == key
    lettered = [(LETTERS[place], words.options[index]) for place, index in enumerate(order)]
    token = f"{about.number}:{version}"
    approve = (Button("Approve", f"question:approve:{token}", Look.PRIMARY),) if agrees else ()
    return Card(
        f"You chose {LETTERS[order.index(option)]}, the key is {LETTERS[order.index(key)]}",
        authored(words.stem),
        fields=tuple(Field(f"{'Key ' if one.correct else ''}{letter}", reason(one)) for letter, one in lettered),
        buttons=(
            (
                *approve,
                Button("Send back", f"question:return:{token}"),
                Button("Reject", f"question:reject:{token}", Look.DANGER),
            ),
        ),
        note=say("Are key and reasons right, is every wrong answer really wrong, and is it written plainly?")
        if agrees
        else say("You and the author differ, so it cannot be approved as it stands: it has to be rewritten."),
        tone=Tone.RIGHT if agrees else Tone.WARNING,
    )


def word_form(number: int, version: int, verdict: str) -> Form:
    """A reader's word to the author."""
    back = verdict == "returned"
    label = "What should be changed?" if back else "Why can it not be asked?"
    title = "Send it back" if back else "Reject it"
    word = Input("word", label, Kind.LONG, hint="One or two sentences, for the author.", most=_WORD)
    return Form(f"question:{verdict}:{number}:{version}", title, (word,), "Send")


def decided(number: int, state: str) -> Card:
    """For the reader who decided."""
    words = {
        "approved": "It may be asked from now on, in turn with all other questions.",
        "returned": "Its author hears what you wrote. When they have rewritten it, it comes to its readers again.",
        "rejected": "Its author hears what you wrote.",
    }
    return Card(f"Question {number} is {_done(state)}", say(words[state]), tone=Tone.RIGHT)


def _done(state: str) -> str:
    return "sent back" if state == "returned" else state


def settled(number: int, state: str) -> Card:
    """Somebody else was faster, or its author has changed it: nothing is left to decide in this wording."""
    return Card(
        f"Question {number} needs no reading here any more",
        say(
            "By now: {state}. {list} shows what waits for you.",
            state=STATES[state],
            list=CommandRef("takt question list"),
        ),
    )


def differs(number: int) -> Card:
    """Approving what the reader answered otherwise."""
    return Card(
        f"Question {number} cannot be approved by you as it stands",
        say("Your answer and the key differ. Send it back with a word to its author, or reject it."),
        tone=Tone.REFUSAL,
    )


def not_yours() -> Card:
    """Whoever does not read in that cohort, or not any more."""
    return Card(
        "This question is not yours to read",
        say("It is read by the leaders of its cohort, and by members whom they name. Authors never read their own."),
        tone=Tone.REFUSAL,
    )


# --- for the author


def outcome(about: About) -> Card:
    """What came of it, with one of their next replies."""
    word = Field("The reader says", plain(about.word))
    if about.state == "approved":
        text = say("Somebody answered it as you did and approved it. It will be asked in turn with the others.")
        return Card(f"Your question {about.number} is approved", text, tone=Tone.RIGHT)
    if about.state == "returned":
        return Card(
            f"Your question {about.number} came back",
            join((say("Rewrite it, and it is read again."), plain("")), ""),
            fields=(word,),
            buttons=((Button("Rewrite it", f"question:rewrite:{about.number}", Look.PRIMARY),),),
        )
    if about.state == "rejected":
        return Card(f"Your question {about.number} will not be asked", say("Thank you for writing it."), fields=(word,))
    return Card(f"Your question {about.number} was withdrawn by a leader", say("It is asked no more."))
