"""The rule on what generators draw: L31 (a sample of it, held against the rules for items)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.bank.entries import Entry
from bot.bank.faults import Fault
from bot.bank.generators import fault, place
from bot.bank.house import PLAIN, House
from bot.bank.lint import language, options, relations, stems, texts
from bot.model.items import Generator, Item, Question, Status
from bot.model.limits import SOLUTION

SAMPLE = 12
_TWICE = 3  # of these, drawn again to see that nothing but the seed decides
_RULES = (
    options.unique,
    options.combined,
    options.numeric,
    relations.ranges,
    stems.form,
    stems.fits,
    stems.wordy,
    texts.reasons,
    texts.characters,
)
_HOUSE_RULES = (language.acronyms, language.people, language.wording)


def newest(generators: Iterable[Generator]) -> list[Generator]:
    """The version of each that is asked now. Older ones stay as they were drawn, word for word."""
    latest: dict[str, Generator] = {}
    for generator in sorted(generators, key=lambda each: each.version):
        latest[generator.id] = generator
    return list(latest.values())


def sample(generator: Generator, house: House = PLAIN) -> Iterator[Fault]:
    """L31: the same seed gives the same question, and what comes out obeys the rules for items. One fault per rule."""
    found: dict[str, Fault] = {}
    for seed in range(SAMPLE):
        question = generator.draw(seed)
        if seed < _TWICE and question != generator.draw(seed):
            found["pure"] = fault(generator, "L31", f"seed {seed} gives two different questions")
        for wrong in _judge(generator, question, house):
            found.setdefault(wrong.rule, wrong)
    yield from found.values()


def _judge(generator: Generator, question: Question, house: House) -> Iterator[Fault]:
    if len(question.options) != 4 or sum(option.correct for option in question.options) != 1:
        yield fault(generator, "L02", "not four options with one key")
        return
    if not 0 < len(question.solution) <= SOLUTION:
        text = f"the working has {len(question.solution)} characters"
        yield fault(generator, "L31", text, f"between 1 and {SOLUTION}")
    mistakes = [option.mistake for option in question.options if not option.correct]
    if not all(mistakes) or len(set(mistakes)) < len(mistakes):
        yield fault(generator, "L31", "wrong options without a mistake's name, or two with one", "name each mistake")
    item = Item(
        generator.id,
        generator.version,
        generator.domain,
        generator.subtopic,
        generator.level,
        Status.LIVE,
        question,
    )
    entry = Entry(place(generator), item, {}, "", {"origin": "original"})
    for rule in _RULES:
        yield from rule(entry)
    for by_house in _HOUSE_RULES:
        yield from by_house(entry, house)
