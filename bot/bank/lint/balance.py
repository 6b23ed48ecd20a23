"""Rules on the bank as a whole: L05 (share), L08, L10, L27. One item shows no pattern; many do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import comb

from bot.bank.entries import Entry
from bot.bank.faults import Fault, Severity
from bot.bank.lint.numbers import read_numbers
from bot.bank.lint.stems import negative
from bot.model.items import Status, Subtopic

_CHI_SQUARE = 11.345  # three degrees of freedom, p = .01
_ENOUGH = 20  # five expected in each of four positions
_FEWEST = 4


def negatives(entries: Sequence[Entry]) -> Iterator[Fault]:
    """L05: at most one question in twenty asks the other way round."""
    count = sum(negative(entry.question.stem) is not None for entry in entries)
    if len(entries) >= _ENOUGH and count * 20 > len(entries):
        text = f"{count} of {len(entries)} questions are negative"
        yield Fault("items", 0, "L05", text, "at most 5%: ask some positively", Severity.WARNING)


def longest(entries: Sequence[Entry]) -> Iterator[Fault]:
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


def positions(entries: Sequence[Entry]) -> Iterator[Fault]:
    """L10: among ordered options, which are never shuffled, the key is not at home in one place."""
    keys = Counter(entry.question.key for entry in entries if entry.question.ordered)
    total = sum(keys.values())
    if total < _ENOUGH:
        return
    square = sum((keys[place] - total / 4) ** 2 / (total / 4) for place in range(4))
    uneven = total >= 400 and any(not 0.2 <= keys[place] / total <= 0.3 for place in range(4))
    if square > _CHI_SQUARE or uneven:
        counts = ", ".join(f"{'ABCD'[place]} {keys[place]}" for place in range(4))
        yield Fault(
            "items", 0, "L10", f"keys of ordered options stand unevenly: {counts}", "choose other wrong numbers"
        )


def coverage(entries: Sequence[Entry], subtopics: Mapping[str, Subtopic]) -> Iterator[Fault]:
    """L27: which subtopics are thin, and which have items of one cognitive level only."""
    asked = [entry for entry in entries if entry.item.status is not Status.RETIRED]
    counts = Counter(entry.item.subtopic for entry in asked)
    levels: dict[str, set[str]] = defaultdict(set)
    for entry in asked:
        levels[entry.item.subtopic].add(entry.item.level)
    for domain in dict.fromkeys(subtopic.domain for subtopic in subtopics.values()):
        codes = [code for code, subtopic in subtopics.items() if subtopic.domain is domain]
        none = sum(counts[code] == 0 for code in codes)
        thin = sum(0 < counts[code] < _FEWEST for code in codes)
        narrow = sum(counts[code] >= _FEWEST and len(levels[code]) < 2 for code in codes)
        if none or thin or narrow:
            text = (
                f"of {len(codes)} subtopics {none} have no item, {thin} fewer than {_FEWEST}, {narrow} only one level"
            )
            yield Fault(f"items/{domain}", 0, "L27", text, level=Severity.NOTE)
