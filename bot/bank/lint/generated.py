"""Rules on generators: L01 (their names) and L31 (a sample of what they draw, held against the rules for items)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.bank.entries import Entry
from bot.bank.faults import Fault, Severity
from bot.bank.lint import options, stems, texts
from bot.model.items import Generator, Item, Question, Status, Subtopic
from bot.model.limits import SOLUTION

SAMPLE = 12
_RULES = (
    options.unique,
    options.combined,
    options.numeric,
    stems.form,
    stems.fits,
    stems.wordy,
    texts.reasons,
    texts.characters,
)


def names(generators: Sequence[Generator], subtopics: Mapping[str, Subtopic]) -> Iterator[Fault]:
    """L01: ids such as `inventory.eoq`, each version once, in a subtopic of their domain."""
    seen: set[tuple[str, int]] = set()
    for generator in generators:
        file = _file(generator)
        if not re.fullmatch(rf"{generator.domain}\.[a-z][a-z0-9_]*", generator.id):
            yield Fault(file, 0, "L01", f"the id `{generator.id}` does not fit", f"{generator.domain}. and a name")
        if (generator.id, generator.version) in seen or generator.version < 1:
            yield Fault(file, 0, "L01", f"version {generator.version} is there twice, or below 1", "add a version")
        seen.add((generator.id, generator.version))
        subtopic = subtopics.get(generator.subtopic)
        if subtopic is None or subtopic.domain is not generator.domain:
            yield Fault(file, 0, "L01", f"`{generator.subtopic}` is no subtopic of {generator.domain}", "name another")


def sample(generator: Generator) -> Iterator[Fault]:
    """L31: the same seed gives the same question, and what comes out obeys the rules for items. One fault per rule."""
    found: dict[str, Fault] = {}
    for seed in range(SAMPLE):
        question = generator.draw(seed)
        if question != generator.draw(seed):
            found["pure"] = Fault(_file(generator), 0, "L31", f"seed {seed} gives two different questions")
        for fault in _judge(generator, question):
            found.setdefault(fault.rule, fault)
    yield from found.values()


def _judge(generator: Generator, question: Question) -> Iterator[Fault]:
    if len(question.options) != 4 or sum(option.correct for option in question.options) != 1:
        yield Fault(_file(generator), 0, "L02", "not four options with one key")
        return
    if not 0 < len(question.solution) <= SOLUTION:
        text = f"the working has {len(question.solution)} characters"
        yield Fault(_file(generator), 0, "L31", text, f"between 1 and {SOLUTION}", Severity.ERROR)
    item = Item(
        generator.id, generator.version, generator.domain, generator.subtopic, generator.level, Status.LIVE, question
    )
    entry = Entry(_file(generator), item, {}, "", {"origin": "original"})
    for rule in _RULES:
        yield from rule(entry)


def _file(generator: Generator) -> str:
    return f"generators/{generator.domain}"
