"""The content check: everything wrong or doubtful in a content folder, in one report with what there is of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.bank import exemptions
from bot.bank.blueprints import read_blueprints
from bot.bank.facts import read_facts
from bot.bank.faults import ContentError, Fault, Severity
from bot.bank.house import read_house
from bot.bank.lint.coverage import coverage
from bot.bank.lint.generated import newest, sample
from bot.bank.lint.language import terms
from bot.bank.lint.table import lint
from bot.bank.loading import read
from bot.model.domains import Domain
from bot.model.items import Generator, Level


@dataclass(frozen=True, slots=True)
class Report:
    """What the check found. Counts are of written items and generators that may be asked; levels of written ones.

    `exempt` is what stays by a written exemption, with its reason; it is no longer among the `faults`.
    """

    faults: tuple[Fault, ...] = ()
    exempt: tuple[tuple[Fault, str], ...] = ()
    by_domain: Mapping[Domain, int] = field(default_factory=dict)
    by_subtopic: Mapping[str, int] = field(default_factory=dict)
    by_level: Mapping[Level, int] = field(default_factory=dict)
    written: int = 0
    generated: int = 0

    @property
    def errors(self) -> tuple[Fault, ...]:
        """What makes the check fail."""
        return self._of(Severity.ERROR)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What is worth a second look."""
        return self._of(Severity.WARNING)

    @property
    def notes(self) -> tuple[Fault, ...]:
        """What is only good to know."""
        return self._of(Severity.NOTE)

    @property
    def passed(self) -> bool:
        """Whether there is no error."""
        return not self.errors

    def _of(self, level: Severity) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.level is level)


def check(folder: Path, generators: Sequence[Generator] = ()) -> Report:
    """Hold a content folder against every rule. Never raises for what is in the folder."""
    house, faults = read_house(folder)
    exempting, wrong = exemptions.of_bank(folder)
    faults += [*wrong, *read_blueprints(folder)[1], *read_facts(folder)[1]]
    try:
        source = read(folder, generators)
    except ContentError as error:
        return Report(tuple(sorted([*error.faults, *faults])))
    faults += source.faults
    house = house.knowing([entry.term for entry in source.terms])
    faults += lint(source.entries, house)
    faults += terms(source.terms, house)
    faults += coverage(source.entries, source.catalogue.subtopics, house)
    faults += [fault for generator in newest(generators) for fault in sample(generator, house)]
    remaining, exempt = exemptions.apply(faults, [*exemptions.of_items(source.entries), *exempting])
    items = source.bank().eligible()
    return Report(
        tuple(sorted(set(remaining))),
        tuple(sorted(set(exempt))),
        Counter(item.domain for item in items),
        Counter(item.subtopic for item in items),
        Counter(item.level for item in items if item.generator is None),
        written=sum(item.generator is None for item in items),
        generated=sum(item.generator is not None for item in items),
    )
