"""What is said of a cohort in several places: its schedule, its version of the exam, its next question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from bot.cards.dates import long_date
from bot.chat.message import Pick
from bot.chat.text import Moment, Text, join, plain, say
from bot.model.cohort import Reveal, Schedule
from bot.model.facts import ExamFacts, ExamVersion, Sureness
from bot.model.items import Blueprint
from bot.rules.calendar import Occurrence
from bot.rules.weekdays import days_in_words

LONGEST_NAME = 60
_MOST_LABEL = 75


def schedule_words(schedule: Schedule) -> Text:
    """`Monday to Friday at 07:00 (Europe/Berlin), each open until the next one`."""
    closes = f"closing at {schedule.closes:%H:%M}" if schedule.closes else "open until the next one"
    return say(
        "{days} at **{at}** ({zone} time), each {closes}",
        days=days_in_words(schedule.days),
        at=f"{schedule.opens:%H:%M}",
        zone=schedule.zone,
        closes=closes,
    )


@dataclass(frozen=True, slots=True)
class Free:
    """The country or region whose holidays a cohort keeps, "" for none, and those that take a question away."""

    region: str = ""
    days: Mapping[date, str] = field(default_factory=dict)


def free_words(free: Free, most: int = 5) -> Text:
    """`Friday, 25 December 2026 (Christmas Day)`, a line for each, the next ones first."""
    lines = [say("{day} ({name})", day=long_date(day), name=free.days[day]) for day in sorted(free.days)[:most]]
    more = len(free.days) - most
    return join((*lines, say("and {n} more", n=more) if more > 0 else ()))


def holiday_words(free: Free) -> Text:
    """The region, and its next holidays with no question."""
    if not free.region:
        return say("none are kept")
    coming = free_words(free) or say("none that fall on a study day soon")
    return join((say("**{region}**", region=free.region), coming))


def next_words(coming: Occurrence | None, zone: str) -> Text:
    """When the next question comes, or that none is planned."""
    return say("{at}", at=Moment(coming.opens_at, zone)) if coming else say("none is planned")


def openings_words(coming: Sequence[Occurrence], zone: str) -> Text:
    """The next openings on the cohort's own calendar and clock."""
    local = [one.opens_at.astimezone(ZoneInfo(zone)) for one in coming]
    return join([say("{day}, {at}", day=long_date(at.date()), at=f"{at:%H:%M}") for at in local])


_SURELY = {
    Sureness.FIRM: "well established",
    Sureness.REPORTED: "reported, not confirmed by ASCM",
    Sureness.SEE_HANDBOOK: "see the Exam Handbook",
}
_WEIGHTS = {
    "secondary": "The weights of its domains come from a second-hand source.",
    "unverified": "The weights of its domains are unverified.",
}


def version_of(facts: ExamFacts, id: str) -> ExamVersion | None:
    """What is known of the version with this blueprint."""
    return next((version for version in facts.versions if version.id == id), None)


def exam_words(facts: ExamFacts, blueprint: Blueprint) -> Text:
    """A version of the exam in full: what is known of it, and how surely."""
    version = version_of(facts, blueprint.id)
    if version is None:
        return plain(blueprint.title)
    return say(
        "**{title}** ({surely}). {text}", title=version.title, surely=_SURELY[version.confidence], text=version.text
    )


def exam_line(facts: ExamFacts, blueprint: Blueprint) -> Text:
    """A version of the exam in one line, with how surely its weights are known."""
    version = version_of(facts, blueprint.id)
    surely = say(" ({surely})", surely=_SURELY[version.confidence]) if version else ()
    weights = _WEIGHTS.get(blueprint.confidence, "")
    return say("**{title}**{surely}. {weights}", title=blueprint.title, surely=surely, weights=weights)


def exam_picks(facts: ExamFacts, blueprints: Mapping[str, Blueprint]) -> tuple[Pick, ...]:
    """The versions to choose from, each with the first thing that is known of it."""
    return tuple(Pick(_exam_label(facts, blueprint), id) for id, blueprint in blueprints.items())


def _exam_label(facts: ExamFacts, blueprint: Blueprint) -> str:
    version = version_of(facts, blueprint.id)
    first = re.split(r"[.:;](?:\s|$)", version.text)[0] if version else ""
    label = f"{blueprint.title}: {first[:1].lower()}{first[1:]}" if first else blueprint.title
    return label if len(label) <= _MOST_LABEL else blueprint.title


REVEAL_WORDS = {
    Reveal.AT_ONCE: "at once, in private, after answering",
    Reveal.AT_CLOSE: "for everyone when the question closes",
}
