"""The record of what leaders decided on reports: who, when, what, from which key to which, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.corrections import Changed, keys, numbers
from bot.chat.message import Button, Card, Field, Look, Tone
from bot.chat.text import CommandRef, Moment, Text, join, say


@dataclass(frozen=True, slots=True)
class Decided:
    """A correction as the record shows it: names of leaders, and instants (UTC). `undoable`: the newest that stands."""

    number: int
    changed: Changed
    by: str
    at: datetime
    undone_by: str
    undone_at: datetime | None
    undoable: bool


def decided(cohort: int, these: Sequence[Decided], start: int, of: int, each: int, zone: str) -> Card:
    """A page of the record, the newest first."""
    undo = tuple(
        Button(f"Undo {numbers(one.changed.rounds)}"[:60], f"correction:undo:{one.number}", Look.DANGER)
        for one in these
        if one.undoable
    )
    newer = (Button("Newer", f"reports:decided:{cohort}:{max(0, start - each)}"),) if start else ()
    older = (Button("Older", f"reports:decided:{cohort}:{start + each}"),) if start + each < of else ()
    rows = (undo, (*newer, *older, Button("Open reports", f"reports:page:{cohort}:0")))
    return Card(
        "What was decided",
        () if these else say("Nothing yet: no key was corrected, and no question withdrawn after a report."),
        fields=tuple(_decision(one, zone) for one in these),
        buttons=tuple(row for row in rows if row),
        note=say("Of several decisions on one question the newest is undone first.") if these else (),
    )


def _decision(one: Decided, zone: str) -> Field:
    changed = one.changed
    what = keys(changed) if changed.now is not None else say("Withdrawn.")
    who = say("By {by}, {at}.", by=one.by or "somebody who left", at=Moment(one.at, zone))
    undone: Text = ()
    if one.undone_at is not None:
        by = one.undone_by or "somebody who left"
        undone = say("Taken back by {by}, {at}.", by=by, at=Moment(one.undone_at, zone))
    said = say("“{word}”", word=changed.word) if changed.word else ()
    return Field(numbers(changed.rounds), join((what, said, who, undone)))


def undone(changed: Changed) -> Card:
    """For the leader who took it back."""
    return Card(
        f"{numbers(changed.rounds)}: as it was before",
        say(
            "Points, cards and the key are as before, and the room reads a second note. The reports are open again:"
            " {reports}.",
            reports=CommandRef("takt reports"),
        ),
        tone=Tone.RIGHT,
    )


def undone_already() -> Card:
    """A second click, or another leader."""
    return Card("It was taken back already", say("Nothing was done twice."))


def newer_first(changed: Changed) -> Card:
    """There is a newer decision on the same question."""
    return Card(
        f"There is a newer decision on {numbers(changed.rounds)}",
        say("Take that one back first: {reports}, What was decided.", reports=CommandRef("takt reports")),
        tone=Tone.REFUSAL,
    )
