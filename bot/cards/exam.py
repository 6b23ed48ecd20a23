"""The exam at a glance: every line from the one dated facts file, under how surely it is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.cards.dates import long_date
from bot.chat.message import Card, Field, Link
from bot.chat.text import Text, join, say, words
from bot.model.facts import ExamFact, ExamFacts, ExamVersion, Sureness

_HEADINGS = {
    Sureness.FIRM: "Well established",
    Sureness.REPORTED: "Reported by one good source",
    Sureness.SEE_HANDBOOK: "Changes, so look it up",
}
_MOST = 620
"""Characters of a field, so that it fits every platform uncut."""


def card(facts: ExamFacts, studied: str = "") -> Card:
    """`studied` is the title of the version that the cohort here studies, if there is one."""
    lines = {sureness: [_line(fact) for fact in facts.facts if fact.confidence is sureness] for sureness in _HEADINGS}
    versions = [_version(version) for version in facts.versions]
    fields = [
        *_fields(_HEADINGS[Sureness.FIRM], lines[Sureness.FIRM]),
        *_fields("Versions", versions),
        *_fields(_HEADINGS[Sureness.REPORTED], lines[Sureness.REPORTED]),
        *_fields(_HEADINGS[Sureness.SEE_HANDBOOK], lines[Sureness.SEE_HANDBOOK]),
    ]
    return Card(
        "The CPIM exam at a glance",
        say("Your cohort studies for **{version}**.", version=studied) if studied else (),
        fields=tuple(fields),
        buttons=((link(facts),),),
        note=say("Looked up by {day}. {disclaimer}", day=long_date(facts.checked), disclaimer=facts.disclaimer),
    )


def link(facts: ExamFacts) -> Link:
    """Where to look up what is not stated here."""
    return Link(facts.link_title, facts.link)


def states(facts: ExamFacts, fact: str) -> bool:
    """Whether this fact is firm, so that a sentence of ours may rest on it."""
    return any(found.id == fact for found in facts.firm())


def line_on(facts: ExamFacts, fact: str) -> str:
    """The words of this fact, which point to the handbook themselves where it is not firm; or just the pointer."""
    found = next((found for found in facts.facts if found.id == fact), None)
    return found.text if found else "See the Exam Handbook."


def _line(fact: ExamFact) -> Text:
    return say("• **{title}:** {text}", title=fact.title, text=fact.text)


_SURELY = {Sureness.FIRM: "well established", Sureness.REPORTED: "reported", Sureness.SEE_HANDBOOK: "to look up"}


def _version(version: ExamVersion) -> Text:
    return say(
        "• **{title}** ({surely}): {text}", title=version.title, surely=_SURELY[version.confidence], text=version.text
    )


def _fields(heading: str, lines: Sequence[Text]) -> Iterator[Field]:
    """The lines under one heading, in as many fields as they need."""
    name, waiting = heading, list[Text]()
    for line in lines:
        if waiting and len(words(join((*waiting, line)))) > _MOST:
            yield Field(name, join(waiting))
            name, waiting = f"{heading}, continued", []
        waiting.append(line)
    if waiting:
        yield Field(name, join(waiting))
