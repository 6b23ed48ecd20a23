"""Rules on the bank as a whole: L05 (share), L08, L10, L15 (share). One item shows no pattern; many do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import comb

from bot.bank.entries import Entry
from bot.bank.faults import Fault, Severity
from bot.bank.house import House
from bot.bank.lint.cues import overlaps
from bot.bank.lint.numbers import read_numbers
from bot.bank.lint.stems import negative
from bot.rules.picking import option_order, question_seed

_CHI_SQUARE = 11.345  # three degrees of freedom, p = .01
_BROKEN = 21.108  # the same at p = .0001: what nobody can mend by rewriting must not fail by mere chance
_ENOUGH = 20  # five expected in each of four positions
_COHORTS = 24


def negatives(entries: Sequence[Entry], house: House) -> Iterator[Fault]:
    """L05: at most one question in twenty asks the other way round."""
    count = sum(negative(entry.question.stem) is not None for entry in entries)
    if len(entries) >= _ENOUGH and count * 20 > len(entries):
        text = f"{count} of {len(entries)} questions are negative"
        yield Fault("items", 0, "L05", text, "at most 5%: ask some positively", Severity.WARNING)


def longest(entries: Sequence[Entry], house: House) -> Iterator[Fault]:
    """L08: the key is the longest option no more often than chance explains, in the bank and in each domain."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if not read_numbers(entry.question):
            groups["items"].append(entry)
            groups[f"items/{entry.item.domain}"].append(entry)
    for name, group in groups.items():
        count = sum(len(entry.key.text) > max(len(o.text) for o in entry.distractors) for entry in group)
        if count > 0.35 * len(group) and chance(count, len(group)) < 0.01:
            text = f"the key is the longest option in {count} of {len(group)} items"
            yield Fault(name, 0, "L08", text, "lengthen wrong options or shorten keys")


def chance(hits: int, tries: int) -> float:
    """How likely so many hits, or more, are by chance at one in four."""
    ways: int = sum(comb(tries, k) * 3 ** (tries - k) for k in range(hits, tries + 1))
    return float(Fraction(ways, 4**tries))


def positions(entries: Sequence[Entry], house: House) -> Iterator[Fault]:
    """L10: among ordered options, which are never shuffled, the key is not at home in one place."""
    keys = Counter(entry.question.key for entry in entries if entry.question.ordered)
    if keys.total() >= _ENOUGH and _uneven(keys, _CHI_SQUARE):
        text = f"keys of ordered options stand unevenly: {_listed(keys)}"
        yield Fault("items", 0, "L10", text, "choose other wrong numbers")


def shuffled(entries: Sequence[Entry], house: House) -> Iterator[Fault]:
    """L10: of the others, the key falls evenly when cohorts ask them, shuffled by the seeds that Takt gives them."""
    texts = [entry for entry in entries if not entry.question.ordered]
    keys: Counter[int] = Counter()
    for cohort in range(_COHORTS):
        for number, entry in enumerate(texts, 1):
            order = option_order(question_seed(cohort, number), len(entry.question.options), False)
            keys[order.index(entry.question.key)] += 1
    if len(texts) >= _ENOUGH and _uneven(keys, _BROKEN):
        text = f"keys stand unevenly after shuffling: {_listed(keys)}"
        yield Fault("items", 0, "L10", text, "the shuffling is broken, not the items")


def _uneven(keys: Counter[int], most: float) -> bool:
    total = keys.total()
    square = sum((keys[place] - total / 4) ** 2 / (total / 4) for place in range(4))
    return square > most or (total >= 400 and any(not 0.2 <= keys[place] / total <= 0.3 for place in range(4)))


def _listed(keys: Counter[int]) -> str:
    return ", ".join(f"{'ABCD'[place]} {keys[place]}" for place in range(4))


def converging(entries: Sequence[Entry], house: House) -> Iterator[Fault]:
    """L15: over the bank, the option that shares most words with the others is the key no more often than by chance."""
    hits = tries = 0
    for entry in entries:
        shared = [] if read_numbers(entry.question) else [sum(row) for row in overlaps(entry.question)]
        if shared.count(max(shared, default=0)) == 1:
            tries += 1
            hits += shared[entry.question.key] == max(shared)
    if hits > 0.35 * tries and chance(hits, tries) < 0.01:
        text = f"the key shares most words with the other options in {hits} of {tries} items where one option does"
        yield Fault("items", 0, "L15", text, "let wrong options share words with each other", Severity.WARNING)
