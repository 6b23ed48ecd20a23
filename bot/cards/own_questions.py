"""Questions that members write for their cohort, as their authors and leaders read of them: states, lists, ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.chat.message import Button, Card, Choice, Field, Look, Tone
from bot.chat.text import CommandRef, authored, join, plain, say
from bot.model.domains import Domain
from bot.model.items import LETTERS, Level, Question
from bot.rules.naming import shown

_ROW = 5

_GLANCE = 140
STATES: Mapping[str, str] = {
    "writing": "not finished",
    "waiting": "waits for a reader",
    "returned": "sent back to its author",
    "approved": "approved: it may be asked",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
}


@dataclass(frozen=True, slots=True)
class About:
    """A question as a card shows it: its number, state, place and newest wording. `word` is its reader's, or ""."""

    number: int
    state: str
    domain: Domain
    subtopic: str
    level: Level
    words: Question
    word: str = ""

    @property
    def title(self) -> str:
        """`Your question 12 · Inventory`."""
        return f"Question {self.number} · {self.domain.title}"


# --- what came of them


def reasons_next(about: About, remarks: Sequence[tuple[str, str]]) -> Card:
    """The first form is kept, the second is to come."""
    return Card(
        f"Question {about.number}: now the reasons",
        authored(about.words.stem),
        _options(about.words),
        fields=_doubts(remarks),
        buttons=(
            (
                Button("Write the reasons", f"question:reasons:{about.number}", Look.PRIMARY),
                Button("Change the question", f"question:rewrite:{about.number}"),
            ),
        ),
        note=say(
            "It is kept: {list} brings you back here. Members see the answers mixed, numbers in ascending order.",
            list=CommandRef("takt question list"),
        ),
        tone=Tone.QUESTION,
    )


def handed_in(about: About, readers: int, remarks: Sequence[tuple[str, str]]) -> Card:
    """Both forms are in."""
    text = say("A reader answers it without knowing the key, and then decides. You hear what comes of it.")
    if not readers:
        text = say(
            "Nobody can read it yet: it takes a leader other than you, or somebody whom a leader names with {reader}.",
            reader=CommandRef("takt question reader"),
        )
    return Card(
        f"Question {about.number} is handed in",
        text,
        fields=_doubts(remarks),
        buttons=((Button("Look at it", f"question:show:{about.number}"),),),
        note=say("It earns you no points when it is asked: you know the answer."),
        tone=Tone.RIGHT,
    )


def as_it_was(about: About) -> Card:
    """Both forms were sent again without a change."""
    return Card(
        f"Question {about.number} is as it was",
        say("Nothing in it has changed. It stands as before: {state}.", state=STATES[about.state]),
        buttons=((Button("Look at it", f"question:show:{about.number}"),),),
    )


def _doubts(remarks: Sequence[tuple[str, str]]) -> tuple[Field, ...]:
    """What is worth a second look, and stops nobody."""
    if not remarks:
        return ()
    lines = [say("• {wrong}: {remedy}.", wrong=wrong, remedy=remedy.rstrip(".?:")) for wrong, remedy in remarks]
    return (Field("Worth a second look", join(lines)),)


def whole(about: About, *, mine: bool) -> Card:
    """A question with its key and reasons: for its author, and for those who have read it."""
    return Card(
        about.title,
        authored(about.words.stem),
        _options(about.words),
        fields=(
            Field("State", plain(STATES[about.state]), inline=True),
            Field("Where it belongs", say("{sub}, {level}", sub=about.subtopic, level=about.level.value), inline=True),
            *((Field("The reader says", plain(about.word)),) if about.word else ()),
            *(Field(_why(place, about.words), authored(o.why)) for place, o in enumerate(about.words.options) if o.why),
        ),
        buttons=_to_do(about, mine=mine),
    )


def _why(place: int, words: Question) -> str:
    return f"{LETTERS[place]} is right" if words.options[place].correct else f"Why not {LETTERS[place]}"


def _to_do(about: About, *, mine: bool) -> tuple[tuple[Button, ...], ...]:
    if about.state in ("rejected", "withdrawn"):
        return ()
    first: tuple[Button, ...] = ()
    if mine and about.state == "writing":
        first = (Button("Write the reasons", f"question:reasons:{about.number}", Look.PRIMARY),)
    again = (Button("Rewrite it", f"question:rewrite:{about.number}"),) if mine else ()
    return ((*first, *again, Button("Withdraw it", f"question:withdraw:{about.number}", Look.DANGER)),)


