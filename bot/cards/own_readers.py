"""Who reads what members write for their cohort."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.message import Card, Tone
from bot.chat.text import CommandRef, Mention, join, say


def reader_named(name: str, cohort: str, waiting: int, others: Sequence[str]) -> Card:
    """A member reads from now on."""
    now = say("Waiting for a reader now: {n}.", n=waiting) if waiting else ()
    all = say("Readers beside the leaders: {names}.", names=", ".join(others))
    return Card(
        f"{name} reads questions now",
        join((say("In _{cohort}_ they may approve what others write.", cohort=cohort), now, all)),
        tone=Tone.RIGHT,
    )


def reader_dismissed(name: str, cohort: str) -> Card:
    """A member reads no more."""
    return Card(
        f"{name} does not read questions any more",
        say("In _{cohort}_ that is for its leaders and other readers.", cohort=cohort),
        tone=Tone.RIGHT,
    )


def no_reader(name: str) -> Card:
    """Somebody was to read no more who does not."""
    return Card(
        f"{name} was not named as a reader", say("Nothing was changed. Leaders always read."), tone=Tone.REFUSAL
    )


def you_read(cohort: str, by: str) -> Card:
    """For a member who was named."""
    return Card(
        "You read questions now",
        say(
            "{by} named you as a reader in _{cohort}_: you answer what members write before you see its key, and then"
            " say whether it may be asked. {list} shows what waits.",
            by=by,
            cohort=cohort,
            list=CommandRef("takt question list"),
        ),
    )


def no_member(who: Mention | str) -> Card:
    """Only members read."""
    return Card(
        "They are not in this cohort",
        say("{who} joins by answering a question here. Then you can name them.", who=who),
        tone=Tone.REFUSAL,
    )
