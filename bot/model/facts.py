"""What is said of the exam itself: each line with how surely it is known, when it was checked, and against what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Sureness(StrEnum):
    """How surely a fact is known. Only firm ones are stated; for the others the text points to the Exam Handbook."""

    FIRM = "firm"
    REPORTED = "reported"
    SEE_HANDBOOK = "see-handbook"


@dataclass(frozen=True, slots=True)
class ExamFact:
    """One line of the exam at a glance."""

    id: str
    title: str
    text: str
    confidence: Sureness
    checked: date
    source: str


@dataclass(frozen=True, slots=True)
class ExamVersion:
    """A version of the exam, by the id of its blueprint, with what is known of it."""

    id: str
    title: str
    text: str
    confidence: Sureness
    checked: date
    source: str


@dataclass(frozen=True, slots=True)
class ExamFacts:
    """The exam at a glance. `checked` is the oldest of the dates: nothing here is fresher than that."""

    facts: tuple[ExamFact, ...]
    versions: tuple[ExamVersion, ...]
    link_title: str
    link: str
    disclaimer: str

    @property
    def checked(self) -> date:
        """The day by which everything here had been looked up."""
        return min([fact.checked for fact in self.facts] + [version.checked for version in self.versions])

    def firm(self) -> tuple[ExamFact, ...]:
        """The lines that may be stated as facts."""
        return tuple(fact for fact in self.facts if fact.confidence is Sureness.FIRM)

    def fact(self, id: str) -> ExamFact:
        """The line of this id. Raises KeyError."""
        for fact in self.facts:
            if fact.id == id:
                return fact
        raise KeyError(id)

    def version(self, id: str) -> ExamVersion:
        """The version of this blueprint id. Raises KeyError."""
        for version in self.versions:
            if version.id == id:
                return version
        raise KeyError(id)