def glance(about: About) -> Card:
    """A question in somebody else's hands, for a leader who has not read it."""
    return Card(
        about.title,
        plain(shown(about.words.stem, _GLANCE)),
        fields=(Field("State", plain(STATES[about.state])),),
        buttons=_to_do(about, mine=False),
    )


def _options(words: Question) -> tuple[Choice, ...]:
    return tuple(Choice(LETTERS[place], authored(option.text)) for place, option in enumerate(words.options))


# --- lists


def listed(
    cohort: int,
    name: str,
    these: Sequence[About],
    at: int,
    total: int,
    each: int,
    *,
    to_read: Sequence[int],
    waiting: int,
    all: bool,
) -> Card:
    """A page of questions, changed last first, and those that wait for this reader."""
    whose = (
        say("All questions that members of _{name}_ wrote.", name=name)
        if all
        else say("What you wrote for _{name}_.", name=name)
    )
    fields = [
        Field(f"{one.number} · {one.domain.title} · {STATES[one.state]}", plain(shown(one.words.stem, _GLANCE)))
        for one in these
    ]
    rows = [tuple(Button(f"Open {one.number}", f"question:show:{one.number}") for one in these)]
    rows.append(tuple(Button(f"Read {number}", f"question:read:{number}", Look.PRIMARY) for number in to_read))
    earlier = (Button("Newer", f"question:page:{cohort}:{max(at - each, 0)}"),) if at else ()
    later = (Button("Older", f"question:page:{cohort}:{at + each}"),) if at + each < total else ()
    rows.append((*earlier, *later))
    span = say("{first} to {last} of {total}", first=at + 1, last=at + len(these), total=total) if total > each else ()
    return Card(
        "Questions of our own",
        join((whose, say("Waiting for you to read: {n}.", n=waiting) if waiting else ())),
        fields=tuple(fields),
        buttons=tuple(row for row in rows if row),
        note=join((span, say("{add} writes one more.", add=CommandRef("takt question add"))), " · "),
    )


def none_yet(name: str, to_read: Sequence[int], *, all: bool) -> Card:
    """Nobody, or not this member, has written any."""
    who = "Nobody in" if all else "You have not written any question for"
    has = " has written a question yet." if all else " yet."
    return Card(
        "No questions of our own yet",
        say("{who} _{name}_{has} {add} begins one.", who=who, name=name, has=has, add=CommandRef("takt question add")),
        buttons=(tuple(Button(f"Read {n}", f"question:read:{n}", Look.PRIMARY) for n in to_read),) if to_read else (),
    )


# --- withdrawing, and what cannot be


def may_withdraw(about: About) -> Card:
    """Asks before it is done."""
    return Card(
        f"Withdraw question {about.number}?",
        authored(about.words.stem),
        buttons=((Button(f"Withdraw {about.number}", f"question:withdrawn:{about.number}", Look.DANGER),),),
        note=say("It is asked no more, for good. Where it was asked already, answers and reasons stay."),
        tone=Tone.WARNING,
    )


def withdrawn(number: int, *, already: bool = False) -> Card:
    """It is not asked any more, also the second time."""
    said = "It was already. Nothing was changed." if already else "It is asked no more."
    return Card(f"Question {number} is withdrawn", say(said), tone=Tone.PLAIN if already else Tone.RIGHT)


def over(about: About) -> Card:
    """A question that nobody works on any more."""
    return Card(
        f"Question {about.number} is {about.state}",
        say("Nothing can be changed in it. {add} begins another one.", add=CommandRef("takt question add")),
        tone=Tone.REFUSAL,
    )


def members_only(name: str) -> Card:
    """Only members write."""
    return Card(
        "This is for members of the cohort",
        say("You join _{name}_ by answering a question in its channel.", name=name),
        tone=Tone.REFUSAL,
    )


def unknown_number(number: int) -> Card:
    """A number that is no question of this cohort, or of somebody else."""
    return Card(
        f"I find no question {number} of yours",
        say("{list} shows which there are, with their numbers.", list=CommandRef("takt question list")),
        tone=Tone.REFUSAL,
    )


def too_many(most: int) -> Card:
    """Somebody who writes faster than others can read."""
    return Card(
        "Let us read the others first",
        say(
            "{n} of your questions are unfinished or wait for a reader. {list} shows them.",
            n=most,
            list=CommandRef("takt question list"),
        ),
        tone=Tone.REFUSAL,
    )
