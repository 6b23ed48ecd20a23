"""What leaders read when they decide on reports; nobody else sees any of it.

The law: while a question is open nothing here tells how it was answered, for a leader may not have answered yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.cards.corrections import Changed, keys, numbers
from bot.cards.question import Asked, choices, title
from bot.cards.reports import LONGEST_REASON, decisions
from bot.cards.reveal import how_it_went
from bot.chat.message import Button, Card, Field, Form, Input, Kind, Look, Pick, Tone
from bot.chat.text import CommandRef, Moment, Text, authored, join, plain, say
from bot.model.items import LETTERS
from bot.model.rounds import Round, RoundState
from bot.rules.naming import shown

SHOWN = 5
"""Reports on one card."""
_LONGEST = 400
_NAME = 60


@dataclass(frozen=True, slots=True)
class Said:
    """A report: its id, what its author is called, and what they wrote."""

    id: int
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """The open reports on one question, the oldest first, and how it was answered: by position of the round shown.

    `asked` None: the bank has not its words any more. `times`: in how many rounds it was asked.
    """

    round: Round
    asked: Asked | None
    reports: tuple[Said, ...]
    counts: Mapping[int, int]
    times: int


def page(cohort: int, group: Group, place: int, of: int, zone: str) -> Card:
    """One question with its reports, and what can be decided."""
    what = group.round
    is_open = what.state is RoundState.OPEN
    last = group.reports[-1].id
    fields = [
        Field(f"{n}. {shown(one.by) or 'Somebody who left'}", plain(_clipped(one.text)))
        for n, one in enumerate(group.reports[:SHOWN], 1)
    ]
    if len(group.reports) > SHOWN:
        fields.append(
            Field("And", say("{n} more reports. They come up as these are settled.", n=len(group.reports) - SHOWN))
        )
    declines = tuple(
        Button(f"Decline {n}" if len(group.reports) > 1 else "Decline", f"report:decline:{one.id}")
        for n, one in enumerate(group.reports[:SHOWN], 1)
    )
    asked = group.asked
    return Card(
        f"{title(what)} · {place + 1} of {of}",
        authored(asked.question.stem) if asked else say("The bank has not the words of this question any more."),
        choices(asked) if asked else (),
        fields=(*_answers(group, is_open, zone), *fields),
        buttons=(*(() if is_open or not asked else (decisions(last),)), declines, _turning(cohort, place, of)),
        note=join(
            (say("`{item}`, version {version}", item=what.item, version=what.version), _asked_often(group)), " · "
        ),
    )


def _answers(group: Group, is_open: bool, zone: str) -> Sequence[Field]:
    if is_open:
        closes = say(
            "{at}. Until then nobody is told how it is answered, and nothing can be decided but to decline.",
            at=Moment(group.round.closes_at, zone),
        )
        return (Field("Open until", closes),)
    key = group.round.key
    went = how_it_went(key, group.counts, sum(group.counts.values()))
    return (Field("The key", plain(LETTERS[key]), inline=True), Field("How it was answered", went, inline=True))


def _asked_often(group: Group) -> Text:
    return say("asked {n} times", n=group.times) if group.times > 1 else ()


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"


def _turning(cohort: int, place: int, of: int) -> tuple[Button, ...]:
    before = (Button("Earlier", f"reports:page:{cohort}:{place - 1}"),) if place else ()
    after = (Button("Next", f"reports:page:{cohort}:{place + 1}"),) if place + 1 < of else ()
    return (*before, *after, Button("What was decided", f"reports:decided:{cohort}:0"))


def none_open(cohort: int, name: str) -> Card:
    """The empty state."""
    return Card(
        "No report is open",
        say(
            "When a member of _{name}_ reports a mistake, you hear of it, and it stands here until it is decided.",
            name=name,
        ),
        buttons=((Button("What was decided", f"reports:decided:{cohort}:0"),),),
    )


# --- accepting


def key_form(asked: Asked, report: int) -> Form:
    """Which option is right, and a word for the room. It does not say which one is the key now."""
    options = [asked.question.options[index] for index in asked.round.order]
    picks = tuple(
        Pick(f"{LETTERS[place]}: {shown(option.text, _NAME)}", LETTERS[place]) for place, option in enumerate(options)
    )
    return Form(
        f"report:corrected:{report}",
        f"Correct the key of Q{asked.round.number}",
        (
            Input("key", "Which option is right?", Kind.CHOICE, choices=picks, hint="A, B, C or D."),
            Input(
                "word",
                "Why? (for the room)",
                hint="May stay empty. The room reads it with the correction.",
                required=False,
                most=LONGEST_REASON,
            ),
        ),
        "Correct it",
    )


def may_withdraw(what: Round, report: int, answered: int, *, computed: bool) -> Card:
    """Withdrawing takes answers out of the count, so it is asked about first."""
    never = (
        say("The calculation itself can come again, with other numbers.")
        if computed
        else say("This cohort is never asked the item again.")
    )
    return Card(
        f"Withdraw Q{what.number}?",
        join((say("Its {n} answers stop counting, and the points they gave are taken back.", n=answered), never), " "),
        buttons=((Button(f"Withdraw Q{what.number}", f"report:withdrawn:{report}", Look.DANGER),),),
        note=say("The room reads one note. You can undo it."),
        tone=Tone.WARNING,
    )


def still_open(what: Round, zone: str) -> Card:
    """A decision would tell those who have not answered yet what the key is."""
    return Card(
        f"Q{what.number} is still open",
        say(
            "It closes {at}. What you decide before would tell the key to those who have not answered, so please decide"
            " then: {reports} has it. To take the question back at once, type {replace}.",
            at=Moment(what.closes_at, zone),
            reports=CommandRef("takt reports"),
            replace=CommandRef("cohort replace"),
        ),
        tone=Tone.REFUSAL,
    )


def key_already(what: Round) -> Card:
    """The letter that was chosen is the key."""
    return Card(
        f"{LETTERS[what.key]} is the key of Q{what.number} already",
        say("Nothing was changed. If the report is not right, decline it; if no option is, withdraw the question."),
        tone=Tone.REFUSAL,
    )


def withdrawn_already(what: Round) -> Card:
    """There is nothing left to count anew."""
    return Card(
        f"Q{what.number} is withdrawn already",
        say("It counts for nobody. Decline the report with a word to its author."),
        tone=Tone.REFUSAL,
    )


def unknown(what: Round) -> Card:
    """The bank does not know this version of the item any more."""
    return Card(
        f"The bank has not the words of Q{what.number} any more",
        say("So I cannot show what to choose from. Nothing was changed."),
        tone=Tone.REFUSAL,
    )


def done(changed: Changed, number: int, gained: int, lost: int) -> Card:
    """For the leader who decided."""
    names = numbers(changed.rounds)
    if changed.now is None:
        head, what = f"{names} withdrawn", say("Its answers count no more, and it is not asked again.")
        if changed.computed:
            what = say("Its answers count no more. The calculation can come again, with other numbers.")
    else:
        head, what = f"{names} corrected", keys(changed)
        if changed.computed:
            what = join((what, say("It holds for this question alone: its numbers were its own.")))
        else:
            what = join((what, say("Asked again in this cohort, it has the corrected key.")))
    return Card(
        head,
        join((what, _moved(gained, lost), say("The room reads one note; who reported it hears of it."))),
        buttons=((Button("Undo", f"correction:undo:{number}", Look.DANGER),),),
        note=say("Later too: {reports} has what was decided.", reports=CommandRef("takt reports")),
        tone=Tone.RIGHT,
    )


def _moved(gained: int, lost: int) -> Text:
    if not gained and not lost:
        return say("Nobody's points change.")
    return say(
        "{up} with more points, {down} with fewer: each is told in private.", up=_people(gained), down=_people(lost)
    )


def _people(count: int) -> str:
    return "1 member" if count == 1 else f"{count} members"
